import { joinFiles, type PreparedFile } from './joined.ts';
import type { PreparedTogether } from './prepare-together.ts';

/** The manifests among the prepared files: what is for this program alone is none of them. */
export function deployedFiles({ files, own }: PreparedTogether): PreparedFile[] {
  const isOwn = new Set(own);
  return files.filter(({ file }) => !isOwn.has(file));
}

/** The prepared manifests as one stream of YAML, for programs that read one. Readers take what begins with `{` for JSON to its end. */
export function streamOf(prepared: PreparedTogether): string {
  const files = deployedFiles(prepared).map(({ file, prepared }) => ({ file, content: prepared }));
  return `---\n${joinFiles(files).text}`;
}
