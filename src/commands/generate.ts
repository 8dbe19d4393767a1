import type { Generate, Stream } from '../generate/generate.ts';
import type { Answer } from '../run.ts';
import type { Terminal } from './terminal.ts';

/**
 * Hands prepared streams to `contrast generate`, whose messages go to stderr, and gives back what it made of each.
 * @throws PreparationError where it fails or the user stops it; then there is nothing to be written.
 */
export async function generateFrom(
  streams: readonly Stream[],
  options: Generate,
  terminal: Terminal,
): Promise<string[]> {
  const { generate } = await import('../generate/generate.ts');
  const { GenerateError } = await import('../generate/contrast.ts');
  const { environment } = terminal;
  const tell = (text: string) => tellOfContrast(text, terminal);
  let made: string[] = [];
  const signal = await terminal.stoppable(async (stop) => {
    try {
      made = await generate(streams, { ...options, environment, tell, stop });
    } catch (error) {
      // How `contrast` ended is no news to whoever ended it.
      if (stop.code === undefined) throw error;
    }
  });
  if (signal !== undefined) throw new GenerateError('stopped: nothing is written', signal);
  return made;
}

/** Says something of `contrast`, also where Helm 4 keeps a plugin's stderr to itself. */
function tellOfContrast(text: string, terminal: Terminal): void {
  terminal.writeMessage(text);
  if (terminal.environment.HELM_PLUGIN_DIR) terminal.writeToUser(text);
}

/** What `contrast generate` makes of the answer goes to stdout; where an error stands it is not run, and nothing does. */
export async function writeGenerated(answer: Answer, options: Generate, terminal: Terminal): Promise<number> {
  if (answer.failed) {
    tellOfContrast(
      'prepare-contrast: contrast generate was not run and nothing is written, since an error stands\n',
      terminal,
    );
    return 1;
  }
  terminal.writeOutput(await generateFrom([{ text: answer.output }], options, terminal));
  return 0;
}
