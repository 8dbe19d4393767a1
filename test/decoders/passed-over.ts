import { spawnSync } from 'node:child_process';
import { type RunResult, run } from '../../src/engine/run.ts';
import { PreparationError } from '../../src/util/errors.ts';
import { decodeSource } from '../../src/yaml/decode.ts';
import { textOf } from '../fuzz/cases.ts';
import { mutate } from '../fuzz/mutate.ts';
import { Random } from '../fuzz/random.ts';
import { differences, isPrefix } from '../support/changes.ts';
import { unusualText } from './unusual/text.ts';

/** What a decoder of Kubernetes' tools sees in a text: objects up to the first error. */
interface View {
  error?: string;
  objects: SeenObject[];
}

interface SeenObject {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  runsPods: boolean;
  runtimeClass?: string;
  fields: unknown;
}

/** An input that the program takes, and what it makes of it. */
interface Taken {
  seed: number;
  input: string;
  answer: RunResult;
}

/** What test/decoders/program reads with. */
const DECODERS = [
  'Helm 3',
  'Helm 4',
  'kpt',
  'kubectl',
  'kustomize',
  'sigs.k8s.io/yaml',
  'yaml.v2',
  'yaml.v3',
];

/** Inputs that one call of the decoders gets: each call holds all of its texts in memory. */
const BATCH = 500;

/** A first seed that is another each day, so that each day's run has new cases; the same all day, to repeat a failure. */
export function seedOfDay(): number {
  const day = Math.floor(Date.now() / 86_400_000);
  return (day % 20_000) * 100_000;
}

/**
 * Prepares the inputs of `cases` numbers from `seed` on and has the decoders look at what was taken without an error. Returns what is
 * wrong: a workload that a decoder sees in the output outside of a confidential VM, with nothing said about it, or output in which a
 * decoder sees other objects than in the input, or another value where no change is reported.
 *
 * @param decoders - path of the program that test/decoders/program is
 * @param corpus - real documents, which are mutated
 */
export function passedOver(
  decoders: string,
  seed: number,
  cases: number,
  corpus: readonly string[],
): { taken: number; workloads: number; found: string[] } {
  const all = { taken: 0, workloads: 0, found: [] as string[] };
  for (let start = seed; start < seed + cases; start += BATCH) {
    const taken: Taken[] = [];
    for (let number = start; number < Math.min(start + BATCH, seed + cases); number++) {
      const input = inputOf(number, corpus);
      const answer = prepared(input);
      if (answer && !answer.failed) taken.push({ seed: number, input, answer });
    }
    const views = viewsOf(
      decoders,
      taken.flatMap(({ input, answer }) => [input, answer.output]),
    );
    for (const [index, one] of taken.entries()) {
      const [before, after] = [views[2 * index]!, views[2 * index + 1]!];
      all.taken++;
      all.workloads += before.kubectl!.objects.filter(({ runsPods }) => runsPods).length;
      for (const decoder of Object.keys(before)) {
        const wrong = whatIsWrong(decoder, before[decoder]!, after[decoder]!, one.answer);
        if (wrong !== undefined)
          all.found.push(`seed ${one.seed}, ${decoder}: ${wrong}\n${JSON.stringify(one.input)}`);
      }
    }
  }
  return all;
}

const GENERATE_REFUSES = Object.fromEntries(
  ['downward-api', 'env-source', 'image-digest', 'image-volume', 'secret-value', 'unsupported-field'].map(
    (rule) => [rule, 'warning'],
  ),
);

/** Unusual manifests, those with something put in or taken out, and what the fuzzer of the readers reads. */
function inputOf(seed: number, corpus: readonly string[]): string {
  const random = new Random(seed);
  const text = random.chance(0.3)
    ? textOf(seed, corpus)
    : random.chance(0.3)
      ? mutate(unusualText(seed), random)
      : unusualText(seed);
  // What is written to a pipe has no lone surrogates.
  return Buffer.from(text).toString();
}

/** Undefined where the input is refused, which is always safe. */
function prepared(input: string): RunResult | undefined {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    // What only contrast generate refuses is of no interest to the decoders.
    spec: { platform: 'Metal-QEMU-SNP', rules: GENERATE_REFUSES },
  };
  try {
    return run(decodeSource(Buffer.from(input)), /functionConfig/.test(input) ? {} : { configuration });
  } catch (error) {
    if (error instanceof PreparationError) return undefined;
    throw error;
  }
}

function viewsOf(decoders: string, texts: string[]): Record<string, View>[] {
  const input = JSON.stringify(texts);
  const { status, stdout, stderr } = spawnSync(decoders, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  const views = JSON.parse(stdout) as Record<string, View>[];
  for (const view of views) {
    const isCurrent = Object.keys(view).sort().join() === DECODERS.join();
    if (!isCurrent) throw new Error('the decoders are of another version: node scripts/host-programs.mjs');
  }
  return views;
}

function whatIsWrong(decoder: string, before: View, after: View, { results }: RunResult): string | undefined {
  if (before.error === undefined) {
    if (after.error !== undefined) return `it takes the input and not the output: ${after.error}`;
    const [input, output] = [before, after].map(({ objects }) => objects.map(titleOf).join(', '));
    if (input !== output) return `the input holds ${input}, the output ${output}`;
    for (const [index, object] of before.objects.entries()) {
      const changed = unreportedChange(decoder, object, after.objects[index]!, results);
      if (changed) return `${titleOf(object)} has another value at ${JSON.stringify(changed)}`;
    }
  }
  for (const object of after.objects) {
    if (!object.runsPods || object.runtimeClass?.startsWith('contrast-')) continue;
    const isTold = results.some(
      ({ rule, resource }) =>
        rule === 'exempt-pods' && resource?.kind === object.kind && resource.name === object.name,
    );
    if (!isTold) return `${titleOf(object)} runs under ${object.runtimeClass ?? 'no class'}`;
  }
  return undefined;
}

/** The path of a value that no result of an object of that kind and name has changed. */
function unreportedChange(
  decoder: string,
  before: SeenObject,
  after: SeenObject,
  results: RunResult['results'],
): (string | number)[] | undefined {
  // Decoders that drop keys with a tag of their own see no name, and of a number they show the type.
  const isUnknown = before.name === '' || before.name.startsWith('<');
  const isMeant = (name: string) => isUnknown || [name, decodedText(name)].includes(before.name);
  // An item of a typed list may leave out its kind.
  const isKind = (kind: string) => before.kind === '' || before.kind === kind;
  const paths = results.flatMap(({ changed, resource, path }) =>
    changed && path && resource && isKind(resource.kind) && isMeant(resource.name) ? [path] : [],
  );
  for (const found of differences(before.fields, after.fields, [])) {
    // A list without items that a decoder can see is an object to it.
    if (before.kind === 'ResourceList' && found[0] === 'results') continue;
    // kyaml writes there how the lists are indented, and those in a copy of an alias may be indented otherwise.
    if (found.at(-1) === 'internal.config.kubernetes.io/seqindent') continue;
    if (isSame(decoder, valueAt(before.fields, found), valueAt(after.fields, found))) continue;
    if (!paths.some((path) => isPrefix(path, found) || isPrefix(found, path))) return found;
  }
  return undefined;
}

/** The program shows names with the tag `!!binary` as they are written. */
function decodedText(name: string): string {
  return Buffer.from(name, 'base64').toString();
}

/** kyaml reads an alias of an empty value as ''. Helm 3 removes line breaks at the end of a document, also those of a text. */
function isSame(decoder: string, before: unknown, after: unknown): boolean {
  if (before === '' && after === null) return true;
  const isText = typeof before === 'string' && typeof after === 'string';
  return decoder === 'Helm 3' && isText && before.trimEnd() === after.trimEnd();
}

function valueAt(fields: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], fields);
}

function titleOf({ apiVersion, kind, namespace, name }: SeenObject): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}
