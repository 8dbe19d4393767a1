import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError, PreparationError } from '../errors.ts';
import { type ContrastCall, runContrast } from './contrast.ts';
import { fileNameOf, type Piece, piecesOf, withContent } from './pieces.ts';
import { type Marked, markedWorkloads } from './policies.ts';
import { refuseJson, refuseLists, refuseOutput } from './refusals.ts';

/** What `--generate` was given. */
export interface Generate {
  /** Where `contrast` runs and keeps its own files: manifest, keys, settings, caches. */
  folder: string;
  /** What stood behind `--`: arguments of `contrast generate`. */
  args: readonly string[];
}

export type GenerateRequest = Generate & Pick<ContrastCall, 'environment' | 'tell' | 'stop'>;

/** Prepared manifests. */
export interface Stream {
  text: string;
  /** Where they are from, where there are several. */
  file?: string;
}

const BYTE_ORDER_MARK = /^\uFEFF?/;

/**
 * Hands prepared manifests to the user's own `contrast generate` and gives back what it made of them: one text for each
 * stream that came in. All of them go to one call, since the manifest of Contrast holds the policies of a deployment as a whole.
 * Each document is a file of its own, which is removed afterwards; a document that `contrast` leaves alone keeps its bytes.
 *
 * @throws PreparationError, before anything is given back, where `contrast` is missing, fails or leaves a workload without
 * its policy, and for input that it does not understand.
 */
export async function generate(streams: readonly Stream[], request: GenerateRequest): Promise<string[]> {
  refuseOutput(request.args);
  const documents = streams.map(piecesIn);
  const found = streams.map((stream, index) => ({
    ...stream,
    marked: documents[index]!.flatMap(({ resources }) => markedWorkloads(resources)),
  }));
  if (found.every(({ marked }) => marked.length === 0)) {
    request.tell(
      'prepare-contrast: contrast generate was not run: no pod of the input runs under a RuntimeClass of Contrast\n',
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

function piecesIn({ text, file }: Stream): Piece[] {
  try {
    return piecesOf(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Of what no rule looks at nothing was read before.
    const what = file === undefined ? 'the stream' : file;
    throw new PreparationError(`--generate: ${what}, as prepared, cannot be read: ${error.message}`);
  }
}

/** Writes the documents to files that only this user may read, runs `contrast` and reads them again. */
async function inFiles(pieces: readonly Piece[], request: GenerateRequest): Promise<Map<Piece, string>> {
  const folder = resolve(request.folder);
  ofSystem(`--generate-dir ${request.folder}: cannot be made`, () => mkdirSync(folder, { recursive: true }));
  const cannot = '--generate: the manifests cannot be handed over to contrast in a temporary folder';
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

/** @throws PreparationError in place of the system's error. */
function ofSystem<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new PreparationError(`${what}: ${(error as Error).message}`);
  }
}

/** @throws PreparationError where the file is gone or empty, or a workload in it has no policy. */
function contentOf(path: string, name: string, piece: Piece): string {
  let content = '';
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    // As good as empty.
  }
  if (content.trim() === '') throw new PreparationError(`contrast generate left nothing of ${name}`);
  if (content === piece.content && markedWorkloads(piece.resources).length === 0) return content;
  const after = markedIn(content, name);
  for (const { title } of markedWorkloads(piece.resources)) {
    if (!after.some((workload) => workload.title === title && workload.hasPolicy)) {
      throw new PreparationError(
        `contrast generate wrote no policy for ${title}, so its pods would not start: see what it says above`,
      );
    }
  }
  return content;
}

function markedIn(content: string, name: string): Marked[] {
  try {
    return piecesOf(content).flatMap(({ resources }) => markedWorkloads(resources));
  } catch (error) {
    if (error instanceof InputError)
      throw new PreparationError(`what contrast generate made of ${name} cannot be read: ${error.message}`);
    throw error;
  }
}
