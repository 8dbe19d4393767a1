import { InputError } from '../errors.ts';
import type { Json } from '../json.ts';
import { boundariesOf } from './documents.ts';
import type { Document } from './node.ts';
import { parse } from './parse.ts';
import { toJson } from './to-json.ts';

/**
 * A text that holds one YAML or JSON document, as data; null where it holds none.
 * @throws InputError on wrong syntax and on a second document.
 */
export function readYaml(text: string): Json {
  const document = readDocument(text);
  return document ? toJson(document.root) : null;
}

/** The same as nodes, which know where they stand; undefined where there is none. @throws InputError as well. */
export function readDocument(text: string): Document | undefined {
  const documents = boundariesOf(text).flatMap(({ start, end }) => parse(text, start, end) ?? []);
  if (documents[1])
    throw InputError.at(text, documents[1].root.start, 'a second document starts here; keep one');
  return documents[0];
}
