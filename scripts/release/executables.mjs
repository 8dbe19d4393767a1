// Compiles the program and Bun into one executable for each system.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bunHere, bunOf } from './bun.mjs';
import { run } from './run.mjs';
import { executableOf, targets } from './targets.mjs';

/**
 * Writes the executables into `folder`; gives the files that went into the program, for the list of what it is made of.
 * The names of the files are part of their bytes, the folder is not.
 */
export async function compileExecutables(folder, version, only = targets) {
  const program = join(folder, 'program.cjs');
  // One file, so that what Node loads from a chunk on demand is in the executable as well.
  const { metafile } = await build({
    entryPoints: ['src/main.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    define: { PREPARE_CONTRAST_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
  });
  for (const target of only) {
    run(bunHere(), [
      'build',
      '--compile',
      '--bytecode',
      '--minify',
      // Without these two, files that lie in the working directory could run code in the program or change its environment.
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      `--target=${target.target}`,
      `--compile-executable-path=${bunOf(target.runtime)}`,
      `--outfile=${join(folder, executableOf(target))}`,
      program,
    ]);
  }
  rmSync(program);
  return Object.keys(metafile.inputs);
}
