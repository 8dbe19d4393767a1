import type { Generate, ManifestStream } from '../contrast-generate/generate.ts';
import type { RunResult } from '../engine/run.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs `contrast generate` on prepared streams, shows its messages on stderr, and returns its output for each.
 * @throws PreparationError if it fails or the user stops it; nothing must be written then.
 */
export async function generateFrom(
  streams: readonly ManifestStream[],
  options: Generate,
  terminal: Terminal,
): Promise<string[]> {
  const { generate } = await import('../contrast-generate/generate.ts');
  const { GenerateError } = await import('../contrast-generate/contrast.ts');
  const { environment } = terminal;
  const showOutput = (text: string) => showMessage(text, terminal);
  let made: string[] = [];
  const signal = await terminal.stoppable(async (stop) => {
    try {
      made = await generate(streams, { ...options, environment, showOutput, stop });
    } catch (error) {
      // The user who stopped `contrast` knows how it ended.
      if (stop.code === undefined) throw error;
    }
  });
  if (signal !== undefined)
    throw new GenerateError('contrast-stopped', 'stopped; nothing was written', signal);
  return made;
}

/** Writes a message about `contrast` to stderr and, under Helm 4, which hides the stderr of plugins, to the terminal. */
function showMessage(text: string, terminal: Terminal): void {
  terminal.writeMessage(text);
  if (terminal.environment.HELM_PLUGIN_DIR) terminal.writeToUser(text);
}

/** Writes the output of `contrast generate` to stdout. If errors remain, neither runs it nor writes anything. */
export async function writeGenerated(
  answer: RunResult,
  options: Generate,
  terminal: Terminal,
): Promise<number> {
  if (answer.failed) {
    showMessage(
      'prepare-contrast: contrast generate was not run and nothing was written, because errors remain\n',
      terminal,
    );
    return 1;
  }
  terminal.writeOutput(await generateFrom([{ text: answer.output }], options, terminal));
  return 0;
}
