import { spawnSync } from 'node:child_process';
import { decodeSource } from '../../src/decode.ts';
import { PreparationError } from '../../src/errors.ts';
import { type Answer, run } from '../../src/run.ts';
import { textOf } from '../fuzz/cases.ts';
import { mutate } from '../fuzz/mutate.ts';
import { Random } from '../fuzz/random.ts';
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
}

/** An input that the program takes, and what it makes of it. */
interface Taken {
  seed: number;
  input: string;
  answer: Answer;
}

/** Inputs that one call of the decoders gets: each call holds all of its texts in memory. */
const BATCH = 500;

/**
 * Prepares the inputs of `cases` numbers from `seed` on and has the decoders look at what was taken without an error. Gives what is
 * wrong: a workload that a decoder sees in the output outside of a confidential VM, with nothing said about it, or output in which a
 * decoder sees other objects than in the input.
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
        const wrong = whatIsWrong(before[decoder]!, after[decoder]!, one.answer);
        if (wrong !== undefined)
          all.found.push(`seed ${one.seed}, ${decoder}: ${wrong}\n${JSON.stringify(one.input)}`);
      }
    }
  }
  return all;
}

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
function prepared(input: string): Answer | undefined {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP' },
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
  return JSON.parse(stdout) as Record<string, View>[];
}

function whatIsWrong(before: View, after: View, { results }: Answer): string | undefined {
  if (before.error === undefined) {
    if (after.error !== undefined) return `it takes the input and not the output: ${after.error}`;
    const [input, output] = [before, after].map(({ objects }) => objects.map(titleOf).join(', '));
    if (input !== output) return `the input holds ${input}, the output ${output}`;
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

function titleOf({ apiVersion, kind, namespace, name }: SeenObject): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}
