// Compiles the program and Bun into one executable for each system.
import { join } from 'node:path';
import { bunHere, bunOf } from './bun.mjs';
import { run } from './run.mjs';
import { executableOf } from './targets.mjs';

/** What hosts call. The files that it loads on demand become part of the executable as well, and are evaluated on demand there too. */
const PROGRAM = 'dist/prepare-contrast.cjs';

/** Writes an executable for each target into `folder`. Their names are part of their bytes, the folder is not. */
export function compileExecutables(folder, targets) {
  for (const target of targets) {
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
      PROGRAM,
    ]);
  }
}
