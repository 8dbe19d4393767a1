export function bunHere(): string;
