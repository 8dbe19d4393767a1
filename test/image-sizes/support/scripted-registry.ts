import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Image } from './images.ts';

/** Answers a request in place of the registry; false leaves it to the registry. `count` is how often the path was asked for. */
export type Script = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A registry in this process that does what a test wants. */
export interface ScriptedRegistry {
  /** Host and port, on loopback. */
  host: string;
  /** Path, Authorization and Range of every request, in order. */
  requests: { path: string; authorization: string | undefined; range: string | undefined }[];
  close(): Promise<void>;
}

/** Starts a registry that has images by `repository:tag`. */
export async function scriptedRegistry(
  images: Record<string, Image>,
  script: Script = () => false,
): Promise<ScriptedRegistry> {
  const content = new Map<string, { bytes: Buffer; type: string }>();
  for (const [name, { descriptor, manifest, blobs }] of Object.entries(images)) {
    const [repository = '', tag = ''] = name.split(':');
    const entry = { bytes: manifest, type: descriptor.mediaType };
    content.set(`/v2/${repository}/manifests/${tag}`, entry);
    content.set(`/v2/${repository}/manifests/${descriptor.digest}`, entry);
    for (const [digest, bytes] of blobs) {
      content.set(`/v2/${repository}/blobs/${digest}`, { bytes, type: 'application/octet-stream' });
      content.set(`/v2/${repository}/manifests/${digest}`, {
        bytes,
        type: 'application/vnd.oci.image.manifest.v1+json',
      });
    }
  }
  const requests: ScriptedRegistry['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { authorization, range } = request.headers;
    requests.push({ path, authorization, range });
    const count = requests.filter((one) => one.path === path).length;
    if (script(request, response, count)) return;
    const found = content.get(path);
    if (!found) {
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
      return;
    }
    sendPart(found.bytes, found.type, range, response);
  });
  return { host: await listen(server), requests, close: () => close(server) };
}

function sendPart(bytes: Buffer, type: string, range: string | undefined, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const headers: Record<string, string> = {
    'content-type': type,
    'content-length': String(bytes.length - start),
  };
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  response.writeHead(range === undefined ? 200 : 206, headers).end(bytes.subarray(start));
}

/** Starts a server on a free port of this machine and gives its host. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
