import { InputError, PreparationError } from '../errors.ts';
import { frame, type Input, type Resource } from '../frame.ts';
import { boundariesOf } from '../yaml/documents.ts';
import { sourceText } from '../yaml/source-text.ts';

/** One document of a stream, as it goes to a file of its own. */
export interface Piece {
  /** With its `---` line. */
  text: string;
  /** What of the text goes to the file; '' where it holds no object. */
  content: string;
  resources: Resource[];
}

/** A `---` line with nothing but a comment behind it; directives may stand above. */
const MARKER_LINE = /^(?:%[^\n]*\n)*---[ \t]*(?:#[^\n]*)?\r?\n/;
/** A marker with the document behind it on the same line. */
const INLINE_MARKER = /^(?:%[^\n]*\n)*---[ \t]/;
const END_LINE = /(?:^|\n)\.\.\.[ \t]*(?:#[^\n]*)?\r?\n?$/;

/**
 * The documents of a stream that has no byte order mark. Put one behind the other they are the stream.
 * @throws InputError where one cannot be read, PreparationError for a ResourceList, whose objects belong to the host that sent it.
 */
export function piecesOf(stream: string): Piece[] {
  return boundariesOf(stream).map(({ start, end }) => {
    const text = stream.slice(start, end);
    const { list, resources } = readAt(stream, start, text);
    if (list) {
      throw new PreparationError(
        '--generate takes a stream of manifests, no ResourceList: functions of kustomize and kpt run no other programs',
      );
    }
    return { text, content: resources.length > 0 ? text.replace(MARKER_LINE, '') : '', resources };
  });
}

/** Reads a document; errors name its place in the stream. */
function readAt(stream: string, start: number, text: string): Input {
  try {
    return frame(sourceText(text), { isOfInterest: () => true, namespace: '', whole: true });
  } catch (error) {
    const place = error instanceof InputError ? error.cause : undefined;
    throw place ? InputError.at(stream, start + place.offset, place.message) : error;
  }
}

/** The document with new content in place of its own, its line breaks kept; the same where nothing was changed. */
export function withContent({ text, content }: Piece, changed: string): string {
  if (changed === content) return text;
  const marker = MARKER_LINE.exec(text)?.[0] ?? (INLINE_MARKER.test(text) ? '---\n' : '');
  const body = changed.replace(MARKER_LINE, '');
  // Where the document ends with one, the next may begin without a marker.
  const end = END_LINE.test(text) && !END_LINE.test(body) ? '...\n' : '';
  const whole = `${marker}${body.endsWith('\n') ? body : `${body}\n`}${end}`;
  return content.includes('\r\n') ? whole.replace(/\r?\n/g, '\r\n') : whole;
}

/** Readable names, in the order of the stream: what `contrast` says names the file. */
export function fileNameOf({ resources }: Piece, index: number): string {
  const { kind, name } = resources[0]!;
  const words = `${kind}-${name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${String(index + 1).padStart(4, '0')}-${words.slice(0, 80)}.yaml`;
}
