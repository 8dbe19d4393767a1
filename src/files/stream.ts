import { joinFiles, type PreparedFile } from './joined.ts';
import { KINDLESS } from './kindless.ts';
import type { PreparedTogether } from './prepare-together.ts';

/** The manifests among the prepared files: what is for this program alone is none of them. */
export function deployedFiles({ files, own }: PreparedTogether): PreparedFile[] {
  const isOwn = new Set(own);
  return files.filter(({ file }) => !isOwn.has(file));
}

/** For a stream: what holds no object, or something that is none of a cluster, can be copied, but has no place among objects, and may have been meant for one. */
export function forStream(prepared: PreparedTogether): PreparedTogether {
  const { files, foreign, kindless, broken } = prepared;
  const homeless = (paths: readonly string[], what: string) =>
    paths.map((path) => ({
      path,
      message: `${what}, so that a stream has no place for it: mend it, or leave it out with --ignore`,
    }));
  return {
    ...prepared,
    files: files.filter(({ file }) => !kindless.includes(file)),
    broken: [...broken, ...homeless(foreign, 'holds no object'), ...homeless(kindless, KINDLESS)],
    foreign: [],
    kindless: [],
  };
}

/** The prepared manifests as one stream of YAML, for programs that read one. Readers take what begins with `{` for JSON to its end. */
export function streamOf(prepared: PreparedTogether): string {
  const files = deployedFiles(prepared).map(({ file, prepared }) => ({ file, content: prepared }));
  return `---\n${joinFiles(files).text}`;
}
