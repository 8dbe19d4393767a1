import { PreparationError } from '../errors.ts';
import type { Marked } from './policies.ts';

/** A stream with its workloads that `contrast generate` would work on. */
export interface Found {
  text: string;
  file?: string;
  marked: readonly Marked[];
}

/** With an output file `contrast` would write there, and of the marked manifests alone. @throws PreparationError */
export function refuseOutput(args: readonly string[]): void {
  const output = args.find((argument) => /^(-o|--output(=|$))/.test(argument));
  if (output !== undefined) {
    throw new PreparationError(
      `--generate: leave out ${output}: what contrast generate makes goes where the prepared manifests would go`,
    );
  }
}

/** `contrast` would pass them on without a policy. @throws PreparationError */
export function refuseLists({ file, marked }: Found): void {
  const item = marked.find(({ inList }) => inList);
  if (item === undefined) return;
  throw new PreparationError(
    `--generate: ${item.title} is in a list${file === undefined ? '' : `, in ${file}`}, and contrast generate does not look ` +
      'into lists: make it a document of its own',
  );
}

/** What `contrast` looks for in a file before it reads and rewrites it. */
const MARK = 'contrast-cc';

/** `contrast` writes YAML, which readers of a .json file would not take. @throws PreparationError */
export function refuseJson({ text, file, marked }: Found): void {
  const isRewritten = marked.length > 0 || text.includes(MARK);
  if (!isRewritten || file === undefined || !/\.json$/i.test(file)) return;
  const what = marked[0]?.title ?? `the text ${MARK}`;
  throw new PreparationError(
    `--generate: ${file} holds ${what}, and contrast generate would write it anew as YAML: save it as ${file.replace(/json$/i, 'yaml')}`,
  );
}
