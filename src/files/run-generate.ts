import type { ManifestStream } from '../contrast-generate/generate.ts';
import type { PreparedFile } from './concatenate.ts';
import { deployedFiles } from './output-stream.ts';
import type { PreparedFiles } from './prepare-files.ts';

/**
 * Returns the prepared files with the output of `generate` for all of them. Excludes files that only this program uses: to
 * `contrast`, a configuration that names a RuntimeClass looks like a workload.
 */
export async function generateTogether(
  prepared: PreparedFiles,
  generate: (streams: readonly ManifestStream[]) => Promise<string[]>,
): Promise<PreparedFiles> {
  const deployed = deployedFiles(prepared);
  const made = await generate(deployed.map((one) => ({ file: one.file, text: one.prepared })));
  const texts = new Map(deployed.map(({ file }, index) => [file, made[index]!]));
  const files = prepared.files.map((one) => withText(one, texts.get(one.file) ?? one.prepared));
  return { ...prepared, files };
}

/** If one line changed, all lines count as changed: prepared and generated changes can no longer be distinguished. */
function withText(file: PreparedFile, text: string): PreparedFile {
  if (text === file.prepared) return file;
  const lines = (content: string) => ({ start: 0, end: content.split(/\n(?!$)/).length });
  const changes = text === file.content ? [] : [{ before: lines(file.content), after: lines(text) }];
  return { ...file, prepared: text, changes };
}
