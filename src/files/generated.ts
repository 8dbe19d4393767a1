import type { Stream } from '../generate/generate.ts';
import type { PreparedFile } from './joined.ts';
import type { PreparedTogether } from './prepare-together.ts';
import { deployedFiles } from './stream.ts';

/**
 * The prepared files with what `generate` made of all of them in place of what was prepared. Files for this program alone do not
 * go there: a configuration that names a RuntimeClass looks to `contrast` like a workload.
 */
export async function generateTogether(
  prepared: PreparedTogether,
  generate: (streams: readonly Stream[]) => Promise<string[]>,
): Promise<PreparedTogether> {
  const deployed = deployedFiles(prepared);
  const made = await generate(deployed.map((one) => ({ file: one.file, text: one.prepared })));
  const texts = new Map(deployed.map(({ file }, index) => [file, made[index]!]));
  const files = prepared.files.map((one) => withText(one, texts.get(one.file) ?? one.prepared));
  return { ...prepared, files };
}

/** All lines count as changed where one is: what was prepared and what was generated cannot be told apart any more. */
function withText(file: PreparedFile, text: string): PreparedFile {
  if (text === file.prepared) return file;
  const lines = (content: string) => ({ start: 0, end: content.split(/\n(?!$)/).length });
  const changes = text === file.content ? [] : [{ before: lines(file.content), after: lines(text) }];
  return { ...file, prepared: text, changes };
}
