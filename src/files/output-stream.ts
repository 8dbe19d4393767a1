import { concatenateFiles, type PreparedFile } from './concatenate.ts';
import { MISSING_KIND } from './missing-kind.ts';
import type { PreparedFiles } from './prepare-files.ts';

/** Returns the manifests among the prepared files, without those that only this program uses. */
export function deployedFiles({ files, own }: PreparedFiles): PreparedFile[] {
  const isOwn = new Set(own);
  return files.filter(({ file }) => !isOwn.has(file));
}

/** In stream mode, files without Kubernetes objects are errors: they cannot be passed through, and may be mistakes. */
export function forStream(prepared: PreparedFiles): PreparedFiles {
  const { files, foreign, kindless, broken } = prepared;
  const homeless = (paths: readonly string[], what: string) =>
    paths.map((path) => ({
      path,
      code: 'file-not-manifest' as const,
      message: `${what}, which cannot be part of a stream; fix it or exclude it with --ignore`,
    }));
  return {
    ...prepared,
    files: files.filter(({ file }) => !kindless.includes(file)),
    broken: [
      ...broken,
      ...homeless(foreign, 'contains no Kubernetes object'),
      ...homeless(kindless, MISSING_KIND),
    ],
    foreign: [],
    kindless: [],
  };
}

/** Joins the prepared manifests into one YAML stream. Some parsers treat a stream that starts with `{` as JSON to its end. */
export function streamOf(prepared: PreparedFiles): string {
  const files = deployedFiles(prepared).map(({ file, prepared }) => ({ file, content: prepared }));
  return `---\n${concatenateFiles(files).text}`;
}
