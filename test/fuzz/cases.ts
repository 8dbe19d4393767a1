import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundariesOf } from '../../src/yaml/document-boundaries.ts';
import { inputOf } from './manifest.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

/** Longer documents take the library reader too long to be read thousands of times. */
const LONGEST = 6000;

/** Documents of real manifests, to be mutated; none where `folder` is not there. */
export function corpusDocuments(folder: string | undefined): string[] {
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .flatMap((text) => boundariesOf(text).map(({ start, end }) => text.slice(start, end)))
    .filter((document) => document.length <= LONGEST)
    .sort();
}

/** The text of the case with that number: manifests as they might be written, or those and real ones mutated. */
export function textOf(seed: number, corpus: readonly string[]): string {
  const random = new Random(seed);
  if (random.chance(0.4)) return inputOf(random);
  const text = corpus.length > 0 && random.chance(0.4) ? random.pick(corpus) : inputOf(random);
  return mutate(text, random);
}
