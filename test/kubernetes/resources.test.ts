import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceField } from '../../src/kubernetes/resources.ts';
import { amountOf } from '../../src/kubernetes/resources.ts';
import { pod, prepared, workloadOf } from '../support/manifests.ts';
import { resourceRules } from '../support/resource-rules.ts';

const METAL = 'platform: Metal-QEMU-SNP';
/** A release that adds up the memory of init containers. */
const SUM = `${METAL}\nmemory: {initContainers: sum}`;
const AKS = 'platform: AKS-CLH-SNP';
const NGINX = 'sizes: [{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi}]';
const BIG = 'sizes: [{image: "nginx:stable", compressed: 100Mi, uncompressed: 3000Mi}]';

interface Case {
  why: string;
  spec: string;
  /** Resources of containers by name; `init…` are init containers, `side…` sidecars; `pod` is the pod's own. */
  before: Record<string, string>;
  /** Fields after the run: `web.limits.memory=1Gi`; `-` for an absent one. */
  after: string[];
  /** Rules with an unfixed finding, and its severity. */
  found?: string[];
  others?: string;
}

const limitRange =
  '---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: Container, default: {memory: 200Mi}}]}\n';

const cases: Case[] = [
  // Memory limits
  { why: 'nothing known', spec: METAL, before: { web: '{}' }, after: ['web.limits.memory=-'], found: ['error memory-limit'] },
  { why: 'the default', spec: `${METAL}\nmemory: {default: 256Mi}`, before: { web: '{}' }, after: ['web.limits.memory=256Mi', 'web.requests.memory=256Mi'] },
  { why: 'init containers and sidecars as well', spec: `${METAL}\nmemory: {default: 256Mi}`, before: { init: '{}', side: '{}', web: '{}' }, after: ['init.limits.memory=256Mi', 'side.limits.memory=256Mi'] },
  { why: 'the request, in its own words', spec: METAL, before: { web: '{requests: {memory: "0.5Gi"}}' }, after: ['web.limits.memory=0.5Gi', 'web.requests.memory=0.5Gi'] },
  { why: 'the larger of request and default', spec: `${METAL}\nmemory: {default: 256Mi}`, before: { web: '{requests: {memory: 300Mi}}' }, after: ['web.limits.memory=300Mi'] },
  { why: 'what is configured for the container wins', spec: `${METAL}\nmemory: {default: 256Mi, containers: {"*/we*": 1Gi}}`, before: { web: '{requests: {memory: 2Mi}}', x: '{}' }, after: ['web.limits.memory=1Gi', 'x.limits.memory=256Mi'] },
  { why: 'the LimitRange of the namespace before the default', spec: `${METAL}\nmemory: {default: 256Mi}`, before: { web: '{}' }, after: ['web.limits.memory=200Mi'], others: limitRange },
  { why: 'but never less than the request', spec: METAL, before: { web: '{requests: {memory: 300Mi}}' }, after: ['web.limits.memory=300Mi'], others: limitRange },
  { why: 'no limit is needed under that of the pod', spec: METAL, before: { pod: '{limits: {memory: 1Gi}}', web: '{requests: {memory: 5Mi}}' }, after: ['web.limits.memory=-', 'web.requests.memory=5Mi', 'pod.requests.memory=1Gi'], found: ['warning pod-level-resources'] },
  // Units
  { why: 'milli-bytes are never guessed', spec: METAL, before: { web: '{limits: {memory: 128m}}' }, after: ['web.limits.memory=128m', 'web.requests.memory=-'], found: ['error memory-unit'] },
  { why: 'nor a missing unit', spec: METAL, before: { web: '{limits: {memory: 512}}' }, after: ['web.limits.memory=512'], found: ['error memory-unit'] },
  { why: 'nor is a limit made of such a request', spec: `${METAL}\nmemory: {default: 256Mi}`, before: { web: '{requests: {memory: 128m}}' }, after: ['web.limits.memory=-'], found: ['error memory-limit', 'error memory-unit'] },
  { why: 'no whole MiB', spec: METAL, before: { web: '{limits: {memory: 100M}}' }, after: ['web.requests.memory=100M'], found: ['info memory-unit'] },
  // Requests
  { why: 'a smaller request', spec: METAL, before: { web: '{requests: {memory: 10Mi}, limits: {memory: 50Mi}}' }, after: ['web.requests.memory=50Mi'] },
  { why: 'a larger request; the limit stays', spec: METAL, before: { web: '{requests: {memory: 90Mi}, limits: {memory: 50Mi}}' }, after: ['web.requests.memory=50Mi', 'web.limits.memory=50Mi'] },
  { why: 'an equal request in other words stays', spec: METAL, before: { web: '{requests: {memory: 0.5Gi}, limits: {memory: 512Mi}}' }, after: ['web.requests.memory=0.5Gi'] },
  // Init containers
  { why: 'init containers have more together', spec: SUM, before: { init0: '{limits: {memory: 100Mi}}', init1: '{limits: {memory: 150Mi}}', a: '{limits: {memory: 64Mi}}', b: '{limits: {memory: 64Mi}}', side: '{limits: {memory: 22Mi}}' }, after: ['a.limits.memory=164Mi', 'b.limits.memory=64Mi', 'a.requests.memory=164Mi'] },
  { why: 'init containers have as much', spec: SUM, before: { init: '{limits: {memory: 128Mi}}', a: '{limits: {memory: 128Mi}}' }, after: ['a.limits.memory=128Mi'] },
  { why: 'the kubelet covers them', spec: `${METAL}\nmemory: {initContainers: kubelet}`, before: { init: '{limits: {memory: 256Mi}}', a: '{limits: {memory: 128Mi}}' }, after: ['a.limits.memory=128Mi'] },
  { why: 'the limit of the pod grows, with its request', spec: SUM, before: { pod: '{limits: {memory: 64Mi}}', init: '{limits: {memory: 100Mi}}', a: '{}' }, after: ['pod.limits.memory=100Mi', 'pod.requests.memory=100Mi'], found: ['warning pod-level-resources'] },
  // Images
  { why: 'ten times the compressed size', spec: `${METAL}\nimages: {${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=670Mi', 'web.requests.memory=670Mi'] },
  { why: 'an image counts once', spec: `${METAL}\nimages: {${NGINX}}`, before: { a: '{limits: {memory: 128Mi}}', b: '{limits: {memory: 128Mi}}' }, after: ['a.limits.memory=670Mi', 'b.limits.memory=128Mi'] },
  { why: 'that of an init container at the largest main container', spec: `${METAL}\nmemory: {initContainers: kubelet}\nimages: {sizes: [{image: "init:1", compressed: 100Mi}]}`, before: { init: '{limits: {memory: 8Mi}}', a: '{limits: {memory: 128Mi}}', b: '{limits: {memory: 200Mi}}' }, after: ['init.limits.memory=8Mi', 'a.limits.memory=128Mi', 'b.limits.memory=1000Mi'], found: ['warning image-memory'] },
  { why: 'both forms in half of the VM', spec: `${METAL}\nimages: {share: half, ${BIG}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=6299Mi'] },
  { why: 'both forms in all of the VM', spec: `${METAL}\nimages: {share: all, ${BIG}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=2943Mi'] },
  { why: 'added to the working set', spec: `${METAL}\nimages: {strategy: add, ${NGINX}}`, before: { web: '{limits: {memory: 512Mi}}' }, after: ['web.limits.memory=763Mi'] },
  { why: 'reported only', spec: `${METAL}\nimages: {strategy: check, ${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=128Mi'], found: ['warning image-memory'] },
  { why: 'AKS pulls images outside of the VM', spec: `${AKS}\nimages: {${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=128Mi'] },
  { why: 'so do image stores', spec: `${METAL}\nimages: {store: {size: 10Gi}, ${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=128Mi'] },
  { why: 'and those of 1.13 to 1.15', spec: `${METAL}\ncontrastVersion: "1.14"\nimages: {${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=128Mi'] },
  // CPUs
  { why: 'AKS: a limit in place of a request', spec: AKS, before: { web: '{requests: {cpu: 250m}, limits: {memory: 1Gi}}' }, after: ['web.limits.cpu=250m', 'web.requests.cpu=-'] },
  { why: 'AKS: no request beside a limit', spec: AKS, before: { web: '{requests: {cpu: 250m}, limits: {memory: 1Gi, cpu: 1}}' }, after: ['web.limits.cpu=1', 'web.requests.cpu=-'] },
  { why: 'bare metal of a release with one vCPU: no limit', spec: `${METAL}\ncontrastVersion: "1.18"`, before: { web: '{limits: {memory: 1Gi, cpu: 1}}' }, after: ['web.limits.cpu=-', 'web.limits.memory=1Gi'] },
  { why: 'bare metal that can measure several CPUs', spec: `${METAL}\ncpu: {multiVcpu: true}`, before: { web: '{limits: {memory: 1Gi, cpu: 1}}' }, after: ['web.limits.cpu=1'] },
  { why: 'TDX with a GPU cannot', spec: 'platform: Metal-QEMU-TDX-GPU\ncpu: {multiVcpu: true}', before: { web: '{limits: {memory: 1Gi, cpu: 1}}' }, after: ['web.limits.cpu=-'] },
  { why: 'too many CPUs', spec: `${METAL}\ncpu: {multiVcpu: true}`, before: { web: '{limits: {memory: 1Gi, cpu: 220}}' }, after: ['web.limits.cpu=220'], found: ['error vcpu-count'] },
  { why: 'as many as can be', spec: `${METAL}\ncpu: {multiVcpu: true}`, before: { web: '{limits: {memory: 1Gi, cpu: 219}}' }, after: ['web.limits.cpu=219'] },
  { why: 'requests are pointed out', spec: METAL, before: { web: '{requests: {cpu: 1}, limits: {memory: 1Gi}}' }, after: ['web.requests.cpu=1'], found: ['warning cpu-request'] },
  { why: 'and removed when asked for', spec: `${METAL}\ncpu: {removeRequests: true}`, before: { web: '{requests: {cpu: 1}, limits: {memory: 1Gi}}' }, after: ['web.requests.cpu=-'] },
  { why: 'several GPUs and one CPU', spec: METAL, before: { web: '{limits: {memory: 1Gi, nvidia.com/pgpu: 2}}' }, after: [], found: ['warning gpu-vcpu'] },
  { why: 'CPUs of init containers', spec: `${METAL}\ncpu: {multiVcpu: true}`, before: { init: '{limits: {memory: 8Mi, cpu: 1}}', web: '{limits: {memory: 1Gi}}' }, after: ['init.limits.cpu=1'], found: ['info init-cpu'] },
  { why: 'CPUs and no memory', spec: AKS, before: { web: '{limits: {cpu: 1}}' }, after: [], found: ['error memory-limit', 'warning cpu-without-memory'] },
  // LimitRange
  { why: 'a default CPU limit changes the size of the VM', spec: METAL, before: { web: '{limits: {memory: 1Gi}}' }, after: [], found: ['error limit-range'], others: limitRange.replace('memory: 200Mi', 'cpu: 2') },
  { why: 'a default CPU request does not', spec: METAL, before: { web: '{limits: {memory: 1Gi}}' }, after: [], found: ['warning limit-range'], others: limitRange.replace('default: {memory: 200Mi}', 'defaultRequest: {cpu: 1}') },
  { why: 'a maximum refuses what images need', spec: `${METAL}\nimages: {${NGINX}}`, before: { web: '{limits: {memory: 128Mi}}' }, after: ['web.limits.memory=670Mi'], found: ['error limit-range'], others: limitRange.replace('default: {memory: 200Mi}', 'max: {memory: 512Mi}') },
]; // biome-ignore format: a table

function manifestOf({ before, others = '' }: Case): string {
  const { pod: whole, ...containers } = before;
  const init: string[] = [];
  const main: string[] = [];
  for (const [name, resources] of Object.entries(containers)) {
    const always = name.startsWith('side') ? ', restartPolicy: Always' : '';
    const image = name.startsWith('init') ? 'init:1' : 'nginx:stable';
    const list = name.startsWith('init') || always ? init : main;
    list.push(`- {name: ${name}, image: "${image}"${always}, resources: ${resources}}`);
  }
  const lines = ['initContainers:', ...init, 'containers:', ...main];
  if (whole) lines.push(`resources: ${whole}`);
  return pod(lines.slice(init.length > 0 ? 0 : 1).join('\n')) + others;
}

for (const one of cases) {
  test(`resources: ${one.why}`, () => {
    const { output, results } = prepared(manifestOf(one), one.spec, resourceRules);
    const { workload } = workloadOf(output, one.spec);
    for (const expected of one.after) {
      const [, name, field, resource, value] = /^([^.]+)\.([^.]+)\.([^=]+)=(.+)$/.exec(expected)!;
      const holder =
        name === 'pod' ? workload.pod : workload.containers.find((container) => container.name === name)!;
      const found = amountOf(holder, field as ResourceField, resource!)?.scalar?.value ?? '-';
      assert.equal(`${name}.${field}.${resource}=${found}`, expected, value);
    }
    const standing = results.filter(
      ({ changed, rule }) => !changed && rule !== 'vm-size' && !isSizeUnknown(rule, one),
    );
    assert.deepEqual(
      [...new Set(standing.map(({ severity, rule }) => `${severity} ${rule}`))].sort(),
      one.found ?? [],
    );
  });
}

/** Most cases give no image sizes, which the rule points out each time. */
function isSizeUnknown(rule: string, { spec }: Case): boolean {
  return rule === 'image-memory' && !spec.includes('sizes');
}

test('image sizes that change are added to the working set that was recorded', () => {
  const text = pod('containers:\n- {name: web, image: "nginx:stable", resources: {limits: {memory: 512Mi}}}');
  const spec = (compressed: string) =>
    `${METAL}\nimages: {strategy: add, sizes: [{image: "nginx:stable", compressed: ${compressed}, uncompressed: 184Mi}]}`;
  const limitOf = (manifest: string) =>
    amountOf(workloadOf(manifest).workload.containers[0]!, 'limits', 'memory')?.scalar?.value;
  const first = prepared(text, spec('67Mi'), resourceRules).output;
  assert.match(first, /prepare-contrast\.dev\/working-set: "?web=512Mi"?/);
  assert.equal(limitOf(first), '763Mi');
  assert.equal(limitOf(prepared(first, spec('80Mi'), resourceRules).output), '776Mi');
  assert.equal(limitOf(prepared(first, spec('10Mi'), resourceRules).output), '763Mi');
});

test('the result of a workload carries the size of its VM', () => {
  const text = pod(
    'containers:\n- {name: a, image: i, resources: {limits: {memory: 128Mi}}}\n- {name: b, image: i, resources: {limits: {memory: 64Mi}}}',
  );
  const size = prepared(text, `${METAL}\noverhead: 256Mi`, resourceRules).results.find(
    ({ rule }) => rule === 'vm-size',
  );
  assert.deepEqual(size?.tags, {
    vmMemory: '448Mi',
    nodeMemory: '448Mi',
    podLimit: '192Mi',
    guestMemory: '256Mi',
    overhead: '256Mi',
    vcpus: '1',
    replicas: '1',
  });
});

test('volumes in memory that exceed the limits are pointed out', () => {
  const text = (size: string) =>
    pod(
      `containers:\n- {name: a, image: i, resources: {limits: {memory: 128Mi}}}\nvolumes:\n- {name: v, emptyDir: {sizeLimit: ${size}}}\n- {name: w, emptyDir: {sizeLimit: 28Mi}}`,
    );
  const found = (size: string) =>
    prepared(text(size), METAL, resourceRules).results.some(({ rule }) => rule === 'memory-volumes');
  assert.ok(found('101Mi'));
  assert.ok(!found('100Mi'));
});

test('annotations that size the VM past Contrast are refused', () => {
  const text = pod('containers:\n- {name: a, image: i, resources: {limits: {memory: 128Mi}}}').replace(
    'name: app',
    'name: app\n  annotations: {io.katacontainers.config.hypervisor.default_memory: "16384", io.katacontainers.config.hypervisor.cc_init_data: x}',
  );
  for (const [version, severity] of [
    ['1.18', 'error'],
    ['1.12', 'warning'],
  ]) {
    const results = prepared(
      text,
      `${METAL}\ncontrastVersion: "${version}"`,
      resourceRules.filter(({ id }) => id === 'kata-annotations'),
    ).results;
    assert.deepEqual(
      results.map((result) => [result.severity, result.path?.at(-1)]),
      [[severity, 'io.katacontainers.config.hypervisor.default_memory']],
      version,
    );
  }
});
