import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../../src/config/config-error.ts';
import { takeConfigFlags } from '../../src/config/flags.ts';
import { MeasuredMemory } from '../../src/contrast/memory-usage.ts';
import { releases } from '../../src/contrast/releases.ts';
import type { Json } from '../../src/util/json.ts';
import { configMap, configOf, document, json, load, problemsOf } from './load.ts';

const requiredBy = (flags: string) =>
  `platform is required: set spec.platform, data.platform of a ConfigMap${flags} to the Contrast platform of the cluster, such as Metal-QEMU-SNP`;
const PLATFORM_REQUIRED = requiredBy('');
const QUANTITY = 'a quantity of whole bytes such as 256Mi';
const MEMORY = 'a quantity of at least 1Mi such as 256Mi';
const VERSION = 'a release in quotes such as "1.25"; without quotes 1.20 would arrive as 1.2, so quote it';
const RULE = 'off, info, warning, error or {severity, fix}';

test('only the platform has no default', () => {
  const { config, warnings } = load({ document: document('platform: Metal-QEMU-SNP') });
  const { platform, release, ...settings } = config.settings;
  assert.equal(platform.name, 'Metal-QEMU-SNP');
  assert.equal(release, releases.newest);
  assert.deepEqual(settings, {
    runtimeClass: { name: 'contrast-cc', onConflict: 'error' },
    overhead: undefined,
    guestMemory: undefined,
    memory: {
      default: undefined,
      containers: [],
      initContainers: 'kubelet',
      usage: new MeasuredMemory([]),
      headroom: 20_000,
    },
    cpu: { multiVcpu: undefined, minVcpus: undefined, maxVcpus: undefined, removeRequests: false },
    images: { multiplier: 10, strategy: 'raise', share: undefined, sizes: [], store: undefined },
    volumes: { persistent: 'report', subPath: 'report' },
    fields: { remove: new Set() },
    fix: 'default',
    rules: {},
  });
  assert.equal(config.include, undefined);
  assert.deepEqual(config.exclude, []);
  assert.equal(config.deployment, 'part');
  assert.equal(config.minSeverity, 'info');
  assert.deepEqual(warnings, []);
});

test('each setting arrives with its own type', () => {
  const { settings, customResources, deployment, minSeverity } = configOf(`
    platform: metal-qemu-tdx
    contrastVersion: v1.17.2
    runtimeClass: {name: contrast-cc-metal-qemu-tdx, onConflict: keep}
    overhead: 268435456
    guestMemory: 1Gi
    workloads: {paths: [{apiVersion: argoproj.io/v1alpha1, kind: Rollout, podTemplate: spec.template}]}
    memory: {default: 256Mi, containers: {"shop-*/web": 1Gi, "*/web": 512Mi}, initContainers: kubelet, headroom: 12.5%}
    cpu: {multiVcpu: true, minVcpus: 2, maxVcpus: 8, removeRequests: true}
    images:
      multiplier: 2.5
      sizes: [{image: "nginx:stable", compressed: 67Mi}, {image: tiny, uncompressed: 300Ki}]
      store: {size: 10Gi}
    rules: {vm-size: off, image-digest: error, cpu-limit: {severity: off, fix: false}, memory-limit: false}
    deployment: whole
    results: {minSeverity: error}
  `);
  const mebibyte = 1_000_000_000n << 20n;
  assert.equal(settings.platform.name, 'Metal-QEMU-TDX');
  assert.equal(settings.release.name, '1.17');
  assert.deepEqual(settings.runtimeClass, { name: 'contrast-cc-metal-qemu-tdx', onConflict: 'keep' });
  assert.deepEqual(settings.overhead, { nano: 256n * mebibyte, text: '268435456' });
  assert.deepEqual(settings.guestMemory, { nano: 1024n * mebibyte, text: '1Gi' });
  assert.deepEqual(settings.memory, {
    default: { nano: 256n * mebibyte, text: '256Mi' },
    containers: [
      { pattern: 'shop-*/web', limit: { nano: 1024n * mebibyte, text: '1Gi' } },
      { pattern: '*/web', limit: { nano: 512n * mebibyte, text: '512Mi' } },
    ],
    initContainers: 'kubelet',
    usage: new MeasuredMemory([]),
    headroom: 12_500,
  });
  assert.deepEqual(settings.cpu, { multiVcpu: true, minVcpus: 2, maxVcpus: 8, removeRequests: true });
  assert.equal(settings.images.multiplier, 2.5);
  assert.deepEqual(
    settings.images.sizes.map(({ image, compressed, uncompressed, digest }) => [
      image,
      compressed?.text,
      uncompressed?.text,
      digest,
    ]),
    [
      ['nginx:stable', '67Mi', undefined, undefined],
      ['tiny', undefined, '300Ki', undefined],
    ],
  );
  assert.equal(settings.images.store?.size.text, '10Gi');
  assert.deepEqual(settings.rules, {
    'vm-size': { severity: 'off' },
    'image-digest': { severity: 'error' },
    'cpu-limit': { severity: 'off', fix: false },
    'memory-limit': { severity: 'off' },
  });
  assert.deepEqual(customResources, [
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', podTemplate: ['spec', 'template'] },
  ]);
  assert.equal(deployment, 'whole');
  assert.equal(minSeverity, 'error');
});

test('a key without value counts as absent', () => {
  const { config } = load({
    document: json(`
      apiVersion: prepare-contrast.dev/v1alpha1
      kind: PrepareContrast
      metadata:
      spec: {platform: Metal-QEMU-SNP, workloads: {include: null, exclude: }, rules: , memory: {containers: {"*/a": ~}}}
    `),
  });
  assert.deepEqual(config, configOf('platform: Metal-QEMU-SNP'));
});

/** A `spec`, given beside `platform: Metal-QEMU-SNP` unless it names one, and all that is wrong with it. */
const BAD: [spec: string, ...problems: (string | RegExp)[]][] = [
  ['platform: ', PLATFORM_REQUIRED],
  [
    'platform: Metal-QEMU-SPN',
    /^spec\.platform: unknown platform "Metal-QEMU-SPN": did you mean Metal-QEMU-SNP\?/,
  ],
  [
    'platform: ""',
    'spec.platform: "" is not valid; allowed: the Contrast platform of the cluster, such as Metal-QEMU-SNP',
  ],
  [
    'platform: AKS-CLH-SNP\ncontrastVersion: "1.13"',
    /^spec\.platform: Contrast 1\.13 does not have platform AKS-CLH-SNP, whose last release was 1\.12/,
  ],
  ['contrastVersion: 1.20', `spec.contrastVersion: 1.2 is not valid; allowed: ${VERSION}`],
  ['contrastVersion: latest', `spec.contrastVersion: "latest" is not valid; allowed: ${VERSION}`],
  ['overhead: 256 Mi', `spec.overhead: "256 Mi" is not valid; allowed: ${QUANTITY}`],
  ['overhead: 128m', `spec.overhead: "128m" is not valid; allowed: ${QUANTITY}`],
  ['overhead: -1', `spec.overhead: -1 is not valid; allowed: ${QUANTITY}`],
  ['guestMemory: 512', `spec.guestMemory: 512 is not valid; allowed: ${MEMORY}`],
  ['guestMemory: "512"', `spec.guestMemory: "512" is not valid; allowed: ${MEMORY}`],
  [
    'overheads: 1Mi\ncontrast_version: "1.18"\nfoo: 1',
    'spec.overheads: unknown key; did you mean overhead?',
    'spec.contrast_version: unknown key; did you mean contrastVersion?',
    'spec.foo: unknown key; allowed: platform, contrastVersion, runtimeClass, overhead, guestMemory, workloads, memory, cpu, images, volumes, fields, fix, rules, deployment, results',
  ],
  ['__proto__: {}', /^spec\.__proto__: unknown key; allowed: /],
  [
    'runtimeClass: {name: runc, onConflict: ignore}',
    'spec.runtimeClass.name: "runc" is not valid; allowed: a RuntimeClass of Contrast such as contrast-cc or contrast-cc-metal-qemu-snp',
    'spec.runtimeClass.onConflict: "ignore" is not valid; allowed: error, keep, replace',
  ],
  [
    'runtimeClass: contrast-cc',
    'spec.runtimeClass: "contrast-cc" is not valid; allowed: a map with name or onConflict',
  ],
  [
    'workloads: {include: []}',
    'spec.workloads.include: [] is not valid; allowed: a list of at least one matcher (an empty list would select nothing)',
  ],
  [
    'workloads: {include: [{knd: Pod, kind: []}]}',
    'spec.workloads.include[0].knd: unknown key; did you mean kind?',
    'spec.workloads.include[0].kind: [] is not valid; allowed: a name or a list of names, * as wildcard',
  ],
  [
    'workloads: {include: [{kind: [Pod, deployment]}], exclude: [{kind: "cron*"}], overrides: [{match: {kind: JOB}}]}',
    'spec.workloads.include[0].kind: "deployment" is not valid; allowed: Deployment',
    'spec.workloads.overrides[0].match.kind: "JOB" is not valid; allowed: Job',
  ],
  [
    'workloads: {exclude: [{labelSelector: "app in (web"}, {annotationSelector: ""}, {name: [a, 1]}, null]}',
    'spec.workloads.exclude[0].labelSelector: "app in (web" is not valid: found the end, expected ")"; allowed: a Kubernetes selector such as "app=web", "app in (web, api),!legacy"',
    'spec.workloads.exclude[1].annotationSelector: "" is not valid: found the end, expected a key; allowed: a Kubernetes selector such as "example.com/team=blue", "team in (blue, red),!legacy"',
    'spec.workloads.exclude[2].name[1]: 1 is not valid; allowed: a name, * as wildcard',
    'spec.workloads.exclude[3]: null is not valid; allowed: a map with kind, apiVersion, name, namespace, labelSelector or annotationSelector',
  ],
  [
    'workloads: {paths: [{kind: Rollout, podTemplate: "spec..template"}]}',
    'spec.workloads.paths[0].apiVersion: is required; allowed: group/version such as argoproj.io/v1alpha1',
    'spec.workloads.paths[0].podTemplate: "spec..template" is not valid; allowed: keys joined by dots such as spec.template',
  ],
  [
    'workloads: {overrides: [{overhead: 1Mi}, {match: {}, images: {sizesOf: x}, rules: {}}, {match: {}, platform: nope}]}',
    'spec.workloads.overrides[0].match: is required; allowed: a map with kind, apiVersion, name, namespace, labelSelector or annotationSelector',
    'spec.workloads.overrides[1].rules: unknown key; allowed: match, platform, runtimeClass, overhead, guestMemory, memory, cpu, images, volumes, fields, allow',
    'spec.workloads.overrides[1].images.sizesOf: unknown key; did you mean sizes?',
    /^spec\.workloads\.overrides\[2\]\.platform: unknown platform "nope"/,
  ],
  [
    'memory: {containers: {web: 1Gi, "*/x": 1k}, default: 100m, initContainers: max}',
    `spec.memory.default: "100m" is not valid; allowed: ${MEMORY}`,
    'spec.memory.containers.web: "web" is not valid; allowed: workload/container, each a name or a pattern with *, such as "*/web"',
    `spec.memory.containers["*/x"]: "1k" is not valid; allowed: ${MEMORY}`,
    'spec.memory.initContainers: "max" is not valid; allowed: sum, kubelet',
  ],
  [
    'cpu: {multiVcpu: yes, minVcpus: 1.5, maxVcpus: 0}',
    'spec.cpu.multiVcpu: "yes" is not valid; allowed: true or false',
    'spec.cpu.minVcpus: 1.5 is not valid; allowed: a whole number of at least 1',
    'spec.cpu.maxVcpus: 0 is not valid; allowed: a whole number of at least 1',
  ],
  [
    'cpu: {minVcpus: 9, maxVcpus: 8}',
    'spec.cpu.minVcpus: 9 is not valid; allowed: a maximum of 8, the value of maxVcpus',
  ],
  [
    'cpu: {maxVcpus: 8}\nworkloads: {overrides: [{match: {}, cpu: {minVcpus: 9}}]}',
    'spec.workloads.overrides[0].cpu.minVcpus: 9 is not valid; allowed: a maximum of 8, the value of maxVcpus',
  ],
  [
    'images: {multiplier: 0.5, strategy: lift, share: 1, sizes: [{compressed: 1Mi}, {image: x, digest: abc}], store: {}}',
    'spec.images.multiplier: 0.5 is not valid; allowed: a number of at least 1',
    'spec.images.strategy: "lift" is not valid; allowed: raise, add, check',
    'spec.images.share: 1 is not valid; allowed: half, all',
    'spec.images.sizes[0].image: is required; allowed: an image reference such as nginx:stable',
    'spec.images.sizes[1].digest: "abc" is not valid; allowed: sha256: and 64 hexadecimal digits',
    `spec.images.store.size: is required; allowed: ${QUANTITY}`,
  ],
  [
    'rules: {vm-sizes: off, vm-size: of, cpu-limit: {sevrity: off, fix: no}, image-digest: true, zzz: off}',
    `spec.rules.vm-size: "of" is not valid; allowed: ${RULE}`,
    'spec.rules.cpu-limit.sevrity: unknown key; did you mean severity?',
    'spec.rules.cpu-limit.fix: "no" is not valid; allowed: true or false',
    `spec.rules.image-digest: true is not valid; allowed: ${RULE}`,
    'spec.rules.vm-sizes: unknown rule; did you mean vm-size?',
    'spec.rules.zzz: unknown rule; allowed: runtime-class, memory-limit, cpu-limit, image-digest, vm-size',
  ],
  ['rules: off', `spec.rules: "off" is not valid; allowed: a map from rule to ${RULE}`],
  [
    'results: {minSeverity: off}\ndeployment: all\nvolumes: {persistent: blk, subPath: []}',
    'spec.volumes.persistent: "blk" is not valid; allowed: report, block, secure-pv',
    'spec.volumes.subPath: [] is not valid; allowed: report, split',
    'spec.deployment: "all" is not valid; allowed: part, whole',
    'spec.results.minSeverity: "off" is not valid; allowed: info, warning, error',
  ],
  [
    'fields: {remove: [enableServiceLink, container.workingDir, containers.workDir, volumes.nfs, hostPID, containers.name, 1, containers.ports.name]}',
    'spec.fields.remove[0]: unknown or supported field enableServiceLink; did you mean enableServiceLinks?',
    /^spec\.fields\.remove\[1\]: unknown or supported field container\.workingDir; allowed: activeDeadlineSeconds, /,
    'spec.fields.remove[2]: unknown or supported field containers.workDir; did you mean containers.workingDir?',
    /^spec\.fields\.remove\[3\]: unknown or supported field volumes\.nfs; /,
    /^spec\.fields\.remove\[4\]: unknown or supported field hostPID; /,
    /^spec\.fields\.remove\[5\]: unknown or supported field containers\.name; /,
    'spec.fields.remove[6]: 1 is not valid; allowed: a field such as enableServiceLinks',
    /^spec\.fields\.remove\[7\]: unknown or supported field containers\.ports\.name; allowed: activeDeadlineSeconds, /,
  ],
];

test('a bad configuration is refused with all that is wrong', () => {
  for (const [spec, ...expected] of BAD) {
    const whole = spec.startsWith('platform:') ? spec : `platform: Metal-QEMU-SNP\n${spec}`;
    const problems = problemsOf({ document: document(whole) });
    for (const problem of expected) {
      const found = problems.some((given) =>
        problem instanceof RegExp ? problem.test(given) : problem === given,
      );
      assert.ok(found, `${spec}: no ${problem} in\n${problems.join('\n')}`);
    }
    assert.equal(problems.length, expected.length, `${spec}\n${problems.join('\n')}`);
  }
});

test('an object that is not a configuration is rejected', () => {
  const allowed = 'allowed: prepare-contrast.dev/v1alpha1 PrepareContrast, or v1 ConfigMap';
  const newer = (version: string) =>
    `apiVersion: "${version}" is newer than this program; use a newer prepare-contrast, or prepare-contrast.dev/v1alpha1`;
  const rows: [Json, ...string[]][] = [
    [[], 'configuration: [] is not valid; allowed: a map'],
    ['x', 'configuration: "x" is not valid; allowed: a map'],
    [{ apiVersion: 'v1', kind: 'Secret' }, `apiVersion "v1", kind "Secret": not a configuration; ${allowed}`],
    [{ kind: 'PrepareContrast' }, `apiVersion none, kind "PrepareContrast": not a configuration; ${allowed}`],
    [
      { apiVersion: 'example.com/v1', kind: 'PrepareContrast' },
      `apiVersion "example.com/v1", kind "PrepareContrast": not a configuration; ${allowed}`,
    ],
    [
      { apiVersion: 'prepare-contrast.dev/v0', kind: 'PrepareContrast' },
      `apiVersion "prepare-contrast.dev/v0", kind "PrepareContrast": not a configuration; ${allowed}`,
    ],
    ...['v1alpha2', 'v1beta1', 'v1', 'v2alpha1'].map((version): [Json, string] => [
      { apiVersion: `prepare-contrast.dev/${version}`, kind: 'PrepareContrast' },
      newer(`prepare-contrast.dev/${version}`),
    ]),
    [
      { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', platform: 'x', spce: {} },
      'platform: unknown key; did you mean spec.platform?',
      'spce: unknown key; did you mean spec?',
      PLATFORM_REQUIRED,
    ],
    [
      { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec: [] },
      'spec: [] is not valid; allowed: a map',
    ],
  ];
  for (const [given, ...problems] of rows) assert.deepEqual(problemsOf({ document: given }), problems);
});

test('without configuration the platform is asked for, however the host says that there is none', () => {
  for (const given of [undefined, null, configMap({}), document('{}'), document('')]) {
    assert.deepEqual(problemsOf({ document: given }), [PLATFORM_REQUIRED]);
    const flags = ', --platform or PREPARE_CONTRAST_PLATFORM';
    assert.deepEqual(problemsOf({ document: given, assignments: [] }), [requiredBy(flags)]);
  }
});

test('removed platforms and releases to come are warned of', () => {
  const { config, warnings } = load({
    document: document(
      'platform: k3s-qemu-tdx\ncontrastVersion: "1.99"\nworkloads: {overrides: [{match: {name: a}, platform: Metal-QEMU-SNP}]}',
    ),
  });
  assert.equal(config.settings.platform.name, 'Metal-QEMU-TDX');
  assert.equal(warnings.length, 2);
  assert.match(warnings[0]!, /^spec\.platform: platform k3s-qemu-tdx was removed/);
  assert.match(warnings[1]!, /^spec\.contrastVersion: Contrast 1\.99 is newer than the newest known release/);
});

test('a release to come is warned of where it is given', () => {
  const { assignments } = takeConfigFlags(['--platform=Metal-QEMU-SNP', '--contrast-version=1.99']);
  assert.match(load({ assignments }).warnings.join(), /^--contrast-version: Contrast 1\.99 is newer/);
});

test('the error as a whole has every problem, and the code of the first', () => {
  const a = { code: 'config-conflict', message: 'spec.a: x' } as const;
  const b = { code: 'config-type', message: 'spec.b: y' } as const;
  assert.equal(new ConfigError([a]).message, 'configuration: spec.a: x');
  const two = new ConfigError([a, b]);
  assert.equal(two.message, 'configuration: 2 problems\n  spec.a: x\n  spec.b: y');
  assert.equal(two.code, 'config-conflict');
  assert.deepEqual(two.problems, [a, b]);
});

test('an override accepts findings of known rules, each with a reason', () => {
  const overrides = (allow: string) =>
    document(`platform: Metal-QEMU-SNP\nworkloads: {overrides: [{match: {name: a}, allow: ${allow}}]}`);
  const { config } = load({ document: overrides('{cpu-limit: measured without}') });
  assert.deepEqual([...config.overrides[0]!.allow], [['cpu-limit', 'measured without']]);
  const reason = 'the reason why the findings are acceptable, as text';
  assert.deepEqual(
    [...problemsOf({ document: overrides('{cpu-limits: x, cpu-limit: "", vm-size: " "}') })].sort(),
    [
      `spec.workloads.overrides[0].allow.cpu-limit: "" is not valid; allowed: ${reason}`,
      'spec.workloads.overrides[0].allow.cpu-limits: unknown rule; did you mean cpu-limit?',
      `spec.workloads.overrides[0].allow.vm-size: " " is not valid; allowed: ${reason}`,
    ],
  );
});
