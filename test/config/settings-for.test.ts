import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectWorkload, settingsFor } from '../../src/config/settings-for.ts';
import type { WorkloadIdentity } from '../../src/kubernetes/workload-metadata.ts';
import { configOf } from './load.ts';

function workload(given: Partial<WorkloadIdentity> = {}): WorkloadIdentity {
  const identity = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'web',
    namespace: 'shop',
    labels: { app: 'web' },
    isMarked: true,
    podAnnotations: {},
    ...given,
  };
  return { annotations: identity.podAnnotations, ...identity };
}

/** A workload whose pod has these annotations under our prefix. */
function annotated(annotations: Record<string, string>): WorkloadIdentity {
  const entries = Object.entries(annotations).map(([key, value]) => [`prepare-contrast.dev/${key}`, value]);
  return workload({ podAnnotations: Object.fromEntries(entries) });
}

function isSelected(workloads: string, identity: WorkloadIdentity): boolean {
  return selectWorkload(configOf(`platform: Metal-QEMU-SNP\nworkloads: ${workloads}`), identity).selected;
}

test('include and exclude choose workloads', () => {
  const rows: [workloads: string, selected: boolean][] = [
    ['{}', true],
    ['{include: [{}]}', true],
    ['{exclude: [{}]}', false],
    ['{include: [{kind: Deployment}]}', true],
    ['{include: [{kind: Deployments}]}', false],
    ['{include: [{kind: [StatefulSet, Deploy*]}]}', true],
    ['{include: [{kind: StatefulSet}, {name: web}]}', true],
    ['{include: [{kind: Deployment, name: api}]}', false],
    ['{include: [{apiVersion: apps/v1}]}', true],
    ['{include: [{apiVersion: apps/*}]}', true],
    ['{include: [{apiVersion: apps}]}', false],
    ['{include: [{name: "w*b"}]}', true],
    ['{include: [{name: "w.b"}]}', false],
    ['{include: [{name: "*"}]}', true],
    ['{include: [{name: "eb"}]}', false],
    ['{include: [{namespace: [kube-system, "sh*"]}]}', true],
    ['{include: [{labelSelector: "app in (web, api)"}]}', true],
    ['{include: [{labelSelector: "app!=web"}]}', false],
    ['{include: [{annotationSelector: "example.com/a=b/c"}]}', true],
    ['{include: [{annotationSelector: "!example.com/a"}]}', false],
    ['{include: [{name: web}], exclude: [{namespace: shop}]}', false],
    ['{exclude: [{namespace: kube-system}, {name: api}]}', true],
  ];
  const identity = workload({ annotations: { 'example.com/a': 'b/c' } });
  for (const [workloads, selected] of rows)
    assert.equal(isSelected(workloads, identity), selected, workloads);
  assert.equal(isSelected('{exclude: [{namespace: kube-system}]}', workload({ namespace: '' })), true);
});

test('a workload that is left alone says why', () => {
  const config = configOf(`
    platform: Metal-QEMU-SNP
    workloads: {include: [{name: "w*"}], exclude: [{kind: Job}, {namespace: kube-system}]}
  `);
  const rows: [WorkloadIdentity, reason: string][] = [
    [workload({ namespace: 'kube-system' }), 'workloads.exclude[1] matches it'],
    [workload({ name: 'api' }), 'no entry of workloads.include matches it'],
    [annotated({ skip: 'true' }), 'the pod has the annotation prepare-contrast.dev/skip'],
  ];
  for (const [identity, reason] of rows) {
    assert.deepEqual(selectWorkload(config, identity), { selected: false, reason });
  }
});

test('who is named by the user is selected explicitly', () => {
  const rows: [workloads: string, WorkloadIdentity, explicitly: boolean][] = [
    ['{}', workload(), false],
    ['{exclude: [{name: api}]}', workload(), false],
    ['{include: [{name: web}]}', workload(), true],
    ['{}', annotated({ skip: 'false' }), true],
    ['{}', annotated({ skip: 'no' }), false],
    ['{}', workload({ annotations: { 'prepare-contrast.dev/skip': 'false' } }), false],
  ];
  for (const [workloads, identity, explicitly] of rows) {
    const config = configOf(`platform: Metal-QEMU-SNP\nworkloads: ${workloads}`);
    assert.deepEqual(selectWorkload(config, identity), { selected: true, explicitly }, workloads);
  }
});

const LAYERED = configOf(`
  platform: Metal-QEMU-SNP
  overhead: 256Mi
  memory: {default: 128Mi, containers: {"*/web": 1Gi, "*/db": 2Gi}}
  cpu: {maxVcpus: 4}
  fields: {remove: [hostAliases]}
  images: {multiplier: 5, sizes: [{image: a, compressed: 1Mi}]}
  workloads:
    overrides:
      - match: {name: redis*}
        platform: Metal-QEMU-TDX
        memory: {default: 512Mi, containers: {"*/db": 4Gi, "redis/*": 64Mi}}
        images: {sizes: [{image: a, compressed: 2Mi}]}
        fields: {remove: [enableServiceLinks]}
      - match: {namespace: shop}
        memory: {default: 1Gi}
        volumes: {persistent: block}
`);

test('overrides that match are laid over each other, the later one on top', () => {
  const { settings } = settingsFor(LAYERED, workload({ name: 'redis-0' }));
  assert.equal(settings.platform.name, 'Metal-QEMU-TDX');
  assert.equal(settings.overhead?.text, '256Mi');
  assert.equal(settings.memory.default?.text, '1Gi');
  assert.deepEqual(
    settings.memory.containers.map(({ pattern, limit }) => `${pattern} ${limit.text}`),
    ['*/db 4Gi', 'redis/* 64Mi', '*/web 1Gi'],
  );
  assert.equal(settings.cpu.maxVcpus, 4);
  assert.equal(settings.images.multiplier, 5);
  assert.deepEqual(
    settings.images.sizes.map(({ image, compressed }) => [image, compressed?.text]),
    [
      ['a', '2Mi'],
      ['a', '1Mi'],
    ],
  );
  assert.deepEqual(settings.volumes, { persistent: 'block', subPath: 'report' });
  assert.deepEqual([...settings.fields.remove], ['enableServiceLinks', 'hostAliases']);
});

test('a workload that no override matches has the settings of the configuration', () => {
  const { settings } = settingsFor(LAYERED, workload({ namespace: 'other' }));
  assert.equal(settings, LAYERED.settings);
  assert.equal(settings.memory.default?.text, '128Mi');
  assert.equal(settings.volumes.persistent, 'report');
});

test('workloads under the same overrides and annotations share their settings', () => {
  const of = (identity: WorkloadIdentity) => settingsFor(LAYERED, identity).settings;
  assert.equal(of(workload({ name: 'redis-0' })), of(workload({ name: 'redis-1' })));
  assert.notEqual(of(workload({ name: 'redis-0' })), of(workload()));
  assert.equal(of(annotated({ memory: '1Gi' })), of(annotated({ memory: '1Gi' })));
  assert.notEqual(of(annotated({ memory: '1Gi' })), of(annotated({ memory: '2Gi' })));
});

test('the annotations of a pod count most', () => {
  const { settings, problems } = settingsFor(
    LAYERED,
    annotated({
      platform: 'metal-qemu-tdx',
      overhead: '300Mi',
      'guest-memory': '600Mi',
      memory: 'web=3Gi, proxy = 128Mi',
      skip: 'false',
      allow: 'host-path',
      'working-set': 'web=64Mi',
    }),
  );
  assert.deepEqual(problems, []);
  assert.equal(settings.platform.name, 'Metal-QEMU-TDX');
  assert.equal(settings.overhead?.text, '300Mi');
  assert.equal(settings.guestMemory?.text, '600Mi');
  assert.equal(settings.memory.default?.text, '1Gi');
  assert.deepEqual(
    settings.memory.containers.map(({ pattern, limit }) => `${pattern} ${limit.text}`),
    ['*/web 3Gi', '*/proxy 128Mi', '*/db 2Gi'],
  );
});

test('one quantity holds for every container of the pod', () => {
  const { settings } = settingsFor(LAYERED, annotated({ memory: '512Mi' }));
  assert.equal(settings.memory.containers[0]?.pattern, '*/*');
  assert.equal(settings.memory.containers[0]?.limit.text, '512Mi');
});

test('only "true" takes a pod out', () => {
  for (const value of ['false', 'True', 'yes', '1', '', ' true']) {
    assert.equal(selectWorkload(LAYERED, annotated({ skip: value })).selected, true, value);
  }
});

test('an annotation that cannot be used is an error and changes nothing', () => {
  const memory =
    'allowed: a quantity of at least 1Mi such as 512Mi for every container, or pairs such as "web=1Gi, proxy=128Mi"';
  const rows: [key: string, value: string, problem: string | RegExp][] = [
    ['skip', 'yes', '"yes" is not valid; allowed: "true" or "false"'],
    ['overhead', '256 Mi', '"256 Mi" is not valid; allowed: a quantity of whole bytes such as 256Mi'],
    ['guest-memory', '512', '"512" is not valid; allowed: a quantity of at least 1Mi such as 512Mi'],
    ['memory', '512', `"512" is not valid; ${memory}`],
    ['memory', 'web=1Gi,', `"web=1Gi," is not valid; ${memory}`],
    ['memory', 'web=1Gi, 512Mi', `"web=1Gi, 512Mi" is not valid; ${memory}`],
    ['memory', 'web=1Gi, web=2Gi', `"web=1Gi, web=2Gi" is not valid; ${memory}`],
    ['memory', '', `"" is not valid; ${memory}`],
    ['platform', 'AKS', /^"AKS" is not valid: unknown platform "AKS".*; allowed: a Contrast platform$/],
    ['memroy', '1Gi', 'unknown key; did you mean memory?'],
    [
      'constructor',
      'x',
      'unknown key; allowed: skip, platform, overhead, guest-memory, memory, allow, working-set',
    ],
  ];
  const unchanged = settingsFor(LAYERED, workload()).settings;
  for (const [name, value, expected] of rows) {
    const key = `prepare-contrast.dev/${name}`;
    const { settings, problems } = settingsFor(LAYERED, annotated({ [name]: value }));
    assert.equal(settings, unchanged, key);
    assert.equal(problems.length, 1, key);
    const [problem] = problems;
    assert.equal(problem?.key, key);
    assert.equal(problem?.severity, 'error');
    const text = problem?.message.replace(`annotation ${key}: `, '') ?? '';
    if (expected instanceof RegExp) assert.match(text, expected);
    else assert.equal(text, expected);
  }
});

test('an annotation beside the pod counts for nothing, which is an error', () => {
  const key = 'prepare-contrast.dev/skip';
  const identity = workload({ annotations: { [key]: 'true' } });
  assert.equal(selectWorkload(LAYERED, identity).selected, true);
  assert.deepEqual(settingsFor(LAYERED, identity).problems, [
    {
      key,
      severity: 'error',
      code: 'annotation-misplaced',
      message: `annotation ${key}: has an effect only on the pod; move it to the metadata of the pod template`,
    },
  ]);
});

test('a removed platform in an annotation is used as its successor, with a warning', () => {
  const { settings, problems } = settingsFor(LAYERED, annotated({ platform: 'K3s-QEMU-TDX' }));
  assert.equal(settings.platform.name, 'Metal-QEMU-TDX');
  assert.deepEqual(
    problems.map(({ severity }) => severity),
    ['warning'],
  );
});
