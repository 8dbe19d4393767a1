import { GROUP } from '../config/document.ts';
import type { Observer } from '../engine/inspect-workload.ts';
import { type RunOptions, type RunResult, run } from '../engine/run.ts';
import { groupOf } from '../kubernetes/kinds/kind.ts';
import { isPodless } from '../kubernetes/kinds/lookup.ts';
import { readManifests } from '../manifest/read.ts';
import type { Input } from '../manifest/types.ts';
import type { Source } from '../report/location.ts';
import { InputError, type Problem } from '../util/errors.ts';
import { printable } from '../util/text.ts';
import { boundariesOf } from '../yaml/document-boundaries.ts';
import { isNull, resolve } from '../yaml/node.ts';
import { parseWithLibrary } from '../yaml/parser/library.ts';
import { sourceText } from '../yaml/source.ts';
import {
  concatenateFiles,
  type JoinedFiles,
  type ManifestFile,
  type PreparedFile,
  splitFiles,
} from './concatenate.ts';
import { holdsKindless } from './missing-kind.ts';
import { withTemplateHint } from './template-hint.ts';
import type { FileProblem } from './tree.ts';

export interface PreparedFiles {
  answer: RunResult;
  files: PreparedFile[];
  /** The position of each file in the text of the answer. */
  sources: Source[];
  /** Files that cannot be read as manifests. */
  broken: FileProblem[];
  /** Files without objects, to be left unchanged. */
  foreign: string[];
  /** Prepared files with an object without kind, which a cluster would reject. */
  kindless: string[];
  /** Files that only this program uses, not the cluster. */
  own: string[];
}

/**
 * Prepares the files in one run, so that objects of one file count for the others, and returns each file by itself. An invalid file
 * is left out, and the others are prepared without it.
 *
 * @param observe - makes the observer of a run; called again if the files are run again without one that is invalid
 * @throws PreparationError for errors in the configuration.
 */
export function prepareAsOneStream(
  files: readonly ManifestFile[],
  options: Omit<RunOptions, 'observer'>,
  observe?: () => Observer,
): PreparedFiles {
  const broken: FileProblem[] = [];
  const foreign: string[] = [];
  const kindless: string[] = [];
  const left = files.filter(({ file, content }) => {
    const read = readAlone(content, 'post-render');
    if ('resources' in read) {
      if (holdsKindless(read)) kindless.push(file);
      return true;
    }
    if (isNoManifest(content)) foreign.push(file);
    else broken.push({ path: file, ...read });
    return false;
  });
  const together = runTogether(left, 'post-render', ({ text, sources }) =>
    run(text, { ...options, observer: observe?.(), sources, allowEmpty: true }),
  );
  const { answer, joined } = together;
  const prepared = splitFiles(together.files, joined, answer.textEdits);
  const own = together.files.filter(({ content }) => isOwn(content)).map(({ file }) => file);
  const { sources } = joined;
  return {
    answer,
    files: prepared,
    sources,
    broken: [...broken, ...together.broken],
    foreign,
    kindless,
    own,
  };
}

/** The result of a run on several files as one stream. */
export interface TogetherResult<T> {
  answer: T;
  joined: JoinedFiles;
  /** The files that the run was about. */
  files: readonly ManifestFile[];
  /** Files that cannot be read as manifests. */
  broken: FileProblem[];
}

/**
 * Runs `work` on all files as one stream. Files that cannot be read and files without objects are left out, and the run is repeated
 * without them; only the former are `broken`. `command` is the one that users pipe the output of a template program into.
 * @throws PreparationError for errors that no single file causes, or if no file remains.
 */
export function runTogether<T>(
  given: readonly ManifestFile[],
  command: string,
  work: (joined: JoinedFiles) => T,
): TogetherResult<T> {
  let files = given;
  let broken: FileProblem[] = [];
  for (;;) {
    const joined = concatenateFiles(files);
    try {
      return { answer: work(joined), joined, files, broken };
    } catch (error) {
      const found = whereOf(error, joined.sources);
      if (found === undefined) throw error;
      const { file, content } = files[found.index]!;
      const located = InputError.at(found.code, content, found.offset, found.message);
      const problem = { path: file, ...withTemplateHint(located, content, command) };
      // After the first error every file is read by itself, so that each broken file does not need another run.
      const others = files === given ? files.flatMap((one) => problemOf(one, file, command)) : [];
      const problems = [problem, ...others];
      const leftOut = new Set(problems.map(({ path }) => path));
      files = files.filter((one) => !leftOut.has(one.file));
      if (files.length === 0) throw new InputError(problem.code, problems.map(textOf).join('\n'));
      const foreign = new Set(
        given.filter((one) => leftOut.has(one.file) && isNoManifest(one.content)).map((one) => one.file),
      );
      broken = [...broken, ...problems.filter(({ path }) => !foreign.has(path))];
    }
  }
}

/** Returns why a file, other than `known`, cannot be read by itself. */
function problemOf({ file, content }: ManifestFile, known: string, command: string): FileProblem[] {
  const read = file === known ? undefined : readAlone(content, command);
  return read === undefined || 'resources' in read ? [] : [{ path: file, ...read }];
}

function textOf({ path, message }: FileProblem): string {
  return `${printable(path)}: ${message}`;
}

/** Returns the file that an error is about; undefined if it is about none. */
function whereOf(
  error: unknown,
  sources: readonly Source[],
): (Problem & { index: number; offset: number }) | undefined {
  const place = error instanceof InputError ? error.cause : undefined;
  if (!place) return undefined;
  const index = sources.findIndex(({ start, end }) => place.offset >= start && place.offset <= end);
  if (index === -1) return undefined;
  return { ...place, index, offset: place.offset - sources[index]!.start };
}

/** Reads a file by itself; returns its objects, or why it cannot be prepared. */
function readAlone(content: string, command: string): Input | Problem {
  try {
    return refusingList(read(content.endsWith('\n') ? content : `${content}\n`));
  } catch (error) {
    if (error instanceof InputError) return withTemplateHint(error, content, command);
    throw error;
  }
}

/** Parses every object that rules inspect. */
function read(text: string): Input {
  const input = readManifests(sourceText(text), {
    isOfInterest: (apiVersion, kind) => !isPodless(apiVersion, kind),
    namespace: '',
  });
  for (const { root } of input.resources) void root;
  return input;
}

function refusingList(input: Input): Input | Problem {
  if (!input.list) return input;
  const message = 'is a ResourceList, the input of a KRM function; pipe it into prepare-contrast';
  return { code: 'file-not-manifest', message };
}

/** True if all objects are of this program's own kinds: its configuration, sizes of images, a report. */
function isOwn(content: string): boolean {
  if (!content.includes(`${GROUP}/`)) return false;
  const { resources, unparsed } = readManifests(sourceText(`${content}\n`), {
    isOfInterest: () => true,
    namespace: '',
    complete: true,
  });
  const objects = [...resources, ...unparsed];
  return objects.length > 0 && objects.every(({ apiVersion }) => groupOf(apiVersion) === GROUP);
}

/** True for YAML or JSON without Kubernetes objects, such as a list of another program. */
function isNoManifest(content: string): boolean {
  try {
    const roots = boundariesOf(content).flatMap(({ start, end }) => {
      const document = parseWithLibrary(content, start, end);
      return document ? [resolve(document.root)] : [];
    });
    return roots.length > 0 && roots.every((root) => root.kind !== 'map' && !isNull(root));
  } catch {
    return false;
  }
}
