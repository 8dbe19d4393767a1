import { InputError } from '../util/errors.ts';
import type { Json } from '../util/json.ts';
import { boundariesOf } from './document-boundaries.ts';
import type { Document } from './node.ts';
import { parseWithLibrary } from './parser/library.ts';
import { toJson } from './to-json.ts';

/**
 * Parses a text with one YAML or JSON document to data; null if it has no content.
 * @throws InputError for invalid syntax and for a second document.
 */
export function loadYaml(text: string): Json {
  const document = parseDocument(text);
  return document ? toJson(document.root) : null;
}

/**
 * The same, to nodes with offsets; undefined if it has no content.
 * @throws InputError
 */
export function parseDocument(text: string): Document | undefined {
  const documents = boundariesOf(text).flatMap(({ start, end }) => parseWithLibrary(text, start, end) ?? []);
  if (documents[1])
    throw InputError.at(
      'yaml-several-documents',
      text,
      documents[1].root.start,
      'a second document starts here; keep one',
    );
  return documents[0];
}
