import { readManifests } from '../manifest/read.ts';
import type { Input, Resource } from '../manifest/types.ts';
import { InputError, PreparationError } from '../util/errors.ts';
import { boundariesOf } from '../yaml/document-boundaries.ts';
import { sourceText } from '../yaml/source.ts';

/** One document of a stream, which is written to a separate file. */
export interface DocumentFile {
  /** With its `---` line. */
  text: string;
  /** The part of the text that is written to the file; '' if it contains no object. */
  content: string;
  resources: Resource[];
}

/** A `---` line with only a comment after it; directives may precede it. */
const MARKER_LINE = /^(?:%[^\n]*\n)*---[ \t]*(?:#[^\n]*)?\r?\n/;
/** A marker with content after it on the same line. */
const INLINE_MARKER = /^(?:%[^\n]*\n)*---[ \t]/;
const END_LINE = /(?:^|\n)\.\.\.[ \t]*(?:#[^\n]*)?\r?\n?$/;

/**
 * Splits a stream without byte order mark into documents. Concatenated, they are the stream.
 * @throws InputError if one cannot be read, PreparationError for a ResourceList, whose objects belong to the host that sent it.
 */
export function documentFiles(stream: string): DocumentFile[] {
  return boundariesOf(stream).map(({ start, end }) => {
    const text = stream.slice(start, end);
    const { list, resources } = readAt(stream, start, text);
    if (list) {
      throw new PreparationError(
        'generate-input',
        '--generate requires a stream of manifests, not a ResourceList; functions of kustomize and kpt cannot run other programs',
      );
    }
    return { text, content: resources.length > 0 ? text.replace(MARKER_LINE, '') : '', resources };
  });
}

/** Parses a document; errors include its position in the stream. */
function readAt(stream: string, start: number, text: string): Input {
  try {
    return readManifests(sourceText(text), { isOfInterest: () => true, namespace: '', complete: true });
  } catch (error) {
    const place = error instanceof InputError ? error.cause : undefined;
    throw place ? InputError.at(place.code, stream, start + place.offset, place.message) : error;
  }
}

/** Replaces the content of the document and keeps its line breaks. Returns the same document if nothing changed. */
export function withContent({ text, content }: DocumentFile, changed: string): string {
  if (changed === content) return text;
  const marker = MARKER_LINE.exec(text)?.[0] ?? (INLINE_MARKER.test(text) ? '---\n' : '');
  const body = changed.replace(MARKER_LINE, '');
  // If the document ends with a marker, the next one may start without one.
  const end = END_LINE.test(text) && !END_LINE.test(body) ? '...\n' : '';
  const whole = `${marker}${body.endsWith('\n') ? body : `${body}\n`}${end}`;
  return content.includes('\r\n') ? whole.replace(/\r?\n/g, '\r\n') : whole;
}

/** Readable file names in the order of the stream, because messages of `contrast` name the file. */
export function fileNameOf({ resources }: DocumentFile, index: number): string {
  const { kind, name } = resources[0]!;
  const words = `${kind}-${name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${String(index + 1).padStart(4, '0')}-${words.slice(0, 80)}.yaml`;
}
