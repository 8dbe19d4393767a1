import { PreparationError } from '../util/errors.ts';
import type { Marked } from './policies.ts';

/** A stream and its workloads that `contrast generate` would process. */
export interface Found {
  text: string;
  file?: string;
  marked: readonly Marked[];
}

/** Rejects an output file: `contrast` would write only the marked manifests there. @throws PreparationError */
export function refuseOutput(args: readonly string[]): void {
  const output = args.find((argument) => /^(-o|--output(=|$))/.test(argument));
  if (output !== undefined) {
    throw new PreparationError(
      'usage-conflict',
      `--generate: remove ${output}; the output of contrast generate replaces the prepared manifests`,
    );
  }
}

/** Rejects workloads in lists: `contrast` would leave them without a policy. @throws PreparationError */
export function refuseLists({ file, marked }: Found): void {
  const item = marked.find(({ inList }) => inList);
  if (item === undefined) return;
  throw new PreparationError(
    'generate-input',
    `--generate: ${item.title} is in a list${file === undefined ? '' : `, in ${file}`}, and contrast generate does not read ` +
      'lists; move it to a separate document',
  );
}

/** Text that `contrast` searches for before it parses and rewrites a file. */
const MARK = 'contrast-cc';

/** Rejects .json files: `contrast` writes YAML, which JSON parsers cannot read. @throws PreparationError */
export function refuseJson({ text, file, marked }: Found): void {
  const isRewritten = marked.length > 0 || text.includes(MARK);
  if (!isRewritten || file === undefined || !/\.json$/i.test(file)) return;
  const what = marked[0]?.title ?? `the text ${MARK}`;
  throw new PreparationError(
    'generate-input',
    `--generate: ${file} contains ${what}, and contrast generate would rewrite it as YAML; save it as ${file.replace(/json$/i, 'yaml')}`,
  );
}
