import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Kinds that the stand-in serves, by group and version: as much discovery as Helm 3 asks for before a dry run. */
const kinds: Record<string, string[]> = {
  v1: ['ConfigMap', 'Namespace', 'Pod', 'Secret', 'Service', 'ServiceAccount'],
  'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
  'batch/v1': ['CronJob', 'Job'],
};

/**
 * Runs `body` with a stand-in for an API server on loopback, which has no objects and accepts none.
 * Gives `body` a kubeconfig that names it. For `helm install --dry-run=client` of Helm 3, which wants a cluster.
 */
export async function withCluster<T>(body: (kubeconfig: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const answer = discovery(new URL(request.url ?? '/', 'http://cluster').pathname);
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        answer ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await body(kubeconfig((server.address() as AddressInfo).port));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function discovery(path: string): object | undefined {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() };
  const groupVersion = path.match(/^\/(?:api|apis)\/(.+)$/)?.[1] ?? '';
  const resources = kinds[groupVersion]?.map((kind) => ({
    name: `${kind.toLowerCase()}s`,
    singularName: kind.toLowerCase(),
    namespaced: kind !== 'Namespace',
    kind,
    verbs: ['create', 'get', 'list', 'patch'],
  }));
  return resources && { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function groups(): object[] {
  return Object.keys(kinds)
    .filter((groupVersion) => groupVersion.includes('/'))
    .map((groupVersion) => {
      const [name, version] = groupVersion.split('/');
      return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
    });
}

function kubeconfig(port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'stand-in',
    clusters: [{ name: 'stand-in', cluster: { server: `http://127.0.0.1:${port}` } }],
    contexts: [{ name: 'stand-in', context: { cluster: 'stand-in', user: 'nobody' } }],
    users: [{ name: 'nobody', user: {} }],
  });
}
