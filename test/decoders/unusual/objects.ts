import type { Author } from './author.ts';
import { Entries, type Entry, type Tree, Written } from './tree.ts';

type Type = readonly [apiVersion: string, kind: string];

const WORKLOADS: readonly Type[] = [
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
];
const OTHERS: readonly Type[] = [
  ['v1', 'ConfigMap'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['example.com/v1', 'Thing'],
];
/** What some reader may take for a merge key. */
const MERGES = ['<<', '<<', '!!merge <<', '! <<', '"<<"', "'<<'", '! "<<"', '!!merge "<<"', '!!str <<'];
const DEEPEST_LIST = 2;

/** An object, most often one that runs pods. */
export function objectOf(author: Author, depth = 0): Entries {
  const { random } = author;
  const runsPods = random.chance(0.65);
  const [apiVersion, kind] = random.pick(runsPods ? WORKLOADS : OTHERS);
  const type: Entry[] = [
    ['apiVersion', apiVersion],
    ['kind', author.does('letter case of the kind', 0.2) ? otherCase(kind, author) : kind],
  ];
  if (author.does('no type', 0.3)) type.splice(random.below(2), 1);
  const object = new Entries([...type, ['metadata', metadata(author)], bodyOf(kind, runsPods, author)]);
  if (author.does('kind at the end', 0.5)) moveKindToTheEnd(object);
  if (random.chance(0.1)) object.list = random.shuffled(object.list);
  if (author.does('items in what is no list', 0.15)) object.insert(['items', items(author, depth + 1)]);
  twist(object, author);
  return object;
}

/** A list of objects: a List, a typed one such as a PodList, or a ResourceList. */
export function listOf(author: Author, depth = 0): Entries {
  const { random } = author;
  if (author.does('typed lists', 0.5)) {
    const [apiVersion, kind] = random.pick(WORKLOADS);
    const inner = items(author, depth + 1);
    for (const item of inner) if (item instanceof Entries && random.chance(0.7)) dropType(item);
    return new Entries([
      ['apiVersion', apiVersion],
      ['kind', `${kind}List`],
      ['items', inner],
    ]);
  }
  const isResourceList = depth === 0 && author.does('ResourceList', 0.7);
  const list = new Entries([
    ['apiVersion', isResourceList ? 'config.kubernetes.io/v1' : 'v1'],
    ['kind', isResourceList ? 'ResourceList' : 'List'],
    ['items', items(author, depth + 1)],
  ]);
  if (isResourceList && random.chance(0.3))
    list.insert(['results', [new Entries([['message', decoy(author)]])]]);
  if (author.does('kind at the end', 0.3)) list.list = random.shuffled(list.list);
  twist(list, author);
  return list;
}

function items(author: Author, depth: number): Tree[] {
  const { random } = author;
  const list: Tree[] = Array.from({ length: random.below(4) }, () =>
    depth < DEEPEST_LIST && author.does('lists in lists', 0.2)
      ? listOf(author, depth + 1)
      : objectOf(author, depth),
  );
  if (author.does('items in what is no list', 0.2)) {
    const odd = random.pick<Tree>([null, 'x', [], new Entries([]), [objectOf(author, depth)]]);
    list.splice(random.below(list.length + 1), 0, odd);
  }
  return list;
}

function metadata(author: Author): Entries {
  const { random } = author;
  const made = new Entries([['name', `${random.pick(['web', 'db', 'api'])}-${random.below(1000)}`]]);
  if (author.does('decoys in data', 0.3))
    made.insert(['annotations', new Entries([['note', decoy(author)]])]);
  if (author.does('decoys in data', 0.2)) made.insert(['labels', typeOf(random.pick(OTHERS))]);
  return made;
}

function bodyOf(kind: string, runsPods: boolean, author: Author): Entry {
  const { random } = author;
  if (!runsPods) {
    const decoys = author.does('decoys in data', 0.5)
      ? [['text', decoy(author)] as Entry, ...typeOf(random.pick(WORKLOADS)).list]
      : [];
    return ['data', new Entries([['key', 'value'], ...decoys])];
  }
  const podSpec = podSpecOf(author);
  if (kind === 'Pod') return ['spec', podSpec];
  const template = new Entries([
    ['metadata', new Entries([['labels', new Entries([['app', 'web']])]])],
    ['spec', podSpec],
  ]);
  const spec = new Entries([['template', template]]);
  return ['spec', kind === 'CronJob' ? new Entries([['jobTemplate', new Entries([['spec', spec]])]]) : spec];
}

function podSpecOf(author: Author): Entries {
  const { random } = author;
  const resources = new Entries([['limits', new Entries([['memory', '1Gi']])]]);
  if (author.does('null in place of a map', 0.5))
    resources.insert(['requests', random.pick<Tree>([null, new Entries([['memory', null]])])]);
  const container = new Entries([
    ['name', 'web'],
    ['image', 'nginx'],
    ['resources', resources],
  ]);
  const podSpec = new Entries([['containers', [container]]]);
  if (random.chance(0.2)) podSpec.insert(['restartPolicy', 'Always'], 0);
  if (random.chance(author.has('null in place of a map') ? 0.5 : 0.05)) {
    const name = random.pick<Tree>([null, null, '', 'contrast-cc']);
    podSpec.insert(['runtimeClassName', name], random.below(podSpec.list.length + 1));
  }
  if (author.does('a merge key', 0.15)) {
    const merged = new Entries([['runtimeClassName', random.pick<Tree>(['runc', '', null])]]);
    podSpec.insert([new Written(random.pick(MERGES)), merged], random.below(podSpec.list.length + 1));
  }
  return podSpec;
}

/** Has the object say twice what it is, or say it by a merge. */
function twist(object: Entries, author: Author): void {
  const { random } = author;
  const types = [...WORKLOADS, ...OTHERS];
  if (author.does('a key twice', 0.4)) {
    const [apiVersion, kind] = random.pick(types);
    const again = random.pick<Entry>([['kind', kind], ['apiVersion', apiVersion], random.pick(object.list)]);
    object.insert(again, random.below(object.list.length + 1));
  }
  if (!author.does('a merge key', 0.5)) return;
  const moved = random.chance(0.5)
    ? object.list.splice(random.below(object.list.length), 1)
    : [random.pick(typeOf(random.pick(types)).list)];
  const merged = new Entries(moved);
  const value = random.chance(0.2) ? [merged] : merged;
  object.insert([new Written(random.pick(MERGES)), value], random.below(object.list.length + 1));
}

/** Text that looks like an object, to who only looks at lines. */
function decoy({ random }: Author): string {
  const [apiVersion, kind] = random.pick(random.chance(0.7) ? OTHERS : WORKLOADS);
  return random.pick([
    `\nkind: ${kind}\napiVersion: ${apiVersion}\n`,
    `\napiVersion: "${apiVersion}"\nkind: "${kind}" #`,
    `x\n- apiVersion: ${apiVersion}\n  kind: ${kind}\n`,
    `\nitems:\n- kind: ${kind}\n  apiVersion: ${apiVersion}\n`,
    `\n  kind: ${kind}\n`,
    'a\n# b\nc',
    'a\n\nb',
    '\n...x\n',
    `\n{"kind":"${kind}"}\n`,
    ' # c',
    `"kind":"${kind}","apiVersion":"${apiVersion}"`,
    '}],{"a":["',
    '},{"kind":"Pod"',
  ]);
}

function otherCase(kind: string, { random }: Author): string {
  return random.pick([kind.toLowerCase(), kind.toUpperCase(), `${kind} `]);
}

function moveKindToTheEnd(object: Entries): void {
  object.list.sort(([left], [right]) => Number(left === 'kind') - Number(right === 'kind'));
}

function dropType(object: Entries): void {
  object.list = object.list.filter(([key]) => key !== 'kind' && key !== 'apiVersion');
}

function typeOf([apiVersion, kind]: Type): Entries {
  return new Entries([
    ['apiVersion', apiVersion],
    ['kind', kind],
  ]);
}
