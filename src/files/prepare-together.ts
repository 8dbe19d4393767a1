import { GROUP } from '../config/document.ts';
import { InputError } from '../errors.ts';
import { NotReadAlone } from '../frame/unread.ts';
import { frame, type Input } from '../frame.ts';
import { isInert } from '../kube/inert-kinds.ts';
import { groupOf } from '../kube/workload-kinds.ts';
import type { Source } from '../output/location.ts';
import { type Answer, type RunOptions, run } from '../run.ts';
import { boundariesOf } from '../yaml/documents.ts';
import { isNull, resolve } from '../yaml/node.ts';
import { parse } from '../yaml/parse.ts';
import { sourceText } from '../yaml/source-text.ts';
import { joinFiles, type ManifestFile, type PreparedFile, splitFiles } from './joined.ts';
import { holdsKindless } from './kindless.ts';
import { withTemplateHint } from './template-hint.ts';
import type { Problem } from './tree.ts';

export interface PreparedTogether {
  answer: Answer;
  files: PreparedFile[];
  /** Where in the answer's text each file stands. */
  sources: Source[];
  /** Files that cannot be read as manifests. */
  broken: Problem[];
  /** Files that hold no object at all, to be left as they are. */
  foreign: string[];
  /** Prepared files in which something has no kind, so that no cluster would take it. */
  kindless: string[];
  /** Files that are for this program alone: the cluster would not know what to do with them. */
  own: string[];
}

/**
 * Prepares the files in one run, so that what one says holds for the others, and gives each back by itself. A file that cannot be
 * read is left out, and the others are prepared without it.
 * @throws PreparationError for what is wrong with the configuration.
 */
export function prepareTogether(files: readonly ManifestFile[], options: RunOptions): PreparedTogether {
  const broken: Problem[] = [];
  const foreign: string[] = [];
  const kindless: string[] = [];
  let left = files.filter(({ file, content }) => {
    const read = readAlone(content);
    if (typeof read !== 'string') {
      if (holdsKindless(read)) kindless.push(file);
      return true;
    }
    if (isNoManifest(content)) foreign.push(file);
    else broken.push({ path: file, message: read });
    return false;
  });
  for (;;) {
    const joined = joinFiles(left);
    try {
      const answer = run(joined.text, { ...options, allowEmpty: true });
      const prepared = splitFiles(left, joined, answer.splices);
      const own = left.filter(({ content }) => isOwn(content)).map(({ file }) => file);
      return { answer, files: prepared, sources: joined.sources, broken, foreign, kindless, own };
    } catch (error) {
      const found = whereOf(error, joined.sources);
      if (found === undefined) throw error;
      const { file, content } = left[found.index]!;
      const message = InputError.at(content, found.offset, found.message).message;
      broken.push({ path: file, message: withTemplateHint(message, content, 'post-render') });
      left = left.filter((one) => one.file !== file);
      options.observer?.restart();
    }
  }
}

/** The file that an error is about, where it is about one. */
function whereOf(
  error: unknown,
  sources: readonly Source[],
): { index: number; offset: number; message: string } | undefined {
  const place = error instanceof InputError ? error.cause : undefined;
  if (!place) return undefined;
  const index = sources.findIndex(({ start, end }) => place.offset >= start && place.offset <= end);
  if (index === -1) return undefined;
  return { index, offset: place.offset - sources[index]!.start, message: place.message };
}

/** A file, read by itself, or why it cannot be prepared. */
function readAlone(content: string): Input | string {
  const text = content.endsWith('\n') ? content : `${content}\n`;
  try {
    return refusingList(read(text, false));
  } catch (error) {
    if (error instanceof InputError) return withTemplateHint(error.message, content, 'post-render');
    if (!(error instanceof NotReadAlone)) throw error;
  }
  try {
    return refusingList(read(text, true));
  } catch (error) {
    if (error instanceof InputError) return withTemplateHint(error.message, content, 'post-render');
    throw error;
  }
}

/** Reads every object that a rule may look at. */
function read(text: string, whole: boolean): Input {
  const options = {
    isOfInterest: (apiVersion: string, kind: string) => !isInert(apiVersion, kind),
    namespace: '',
    whole,
  };
  const input = frame(sourceText(text), options);
  for (const { root } of input.resources) void root;
  return input;
}

function refusingList(input: Input): Input | string {
  return input.list
    ? 'is a ResourceList, which hosts hand to functions: pipe it into prepare-contrast'
    : input;
}

/** True where all objects are of this program's own kinds: its configuration, sizes of images, a report. */
function isOwn(content: string): boolean {
  if (!content.includes(`${GROUP}/`)) return false;
  const { resources, aside } = frame(sourceText(`${content}\n`), {
    isOfInterest: () => true,
    namespace: '',
    whole: true,
  });
  const objects = [...resources, ...aside];
  return objects.length > 0 && objects.every(({ apiVersion }) => groupOf(apiVersion) === GROUP);
}

/** True for YAML or JSON that holds no object at all, such as a list of another program: nothing that a cluster would take. */
function isNoManifest(content: string): boolean {
  try {
    const roots = boundariesOf(content).flatMap(({ start, end }) => {
      const document = parse(content, start, end);
      return document ? [resolve(document.root)] : [];
    });
    return roots.length > 0 && roots.every((root) => root.kind !== 'map' && !isNull(root));
  } catch {
    return false;
  }
}
