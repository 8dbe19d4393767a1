import { type RunOptions, type RunResult, run, runSource } from '../../src/engine/run.ts';
import { PreparationError } from '../../src/util/errors.ts';
import { sourceText } from '../../src/yaml/source.ts';
import { listResults } from '../support/results.ts';

const CONFIGURATION = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

/**
 * Runs a text with the fast reader and with the library reader alone. Gives what they disagree on: nothing where findings and
 * output are the same.
 */
export function runDisagreement(text: string): string | undefined {
  const library = outcomeOf(text, (options) => runSource(sourceText(text), options, true));
  const fast = outcomeOf(text, (options) => run(text, options));
  if (fast === library) return undefined;
  // What nobody has to look at may be wrong without being noticed; of several errors each may find another one first.
  if (library.startsWith('refused')) return undefined;
  return `${fast}\n--- by the library reader\n${library}`;
}

function outcomeOf(text: string, give: (options: RunOptions) => RunResult): string {
  const options: RunOptions = /functionConfig/.test(text) ? {} : { configuration: CONFIGURATION };
  try {
    const { output, results, failed, host, selected } = give(options);
    return [output, listResults(results), `${failed} ${host} ${selected}`].join('\n');
  } catch (error) {
    if (error instanceof PreparationError) return `refused: ${error.message}`;
    throw error;
  }
}
