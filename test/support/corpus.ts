import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** Real manifests to test on; CI has them and requires them. */
const FOLDER = process.env.CORPUS_DIR;
const REQUIRED = process.env.REQUIRE_HOSTS === '1';

/** Runs `check` as a test for each manifest of the corpus; without a corpus, skips it by name, or fails if it is required. */
export function testCorpus(title: string, check: (text: string, file: string) => void): void {
  const folder = FOLDER && join(FOLDER, 'manifests');
  if (!folder || !existsSync(folder)) {
    const skip = REQUIRED ? false : 'the corpus is not here: set CORPUS_DIR to its folder';
    test(`${title}: corpus`, { skip }, () => {
      throw new Error('CORPUS_DIR names no folder of manifests, and REQUIRE_HOSTS demands it');
    });
    return;
  }
  for (const file of readdirSync(folder).sort())
    test(`${title}: ${file}`, () => check(readFileSync(join(folder, file), 'utf8'), file));
}
