import { PreparationError } from '../errors.ts';
import type { Marked } from './policies.ts';

/** The workloads of a stream that `contrast generate` would work on. */
export interface Found {
  file: string | undefined;
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

/** `contrast` writes YAML, which readers of a .json file would not take. @throws PreparationError */
export function refuseJson({ file, marked }: Found): void {
  if (marked.length === 0 || file === undefined || !/\.json$/i.test(file)) return;
  throw new PreparationError(
    `--generate: ${file} holds ${marked[0]!.title}, and contrast generate writes YAML: save it as ${file.replace(/json$/i, 'yaml')}`,
  );
}
