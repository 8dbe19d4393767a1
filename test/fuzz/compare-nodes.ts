import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../src/util/errors.ts';
import { boundariesOf } from '../../src/yaml/document-boundaries.ts';
import { fastParser } from '../../src/yaml/parser/fast/index.ts';
import { libraryParser } from '../../src/yaml/parser/library.ts';
import { UNSUPPORTED } from '../../src/yaml/parser/parser.ts';
import { type SourceText, sourceText } from '../../src/yaml/source.ts';

/** How often the fast reader took a document, and how often it handed it over. */
export interface Shares {
  taken: number;
  handedOver: number;
}

/**
 * Reads every document of a text with both readers. Gives what they disagree on: nothing where the fast reader gives the same
 * nodes or hands the document over.
 */
export function nodeDisagreement(
  text: string,
  shares: Shares = { taken: 0, handedOver: 0 },
): string | undefined {
  const source = readable(text);
  if (!source) return undefined;
  for (const { start, end } of boundariesOf(source.text)) {
    const fast = fastParser.parse(source, start, end);
    if (fast === UNSUPPORTED) {
      shares.handedOver++;
      continue;
    }
    shares.taken++;
    let library: ReturnType<typeof libraryParser.parse>;
    try {
      library = libraryParser.parse(source, start, end);
    } catch (error) {
      return `the fast reader takes what the library reader refuses: ${(error as Error).message}`;
    }
    if (
      !isDeepStrictEqual(
        fast && { ...fast, keyMask: undefined },
        library && { ...library, keyMask: undefined },
      )
    )
      return `the nodes of the document at ${start} differ`;
  }
  return undefined;
}

/** Undefined where the text is refused before it is parsed. */
function readable(text: string): SourceText | undefined {
  try {
    return sourceText(text);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
