import { isDeepStrictEqual } from 'node:util';
import { boundariesOf } from '../../src/yaml/documents.ts';
import { parse } from '../../src/yaml/parse.ts';
import { scan } from '../../src/yaml/scan.ts';
import { sourceText } from '../../src/yaml/source-text.ts';

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
  const source = sourceText(text);
  for (const { start, end } of boundariesOf(text)) {
    const fast = scan(source, start, end);
    if (fast === 'not mine') {
      shares.handedOver++;
      continue;
    }
    shares.taken++;
    let library: ReturnType<typeof parse>;
    try {
      library = parse(text, start, end);
    } catch (error) {
      return `the fast reader takes what the library reader refuses: ${(error as Error).message}`;
    }
    if (
      !isDeepStrictEqual(
        fast && { ...fast, keyBits: undefined },
        library && { ...library, keyBits: undefined },
      )
    )
      return `the nodes of the document at ${start} differ`;
  }
  return undefined;
}
