import { basicOf } from '../../http/basic-authorization.ts';
import type { Secrets } from '../../http/redact.ts';
import { type AuthEntry, readAuthFiles } from './auth-files.ts';
import { askHelper, type Credentials } from './credential-helper.ts';

/** The credentials for one repository. */
export interface FoundCredentials {
  credentials: Credentials | undefined;
  /** Credential helpers that failed, to be reported if the registry denies access. */
  problems: string[];
}

/** Finds credentials in the places of Docker and Podman. */
export class CredentialStore {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #secrets: Secrets;
  readonly #asked = new Map<string, ReturnType<typeof askHelper>>();
  #files: ReturnType<typeof readAuthFiles> | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>, secrets: Secrets) {
    this.#environment = environment;
    this.#secrets = secrets;
  }

  /** Returns the credentials for a repository: the most specific entry of the first file that has one. */
  async find(host: string, repository: string): Promise<FoundCredentials> {
    this.#files ??= readAuthFiles(this.#environment);
    const registry = host === 'registry-1.docker.io' ? 'docker.io' : host;
    const problems: string[] = [];
    for (const { auths, helpers, store } of this.#files) {
      const entry = mostSpecific(auths, registry, repository);
      // A file with a credential store has empty entries in `auths`.
      const own = entry && credentialsOf(entry);
      const helper = mostSpecific(helpers, registry, repository) ?? (own ? undefined : store);
      const asked = helper === undefined ? {} : await this.#ask(helper, registry);
      if (asked.problem !== undefined) problems.push(asked.problem);
      const credentials = asked.credentials ?? own;
      if (credentials) {
        this.#keepSecret(credentials);
        return { credentials, problems };
      }
    }
    return { credentials: undefined, problems };
  }

  /** Runs a helper once for each registry, however many images it has. */
  #ask(helper: string, registry: string): ReturnType<typeof askHelper> {
    const key = `${helper} ${registry}`;
    let answer = this.#asked.get(key);
    if (!answer) {
      // Docker stores the credentials of Docker Hub under its first address.
      const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
      answer = askHelper(helper, server, this.#environment);
      this.#asked.set(key, answer);
    }
    return answer;
  }

  #keepSecret(credentials: Credentials): void {
    if ('identityToken' in credentials) this.#secrets.add(credentials.identityToken);
    else {
      this.#secrets.add(credentials.password);
      this.#secrets.add(basicOf(credentials));
    }
  }
}

function mostSpecific<T>(
  entries: ReadonlyMap<string, T>,
  registry: string,
  repository: string,
): T | undefined {
  const parts = repository.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const found = entries.get([registry, ...parts.slice(0, length)].join('/'));
    if (found !== undefined) return found;
  }
  return undefined;
}

function credentialsOf({ auth, identitytoken }: AuthEntry): Credentials | undefined {
  if (identitytoken !== undefined) return { identityToken: identitytoken };
  const text = auth === undefined ? '' : Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
