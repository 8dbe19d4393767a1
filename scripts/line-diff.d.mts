export function lineDiff(before: string[], after: string[]): { kind: ' ' | '-' | '+'; line: string }[];
