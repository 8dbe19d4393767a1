/** A problem in a part of an annotation's value, and its position. */
export interface AnnotationError {
  /** Number of the entry from 1, where the value is a list of them. */
  entry?: number;
  /** Offset of the part in the value, from 0. */
  offset: number;
  /** The part; '' where something is missing. */
  found: string;
  expected: string;
}

/** A stretch of an annotation's value. */
export interface Part {
  text: string;
  /** Offset in the value, from 0. */
  offset: number;
}

const LONGEST_QUOTE = 60;

/** `entry 2, character 18: found "http", expected a port from 1 to 65535`. Entries and characters count from 1. */
export function describeProblem({ entry, offset, found, expected }: AnnotationError): string {
  const place = `${entry === undefined ? '' : `entry ${entry}, `}character ${offset + 1}`;
  const shown = found.length > LONGEST_QUOTE ? `${found.slice(0, LONGEST_QUOTE)}…` : found;
  return `${place}: found ${found === '' ? 'nothing' : JSON.stringify(shown)}, expected ${expected}`;
}

/** Splits a part at every `separator`. */
export function splitPart({ text, offset }: Part, separator: string): Part[] {
  let next = offset;
  return text.split(separator).map((piece) => {
    const part = { text: piece, offset: next };
    next += piece.length + separator.length;
    return part;
  });
}

/** The part's end, to say that something is missing there. */
export function endOf({ text, offset }: Part): Part {
  return { text: '', offset: offset + text.length };
}

/** The problem with a part: what it should be. */
export function problemAt({ text, offset }: Part, expected: string): AnnotationError {
  return { offset, found: text, expected };
}

/** A port number from 1 to 65535, or what is wrong with it. */
export function readPort(part: Part): number | AnnotationError {
  const port = /^[0-9]{1,5}$/.test(part.text) ? Number(part.text) : 0;
  return port >= 1 && port <= 65535 ? port : problemAt(part, 'a port from 1 to 65535');
}
