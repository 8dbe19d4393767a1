import type { Random } from './random.ts';
import { type Data, writeYaml } from './write-yaml.ts';

const WORKLOADS: readonly [apiVersion: string, kind: string][] = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Pod'],
];

const OTHERS: readonly [apiVersion: string, kind: string][] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['v1', 'LimitRange'],
  ['v1', 'PersistentVolumeClaim'],
  ['example.com/v1', 'Thing'],
];

const QUANTITIES = ['64Mi', '1Gi', 128, 0.5, '100m', '', null, '1e3', '12.5Gi'];

/** Texts that tempt readers: what looks like structure, numbers, comments, quotes. */
const TEMPTING = [
  '- not: a list',
  '---',
  '--- # no document',
  'kind: Deployment',
  '# no comment',
  'a # b',
  'a #b',
  'a: b',
  'a:b',
  "it's",
  '"quoted"',
  '\\',
  '0755',
  'yes',
  'null',
  '~',
  '',
  ' lead',
  'trail ',
  'é ü 漢字 🚀',
  '\u0085next',
  '\u00a0nbsp',
  '{{ template }}',
  '[a, b',
  '}',
  '*alias',
  '&anchor',
  '!tag',
  '%directive',
  '@at',
  '`tick',
  '?',
  '? a',
  '-',
  '-a',
  ':a',
  '|',
  '>',
  '<<',
  '=',
  'http://example.com:8080/a?b=c#d',
  'a,b',
  'tab\there',
  'a: ',
];

const SCRIPTS = [
  '#!/bin/sh\nset -e\necho done\n',
  '- a\n- b: c\n---\nkind: Deployment\n',
  'key: value\n  nested: 1\n\n# comment\n',
  '\n\nleading',
  'no end',
  'many ends\n\n\n',
  'tabs\n\tindented\n',
  'folds\nsome text\n\nmore\n  deeper\nback\n',
  ' starts deeper\nthan it ends\n',
  'trailing spaces  \n   \nx\n',
];

function word(random: Random): Data {
  if (random.chance(0.02) || random.odd(0.15)) return random.pick(TEMPTING);
  if (random.chance(0.1)) return random.pick(SCRIPTS);
  return random.pick<Data>([
    'web',
    'app',
    'nginx:1.27',
    'registry.example.com/shop/web@sha256:0123',
    'a-b',
    7,
    true,
    'x y z',
    ':8080',
    '?*',
    'exec /bin/app --port 80 && echo "it\'s {up}" | tee -a log = $1',
  ]);
}

function container(random: Random): Data {
  const made: { [key: string]: Data } = { name: random.pick(['web', 'app', 'sidecar']), image: word(random) };
  if (random.chance(0.7)) {
    const resources: { [key: string]: Data } = {};
    for (const list of ['limits', 'requests']) {
      if (random.chance(0.3)) continue;
      const amounts: { [key: string]: Data } = {};
      for (const name of ['memory', 'cpu'])
        if (random.chance(0.7)) amounts[name] = random.pick<Data>(QUANTITIES);
      resources[list] = random.chance(0.1) ? null : amounts;
    }
    made.resources = resources;
  }
  if (random.chance(0.5)) made.args = Array.from({ length: random.below(4) }, () => word(random));
  if (random.chance(0.4))
    made.env = Array.from({ length: random.below(3) }, () => ({ name: 'A', value: word(random) }));
  if (random.chance(0.2)) made.command = [[word(random), ['nested', word(random)]], word(random)];
  if (random.chance(0.2)) made[String(word(random))] = word(random);
  return made;
}

function podSpec(random: Random): Data {
  const spec: { [key: string]: Data } = {
    containers: Array.from({ length: 1 + random.below(2) }, () => container(random)),
  };
  if (random.chance(0.3)) spec.initContainers = [container(random)];
  if (random.chance(0.3)) spec.runtimeClassName = random.pick<Data>(['contrast-cc', 'runc', null, '']);
  if (random.chance(0.3))
    spec.volumes = [
      {
        name: 'data',
        [random.pick(['emptyDir', 'hostPath', 'configMap'])]: random.pick<Data>([
          {},
          null,
          { medium: 'Memory' },
        ]),
      },
    ];
  return spec;
}

function metadata(random: Random): { [key: string]: Data } {
  const made: { [key: string]: Data } = { name: random.pick(['web', 'api', 'db']) };
  if (random.chance(0.3)) made.namespace = 'shop';
  if (random.chance(0.4)) made.labels = { app: word(random), 'app.kubernetes.io/name': word(random) };
  if (random.chance(0.4))
    made.annotations = { [String(word(random))]: word(random), 'config.kubernetes.io/path': 'a.yaml' };
  return made;
}

/** One object, most often a workload. */
export function objectOf(random: Random): Data {
  const isWorkload = random.chance(0.7);
  const [apiVersion, kind] = random.pick(isWorkload ? WORKLOADS : OTHERS);
  const made: { [key: string]: Data } = { apiVersion, kind, metadata: metadata(random) };
  if (!isWorkload) {
    made[random.pick(['data', 'spec'])] = {
      [String(word(random))]: word(random),
      script: random.pick(SCRIPTS),
      list: [word(random), { a: word(random) }],
    };
  } else {
    const template = { metadata: metadata(random), spec: podSpec(random) };
    if (kind === 'Pod') made.spec = template.spec;
    else if (kind === 'CronJob') made.spec = { jobTemplate: { spec: { template } } };
    else made.spec = { replicas: 2, template };
  }
  if (random.chance(0.05)) return shuffledKeys(made, random);
  return made;
}

function shuffledKeys(data: { [key: string]: Data }, random: Random): Data {
  return Object.fromEntries(random.shuffled(Object.entries(data)));
}

/** A whole input: a stream, a ResourceList or a List, in a random style. */
export function inputOf(random: Random): string {
  const objects = Array.from({ length: 1 + random.below(4) }, () => objectOf(random));
  const form = random.pick(['stream', 'stream', 'ResourceList', 'ResourceList', 'List']);
  // JSON is for the whole input, or for some of its documents.
  const jsonShare = random.pick([0, 0, 0, 0.5, 1]);
  const write = (data: Data) =>
    random.chance(jsonShare)
      ? `${JSON.stringify(data, null, random.pick([0, 0, 2, 4, '\t']))}\n`
      : writeYaml(data, random);
  let text: string;
  if (form === 'stream') {
    const documents = objects.map(write);
    text = `${random.chance(0.5) ? '---\n' : ''}${documents.join(random.pick(['---\n', '--- # next\n', '\n---\n# comment\n', '...\n---\n']))}`;
  } else {
    const list: { [key: string]: Data } =
      form === 'List'
        ? { apiVersion: 'v1', kind: 'List' }
        : { apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList' };
    list.items = objects;
    if (form === 'ResourceList' && random.chance(0.3)) list.results = [{ message: 'old', severity: 'info' }];
    if (form === 'ResourceList' && random.chance(0.3))
      list.functionConfig = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'x' },
        data: { platform: 'Metal-QEMU-SNP' },
      };
    const ordered = random.chance(0.3) ? shuffledKeys(list, random) : list;
    text = write(ordered);
  }
  if (random.chance(0.15)) text = text.replaceAll('\n', random.pick(['\r\n', '\r\n', '\r']));
  if (random.chance(0.1)) text = `\uFEFF${text}`;
  if (random.chance(0.2)) text = text.replace(/(\r?\n)+$/, '');
  return text;
}
