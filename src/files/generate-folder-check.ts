import { relative, sep } from 'node:path';
import { PreparationError } from '../util/errors.ts';
import { isInside, realOf } from './paths.ts';

/**
 * Ensures that the files of `contrast generate`, including keys, never become input or output of a later run.
 * @throws PreparationError if the folder is in the output folder, or in the originals and not hidden.
 */
export function checkGenerateFolder(
  folder: string,
  inputs: readonly string[],
  out: string | undefined,
): void {
  const target = realOf(folder);
  const placeIn = (other: string): string | undefined => {
    const real = realOf(other);
    if (target === real) return `is ${other}`;
    return isInside(target, real) ? `is inside ${other}` : undefined;
  };
  const inOut = out === undefined ? undefined : placeIn(out);
  if (inOut !== undefined)
    throw new PreparationError(
      'generate-folder',
      `--generate-dir ${folder}: ${inOut}, which may only contain prepared copies; choose a folder outside it`,
    );
  for (const input of inputs) {
    const inInput = placeIn(input);
    // Hidden files and folders are not input.
    const isHidden = relative(realOf(input), target)
      .split(sep)
      .some((name) => /^\.(?!\.?$)/.test(name));
    if (inInput === undefined || isHidden) continue;
    throw new PreparationError(
      'generate-folder',
      `--generate-dir ${folder}: ${inInput}, so the files and keys of contrast would be treated as manifests; choose a folder outside it, or a hidden folder in it`,
    );
  }
}
