export const KEYRING: string;
export function isSignature(name: string): boolean;
export function signPlugin(
  file: string,
  manifest: string,
  key: string,
  environment?: NodeJS.ProcessEnv,
): void;
export function exportKeyring(file: string, key: string, environment?: NodeJS.ProcessEnv): void;
