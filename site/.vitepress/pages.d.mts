export const GROUPS: Record<string, Record<string, string>>;
export const PAGES: string[];
export function siteFileOf(file: string): string;
export function addressOf(file: string): string;
