import { join } from 'node:path';
import { test } from 'node:test';
import { checkCase, foldersIn } from './support/cases.ts';

const FOLDER = new URL('golden/', import.meta.url).pathname;

/** Whole runs, every rule on. */
for (const name of foldersIn(FOLDER)) test(`golden: ${name}`, () => void checkCase(join(FOLDER, name)));
