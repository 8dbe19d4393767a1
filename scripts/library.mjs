// Builds dist/library: the program for other programs, as ES modules with their types.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const ENTRIES = ['index', 'kpt'];
const FOLDER = 'dist/library';

export async function buildLibrary(version) {
  rmSync(FOLDER, { recursive: true, force: true });
  await build({
    entryPoints: ENTRIES.map((name) => `src/${name}.ts`),
    outdir: FOLDER,
    chunkNames: 'chunks/[hash]',
    bundle: true,
    splitting: true,
    // The library touches nothing of its surroundings, so it runs in a browser as well.
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    // Errors and stack traces of other programs show the names of classes and functions.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    define: { PREPARE_CONTRAST_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
  const compiler = 'node_modules/typescript/bin/tsc';
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.library.json'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the types of the library could not be written; the messages are above');
  removeUnreachableTypes();
}

/** The compiler writes declarations for all modules; those that no declaration of an entry leads to are of no use. */
function removeUnreachableTypes() {
  const reached = new Set();
  const queue = ENTRIES.map((name) => join(FOLDER, `${name}.d.ts`));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g))
      queue.push(join(dirname(file), `${path}.d.ts`));
  }
  for (const path of readdirSync(FOLDER, { recursive: true })) {
    const file = join(FOLDER, path);
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}
