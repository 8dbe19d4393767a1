import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ReleaseFacts, releaseTable } from '../../src/contrast/release-table.ts';
import { releases } from '../../src/contrast/releases.ts';
import { parseVersion } from '../../src/contrast/version.ts';
import { run } from '../../src/engine/run.ts';
import { document } from '../config/load.ts';
import { pod } from '../support/manifests.ts';

/** What an inferred fact causes: a warning of a rule, which says that the release is not certain. */
interface Doubt {
  /** Manifests for which the fact matters. */
  given: string;
  rule: string;
  says: RegExp;
  platform?: string;
  config?: string;
  generateArguments?: string[];
  /** What the rule may still write, because every possible value requires it. */
  writes?: readonly string[];
}

const DIGEST = `@sha256:${'0'.repeat(64)}`;
const LIMITS = 'limits: {memory: 64Mi}';
const container = (resources: string, image = `web:1${DIGEST}`) =>
  pod(`containers:\n- {name: web, image: "${image}", resources: {${resources}}}`);
const annotated = (annotation: string) =>
  container(LIMITS).replace('  name: app', `  name: app\n  annotations: {${annotation}}`);
const TWO_CPUS = container('limits: {memory: 64Mi, cpu: 2}');
const MONITOR = '---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\n';
const IMAGE = '{image: "web:1", compressed: 100Mi, uncompressed: 900Mi}';

/** By fact; with a release before it for an entry of the table that matters to another input than the others of its fact. */
const DOUBTS: { readonly [K in keyof ReleaseFacts | `${number}.${number} ${keyof ReleaseFacts}`]?: Doubt } = {
  kata: {
    given: container(LIMITS).replace('name: web,', 'name: web, livenessProbe: {grpc: {port: 1}},'),
    rule: 'unsupported-field',
    says: /Kata release is not certain/,
  },
  coordinatorRole: {
    given: annotated('contrast.edgeless.systems/pod-role: coordinator'),
    rule: 'coordinator',
    says: /as far as is known/,
  },
  snpVcpus: { given: TWO_CPUS, rule: 'cpu-limit', says: /inferred, not documented/ },
  '1.21 snpVcpus': {
    given: container('limits: {memory: 64Mi, cpu: 16}'),
    rule: 'vcpu-count',
    says: /inferred, not documented/,
  },
  tdxVcpus: {
    given: TWO_CPUS,
    rule: 'cpu-limit',
    says: /inferred, not documented/,
    platform: 'Metal-QEMU-TDX',
  },
  vcpuCount: {
    given: container(`requests: {cpu: 4}, ${LIMITS}`),
    rule: 'cpu-request',
    says: /may count the request too \(inferred\)/,
    config: 'cpu: {multiVcpu: true}',
  },
  imageShare: {
    given: container(LIMITS),
    rule: 'image-memory',
    says: /is inferred/,
    config: `images: {multiplier: 1, sizes: [${IMAGE}]}`,
    // What the images need if they may fill all of the memory; more if half of it.
    writes: ['715Mi'],
  },
  podMemoryFlag: {
    given: container(LIMITS),
    rule: 'image-memory',
    says: /has this flag is inferred/,
    generateArguments: ['--calculate-pod-memory'],
  },
  serviceMeshMiB: {
    given: annotated('contrast.edgeless.systems/servicemesh-ingress: ""'),
    rule: 'vm-memory',
    says: /for contrast-service-mesh, which is inferred/,
  },
  debugShellMiB: {
    given: container(LIMITS),
    rule: 'vm-memory',
    says: /for contrast-debug-shell, which is inferred/,
    generateArguments: ['--insecure-enable-debug-shell-access'],
  },
  otherKinds: { given: container(LIMITS) + MONITOR, rule: 'unsupported-kind', says: /is not certain/ },
  imageDigests: { given: container(LIMITS, 'web:1'), rule: 'image-digest', says: /may reject it \(inferred/ },
  imageVersions: {
    given: container(LIMITS, `ghcr.io/edgelesssys/contrast/coordinator:v1.3.0${DIGEST}`),
    rule: 'contrast-image',
    says: /may reject it \(inferred/,
  },
};

describe('an inferred fact causes a warning that says so, and no edit', () => {
  for (const { release, facts } of releaseTable) {
    for (const [name, { certainty }] of Object.entries(facts)) {
      if (certainty !== 'inferred') continue;
      test(`${release}: ${name}`, () => check(release, name as keyof ReleaseFacts));
    }
  }
});

function check(release: `${number}.${number}`, name: keyof ReleaseFacts): void {
  const doubt = DOUBTS[`${release} ${name}`] ?? DOUBTS[name];
  assert.ok(doubt, `add an input for which ${name} matters`);
  // Before releases on bare metal there is another platform, of which less is known.
  const has = (platform: string) => releases.at(parseVersion(release)!).hasPlatform(platform) === 'yes';
  const platform = doubt.platform ?? (has('Metal-QEMU-SNP') ? 'Metal-QEMU-SNP' : 'AKS-CLH-SNP');
  const configuration = document(
    `platform: ${platform}\ncontrastVersion: "${release}"\n${doubt.config ?? ''}`,
  );
  const { results } = run(doubt.given, {
    configuration,
    ...(doubt.generateArguments && { generateArguments: doubt.generateArguments }),
  });
  const found = results.filter(({ rule }) => rule === doubt.rule);
  const text = found.map(({ severity, message }) => `${severity}: ${message}`).join('\n');
  assert.ok(
    found.some(({ severity, message }) => severity === 'warning' && doubt.says.test(message)),
    `no warning ${doubt.says} among\n${text}`,
  );
  assert.deepEqual(
    found.filter(({ changed }) => changed).map(({ proposedValue }) => proposedValue),
    doubt.writes ?? [],
  );
}
