export interface Target {
  os: string;
  arch: string;
  runtime: string;
  target: string;
}
export const targets: Target[];
export function nameOf(target: Target): string;
export function executableOf(target: Target): string;
export function targetHere(): Target | undefined;
export function archiveOf(name: string, version: string): string;
