import { Agent, request as httpsRequest } from 'node:https';

/** An object of the API as JSON. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; generateName?: string; namespace?: string; [key: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: what the API server answers has no type here
  [key: string]: any;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an object, a list, a Status or text
  body: any;
  /** Texts of the warnings that came with the answer. */
  warnings: string[];
}

export interface Resource {
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  root: string;
  plural: string;
  namespaced: boolean;
}

const MEDIA_TYPES = {
  json: 'application/json',
  yaml: 'application/yaml',
  patch: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The text of a warning such as `299 - "text"` (RFC 7234, Warning). */
function warningText(header: string): string {
  const [, quoted] = /^\d+ \S+ "((?:[^"\\]|\\.)*)"/.exec(header)!;
  return quoted!.replace(/\\(.)/g, '$1');
}

/** Talks to an API server as its administrator. */
export class Client {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #headers: Record<string, string>;
  readonly #groups = new Map<string, Promise<Map<string, Resource>>>();

  constructor(port: number, certificate: Buffer, token: string) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca: certificate });
    this.#port = port;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  request(
    method: string,
    path: string,
    body?: unknown,
    type: keyof typeof MEDIA_TYPES = 'json',
  ): Promise<Answer> {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      ...this.#headers,
      ...(text === undefined ? {} : { 'content-type': MEDIA_TYPES[type] }),
    };
    return new Promise((resolve, reject) => {
      const target = { host: '127.0.0.1', port: this.#port, path, method, headers, agent: this.#agent };
      const sent = httpsRequest(target, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.includes('json');
          resolve({
            status: response.statusCode!,
            body: isJson ? JSON.parse(answer) : answer,
            warnings: (response.headersDistinct.warning ?? []).map(warningText),
          });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** Asks for what must be there, and throws what the API server says where it refuses. */
  async demand(...args: Parameters<Client['request']>): Promise<Answer['body']> {
    const { status, body } = await this.request(...args);
    if (status >= 300) throw new Error(`${args[0]} ${args[1]}: ${status} ${body.message ?? body}`);
    return body;
  }

  /** Where objects of a kind are, or undefined where the server does not know it. */
  async resource(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let known = this.#groups.get(root);
    if (!known) {
      known = this.#discover(root);
      this.#groups.set(root, known);
    }
    return (await known).get(kind);
  }

  /** The path of an object's collection; the namespace is `default` where the object has none. */
  async collection({ apiVersion, kind, metadata }: ApiObject): Promise<string | undefined> {
    const resource = await this.resource(apiVersion, kind);
    if (!resource) return undefined;
    const { root, plural, namespaced } = resource;
    const { namespace = 'default' } = metadata;
    return namespaced ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
  }

  async #discover(root: string): Promise<Map<string, Resource>> {
    const { status, body } = await this.request('GET', root);
    if (status !== 200) return new Map();
    const resources = body.resources as { name: string; kind: string; namespaced: boolean }[];
    return new Map(
      resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [kind, { root, plural: name, namespaced }]),
    );
  }
}
