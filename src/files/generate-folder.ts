import { relative, sep } from 'node:path';
import { PreparationError } from '../errors.ts';
import { isInside, realOf } from './paths.ts';

/**
 * Makes sure that what `contrast generate` keeps in its folder, keys among it, becomes neither input nor output of a later run.
 * @throws PreparationError where the folder lies in the originals, and is not hidden there, or in the out folder.
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
      `--generate-dir ${folder}: ${inOut}, where only prepared copies may be; name a folder beside it`,
    );
  for (const input of inputs) {
    const inInput = placeIn(input);
    // Hidden files and folders are no input.
    const isHidden = relative(realOf(input), target)
      .split(sep)
      .some((name) => /^\.(?!\.?$)/.test(name));
    if (inInput === undefined || isHidden) continue;
    throw new PreparationError(
      `--generate-dir ${folder}: ${inInput}, so the files and keys of contrast would count among the manifests; name a folder beside it, or a hidden one in it`,
    );
  }
}
