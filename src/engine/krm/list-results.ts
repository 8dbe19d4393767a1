import type { Result } from '../../rules/result.ts';
import type { TextEdit } from '../../yaml/edit/text-edit.ts';

/** Collects the results of a ResourceList, which replace those of the input. Errors come first, because kpt prints only four results. */
export interface ListResults {
  add(result: Result): void;
  /** The edits of the text. Without results, they remove the `results` entry. */
  textEdits(): TextEdit[];
}
