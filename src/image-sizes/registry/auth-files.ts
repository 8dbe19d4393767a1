import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError } from '../../util/errors.ts';

/** The entry of an auth file for one registry. */
export interface AuthEntry {
  /** `user:password` in base64. */
  auth?: string;
  identitytoken?: string;
}

/** An auth file of Docker or Podman (containers-auth.json(5)). */
export interface AuthFile {
  auths: ReadonlyMap<string, AuthEntry>;
  /** Credential helper by registry. */
  helpers: ReadonlyMap<string, string>;
  /** The helper for all other registries. */
  store: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the auth files of the user in order of priority: only `REGISTRY_AUTH_FILE` if it is set; otherwise Podman's, then
 * Docker's (containers-auth.json(5)).
 * @throws PreparationError if one cannot be used. The message never contains its content.
 */
export function readAuthFiles(environment: Environment): AuthFile[] {
  return pathsOf(environment).flatMap(([path, isRequired]) => readAuthFile(path, isRequired) ?? []);
}

function pathsOf(environment: Environment): [path: string, isRequired: boolean][] {
  const { REGISTRY_AUTH_FILE: only, XDG_RUNTIME_DIR: runtime, DOCKER_CONFIG: docker } = environment;
  if (only) return [[only, true]];
  const home = environment.HOME ?? environment.USERPROFILE ?? '';
  const config = environment.XDG_CONFIG_HOME || (home && join(home, '.config'));
  const paths = [
    runtime && join(runtime, 'containers/auth.json'),
    config && join(config, 'containers/auth.json'),
    docker ? join(docker, 'config.json') : home && join(home, '.docker/config.json'),
  ];
  return paths.flatMap((path): [string, boolean][] => (path ? [[path, false]] : []));
}

function readAuthFile(path: string, isRequired: boolean): AuthFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isRequired && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    throw new PreparationError('server-credentials', `the credentials in ${path} cannot be read: ${code}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new PreparationError(
      'server-credentials',
      `the credentials in ${path} cannot be read: the file is not valid JSON`,
    );
  }
  const { auths, credHelpers, credsStore } = asRecord(content);
  return {
    auths: new Map(Object.entries(asRecord(auths)).map(([key, entry]) => [keyOf(key), textsOf(entry)])),
    helpers: new Map(Object.entries(textsOf(credHelpers)).map(([key, helper]) => [keyOf(key), helper])),
    store: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
  };
}

/** Keys are `host`, `host/repository` or, as written by Docker, URLs: `https://index.docker.io/v1/`. */
function keyOf(key: string): string {
  const name = key.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '');
  return name === 'index.docker.io' ? 'docker.io' : name;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(asRecord(value)).filter(([, text]) => typeof text === 'string' && text !== '');
  return Object.fromEntries(texts) as Record<string, string>;
}
