// What every host promises to its users, with the real host.
import assert from 'node:assert/strict';
import { objects, unreported } from './compare.ts';
import type { Host } from './host.ts';
import { hosts } from './hosts.ts';
import { hostTest } from './programs.ts';
import { changedLines, reportedBy } from './recorded.ts';
import { sample, spec } from './sample.ts';
import { inWorkspace, inWorkspaceWithIdentity } from './workspace.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: shop/web:1
`;

const MEASURED = `apiVersion: prepare-contrast.dev/v1alpha1
kind: MemoryUsage
metadata:
  name: memory-usage
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  workloads:
    - kind: Deployment
      namespace: shop
      name: web
      source: prometheus
      window: 14d
      time: "2026-11-30T12:00:00Z"
      containers:
        - name: web
          peak: 378009000 # 360.5Mi
          samples: 40320
          pods: 3
          covered: 14d
`;

for (const host of hosts) {
  const promise = (title: string, body: () => Promise<void>): void =>
    hostTest(host.program, `${host.title}: ${title}`, body);

  promise('prepares every workload, and nothing but what is reported differs', () =>
    inWorkspace(async (workspace) => {
      const { manifests } = await passes(host, workspace, { files: sample, spec });
      const results = await reportedBy(workspace, spec);

      assert.deepEqual(prepared(manifests), {
        web: { runtimeClassName: 'contrast-cc', shipper: '48Mi', web: '128Mi' },
        tick: { runtimeClassName: 'contrast-cc', tick: '24Mi' },
        toolbox: { runtimeClassName: 'contrast-cc', toolbox: '32Mi' },
      });
      assert.deepEqual(unreported(await untouched(host), objects(manifests), results), []);
    }),
  );

  promise('a second run makes no edit', async () => {
    const files = { 'all.yaml': (await prepare(host)).manifests };
    await inWorkspace(async (workspace) => {
      const { manifests } = await passes(host, workspace, { files, spec });
      assert.deepEqual(changedLines(workspace), []);
      assert.deepEqual(unreported(objects(files['all.yaml']), objects(manifests), []), []);
    });
  });

  // With Helm, the configuration names the file.
  if (!host.title.startsWith('helm')) {
    promise('measured memory among the manifests sets limits', () =>
      inWorkspace(async (workspace) => {
        const files = { 'web.yaml': WEB, 'memory-usage.yaml': MEASURED };
        const { manifests } = await passes(host, workspace, { files, spec });
        assert.deepEqual(prepared(manifests), { web: { runtimeClassName: 'contrast-cc', web: '433Mi' } });
        const found = objects(manifests).filter(({ kind }: { kind?: string }) => kind === 'MemoryUsage');
        // kustomize leaves local configuration out of what a cluster gets.
        assert.deepEqual(found, host.title.startsWith('kpt') ? objects(MEASURED) : []);
      }),
    );
  }

  promise('an unknown platform fails the host, and nothing comes out', () =>
    inWorkspace(async (workspace) => {
      const { code, stderr, manifests } = await host.prepare(workspace, {
        files: sample,
        spec: { platform: 'Metal-QEMU-SPN' },
      });
      assert.notEqual(code, 0);
      assert.equal(manifests, '');
      assert.equal(workspace.functionOutput(), '');
      if (host.showsFailure) assert.match(stderr, /Metal-QEMU-SPN/);
      else assert.match(stderr, /plugin "prepare-contrast" exited with error/);
    }),
  );

  if (host.keepsComments) {
    promise('comments stay', async () => {
      const { manifests } = await prepare(host);
      for (const comment of [
        '# Shop front',
        '# a string, not a truth value',
        '# one a zone',
        '# measured',
        '# the only container',
      ]) {
        assert.ok(manifests.includes(comment), comment);
      }
    });
  }

  if (host.showsResults) {
    promise('shows each change', async () => {
      const { stderr } = await prepare(host);
      assert.match(
        stderr,
        /\[info\] apps\/v1\/Deployment\/default\/web spec\.template\.spec\.runtimeClassName: .*contrast-cc/,
      );
      assert.match(
        stderr,
        /batch\/v1\/CronJob\/default\/tick .*containers\[0\]\.resources\.requests\.memory: .*24Mi/,
      );
    });
  }

  if (host.usesEngine) {
    promise('runs the image without a network and as nobody', () =>
      inWorkspace(async (workspace) => {
        await passes(host, workspace, { files: sample, spec });
        assert.match(
          workspace.engineCalls(),
          /^run --rm -i .*--network none .*--user nobody .*prepare-contrast:test$/m,
        );
      }),
    );
  }
}

async function passes(host: Host, ...args: Parameters<Host['prepare']>): ReturnType<Host['prepare']> {
  const outcome = await host.prepare(...args);
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

function prepare(host: Host): ReturnType<Host['prepare']> {
  return inWorkspace((workspace) => passes(host, workspace, { files: sample, spec }));
}

/** What the host hands on when the function changes nothing. */
async function untouched(host: Host): Promise<object[]> {
  const { manifests } = await inWorkspaceWithIdentity((workspace) =>
    passes(host, workspace, { files: sample, spec }),
  );
  return objects(manifests);
}

/** By workload: the class, and the memory request of each container. */
function prepared(manifests: string): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const object of objects(manifests) as Json[]) {
    const podSpec =
      object.spec?.jobTemplate?.spec?.template?.spec ?? object.spec?.template?.spec ?? object.spec;
    if (!podSpec?.containers) continue;
    const containers: Json[] = [...(podSpec.initContainers ?? []), ...podSpec.containers];
    found[object.metadata.name] = {
      runtimeClassName: podSpec.runtimeClassName,
      ...Object.fromEntries(
        containers.map((container) => [container.name, container.resources?.requests?.memory]),
      ),
    };
  }
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests of several kinds, read by field
type Json = Record<string, any>;
