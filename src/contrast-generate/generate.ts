import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError, PreparationError } from '../util/errors.ts';
import { type ContrastCall, runContrast } from './contrast.ts';
import { type DocumentFile, documentFiles, fileNameOf, withContent } from './documents.ts';
import { type Marked, markedWorkloads } from './policies.ts';
import { refuseJson, refuseLists, refuseOutput } from './unsupported-input.ts';

/** Options of `--generate`. */
export interface Generate {
  /** Folder in which `contrast` runs and keeps its files: manifest, keys, settings, caches. */
  folder: string;
  /** Arguments after `--`, for `contrast generate`. */
  args: readonly string[];
}

export type GenerateRequest = Generate & Pick<ContrastCall, 'environment' | 'showOutput' | 'stop'>;

/** Prepared manifests. */
export interface ManifestStream {
  text: string;
  /** Their source, if there are several streams. */
  file?: string;
}

const BYTE_ORDER_MARK = /^\uFEFF?/;

/**
 * Runs the user's own `contrast generate` on prepared manifests and returns its output: one text for each input stream. All of
 * them go to one call, because the manifest of Contrast contains the policies of a complete deployment. Each document is a
 * separate temporary file; a document that `contrast` does not change keeps its bytes.
 *
 * @throws PreparationError if `contrast` is missing, fails or leaves a workload without a policy, and for input that it does not
 * support.
 */
export async function generate(
  streams: readonly ManifestStream[],
  request: GenerateRequest,
): Promise<string[]> {
  refuseOutput(request.args);
  const documents = streams.map(piecesIn);
  const found = streams.map((stream, index) => ({
    ...stream,
    marked: documents[index]!.flatMap(({ resources }) => markedWorkloads(resources)),
  }));
  if (found.every(({ marked }) => marked.length === 0)) {
    request.showOutput(
      'prepare-contrast: contrast generate was not run: no pod in the input has a RuntimeClass of Contrast\n',
    );
    return streams.map(({ text }) => text);
  }
  found.forEach(refuseLists);
  found.forEach(refuseJson);
  const pieces = documents.flat().filter(({ content }) => content !== '');
  const contents = await inFiles(pieces, request);
  return documents.map((list, index) => {
    const texts = list.map((piece) => withContent(piece, contents.get(piece) ?? piece.content));
    return BYTE_ORDER_MARK.exec(streams[index]!.text)![0] + texts.join('');
  });
}

function piecesIn({ text, file }: ManifestStream): DocumentFile[] {
  try {
    return documentFiles(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Documents that no rule looked at have not been parsed yet.
    const what = file === undefined ? 'the stream' : file;
    throw new PreparationError(
      error.code,
      `--generate: ${what} cannot be read after preparation: ${error.message}`,
    );
  }
}

/** Writes the documents to files that only this user can read, runs `contrast` and reads them again. */
async function inFiles(
  pieces: readonly DocumentFile[],
  request: GenerateRequest,
): Promise<Map<DocumentFile, string>> {
  const folder = resolve(request.folder);
  ofSystem(`--generate-dir ${request.folder}: cannot be created`, () =>
    mkdirSync(folder, { recursive: true, mode: 0o700 }),
  );
  const cannot = '--generate: the manifests cannot be written to a temporary folder';
  const manifests = ofSystem(cannot, () => mkdtempSync(join(tmpdir(), 'prepare-contrast-')));
  try {
    const files = pieces.map((piece, index) => ({ piece, name: fileNameOf(piece, index) }));
    ofSystem(cannot, () => {
      for (const { piece, name } of files)
        writeFileSync(join(manifests, name), piece.content, { mode: 0o600 });
    });
    await runContrast({ ...request, folder, args: [...request.args, manifests] });
    return new Map(files.map(({ piece, name }) => [piece, contentOf(join(manifests, name), name, piece)]));
  } finally {
    rmSync(manifests, { recursive: true, force: true });
  }
}

/** @throws PreparationError instead of system errors. */
function ofSystem<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new PreparationError('file-unwritable', `${what}: ${(error as Error).message}`);
  }
}

/** @throws PreparationError if the file is missing or empty, or a workload in it has no policy. */
function contentOf(path: string, name: string, piece: DocumentFile): string {
  let content = '';
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    // Equivalent to an empty file.
  }
  if (content.trim() === '')
    throw new PreparationError('generate-output', `contrast generate removed the content of ${name}`);
  if (content === piece.content && markedWorkloads(piece.resources).length === 0) return content;
  const after = markedIn(content, name);
  for (const { title } of markedWorkloads(piece.resources)) {
    if (!after.some((workload) => workload.title === title && workload.hasPolicy)) {
      throw new PreparationError(
        'generate-output',
        `contrast generate wrote no policy for ${title}, so its pods would not start; see its messages above`,
      );
    }
  }
  return content;
}

function markedIn(content: string, name: string): Marked[] {
  try {
    return documentFiles(content).flatMap(({ resources }) => markedWorkloads(resources));
  } catch (error) {
    if (error instanceof InputError)
      throw new PreparationError(
        'generate-output',
        `the output of contrast generate for ${name} cannot be read: ${error.message}`,
      );
    throw error;
  }
}
