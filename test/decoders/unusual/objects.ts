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
  if (author.does('items in an object of another kind', 0.15))
    object.insert(['items', itemsWithoutList(author, depth)]);
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
  if (author.does('items in an object of another kind', 0.2)) {
    const odd = random.pick<Tree>([null, 'x', [], new Entries([]), [objectOf(author, depth)]]);
    list.splice(random.below(list.length + 1), 0, odd);
  }
  if (author.does('aliases', 0.2)) repeatItem(list, author);
  return list;
}

/** Adds an alias of an item to the list, or an item that merges it. */
function repeatItem(list: Tree[], author: Author): void {
  const { random } = author;
  const [item] = list;
  if (!(item instanceof Entries)) return;
  const anchor = author.anchor();
  const alias = new Written(`*${anchor}`);
  const merging = new Entries([
    [MERGE, alias],
    ['metadata', metadata(author)],
  ]);
  list[0] = new Entries(item.list, anchor);
  list.push(random.chance(0.5) ? alias : merging);
}

/** Items of an object of another kind; those without a type have the type of the object. */
function itemsWithoutList(author: Author, depth: number): Tree[] {
  const list = items(author, depth + 1);
  for (const item of list) if (item instanceof Entries && author.random.chance(0.5)) dropType(item);
  return list;
}

function metadata(author: Author): Entries {
  const { random } = author;
  const names = author.has('owners in name only') ? 3 : 1000;
  const made = new Entries([['name', `${random.pick(['web', 'db', 'api'])}-${random.below(names)}`]]);
  if (author.does('owners in name only', 0.5)) made.insert(['uid', 'u']);
  if (author.does('decoys in data', 0.3))
    made.insert(['annotations', new Entries([['note', decoy(author)]])]);
  if (author.does('decoys in data', 0.2)) made.insert(['labels', typeOf(random.pick(OTHERS))]);
  if (author.does('mirror pods', 0.5))
    made.insert(['annotations', new Entries([['kubernetes.io/config.mirror', 'a']])]);
  if (author.does('owners in name only', 0.6)) made.insert(['ownerReferences', [ownerOf(author)]]);
  return made;
}

/** A reference to an owner that other objects may have the name of. */
function ownerOf({ random }: Author): Entries {
  const owner = typeOf(random.pick(WORKLOADS));
  owner.insert(['name', `${random.pick(['web', 'db', 'api'])}-${random.below(3)}`]);
  owner.insert(['controller', new Written('true')]);
  if (random.chance(0.5)) owner.insert(['uid', 'u']);
  return owner;
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
  if (author.does('aliases', 0.5)) referTo(container, podSpec, author);
  if (random.chance(0.2)) podSpec.insert(['restartPolicy', 'Always'], 0);
  if (random.chance(author.has('null in place of a map') ? 0.5 : 0.05)) {
    const name = random.pick<Tree>([null, null, '', 'contrast-cc']);
    podSpec.insert(['runtimeClassName', name], random.below(podSpec.list.length + 1));
  }
  if (author.does('a merge key', 0.15)) {
    const merged = new Entries([['runtimeClassName', random.pick<Tree>(['runc', '', null])]]);
    podSpec.insert([new Written(random.pick(MERGES)), merged], random.below(podSpec.list.length + 1));
  }
  mergeOddly(podSpec, () => [['runtimeClassName', random.pick(CLASSES)]], author);
  return podSpec;
}

const CLASSES: readonly Tree[] = ['runc', 'contrast-cc', '', null];

/** Has an alias in place of the container, whose anchor is somewhere before it. */
function referTo(container: Entries, podSpec: Entries, author: Author): void {
  const { random } = author;
  const anchor = author.anchor();
  const odd: Entry[] = [
    ['env', null],
    ['args', [new Written('!!str 5'), new Written('!!binary aGVsbG8='), null]],
    ['stdin', new Written('!!bool true')],
  ];
  const list = [...container.list, ...odd.filter(() => random.chance(0.5))];
  podSpec.list = [
    ['x-container', new Entries(random.shuffled(list), anchor)],
    ['containers', [new Written(`*${anchor}`)]],
  ];
}

/** Merges something, made twice, by a merge in a merge, or by two merge keys. */
function mergeOddly(object: Entries, makeEntries: () => Entry[], author: Author): void {
  const { random } = author;
  const place = () => random.below(object.list.length + 1);
  if (author.does('two merge keys', 0.3))
    for (let count = 0; count < 2; count++) object.insert([MERGE, new Entries(makeEntries())], place());
  if (!author.does('merges in merges', 0.4)) return;
  const inner = makeEntries();
  if (random.chance(0.2)) inner.push(...makeEntries());
  const [first, second] = [author.anchor(), author.anchor()];
  const outside = random.chance(0.3) ? makeEntries() : [];
  if (random.chance(0.5)) {
    const nested = new Entries([...outside, [MERGE, new Entries(inner)]]);
    const other = new Entries(makeEntries());
    object.insert([MERGE, random.pick<Tree>([nested, nested, [nested, other], [other, nested]])], place());
    return;
  }
  const alias = new Written(`*${second}`);
  object.insert([MERGE, random.chance(0.6) ? alias : [alias, new Entries(makeEntries())]], place());
  object.list.unshift(
    ['x-first', new Entries(inner, first)],
    ['x-second', new Entries([[MERGE, new Written(`*${first}`)], ...outside], second)],
  );
}

const MERGE = new Written('<<');

/** Has the object say twice what it is, or say it by a merge. */
function twist(object: Entries, author: Author): void {
  const { random } = author;
  const types = [...WORKLOADS, ...OTHERS];
  if (author.does('a key twice', 0.4)) {
    const [apiVersion, kind] = random.pick(types);
    const again = random.pick<Entry>([['kind', kind], ['apiVersion', apiVersion], random.pick(object.list)]);
    object.insert(again, random.below(object.list.length + 1));
  }
  const pod = (): Entries => new Entries([...typeOf(WORKLOADS[0]!).list, bodyOf('Pod', true, author)]);
  const merged = (): Entry[] =>
    random.chance(0.2) ? [['items', [pod()]]] : [random.pick(typeOf(random.pick(types)).list)];
  mergeOddly(object, merged, author);
  mergeOnce(object, author);
}

function mergeOnce(object: Entries, author: Author): void {
  const { random } = author;
  if (!author.does('a merge key', 0.5)) return;
  const types = [...WORKLOADS, ...OTHERS];
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
