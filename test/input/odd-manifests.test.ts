// Manifests in which parsers and tools have seen different things, what hosts print, and what becomes of them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkCase, checkRejected, foldersIn } from '../support/cases.ts';

const FOLDER = new URL('odd-manifests/', import.meta.url).pathname;

for (const name of foldersIn(FOLDER)) {
  const folder = join(FOLDER, name);
  const isRejected = existsSync(join(folder, 'error.txt'));
  test(`${isRejected ? 'rejected' : 'prepared'}: ${name}`, () =>
    isRejected ? checkRejected(folder) : void checkCase(folder));
}
