import { InputError } from '../util/errors.ts';
import { boundariesOf } from '../yaml/document-boundaries.ts';
import type { SourceText } from '../yaml/source.ts';
import { peekMetadata } from './lazy/metadata-peek.ts';
import { outlineOf } from './lazy/outline.ts';

/**
 * Adds the object in which an error is to its message: kind, namespace, name, and the template that Helm names in a comment. A line number
 * alone is of no use in a stream that a host made and nobody sees. Unchanged if the object cannot be recognized by its lines, or is the
 * only one.
 */
export function nameObject(error: InputError, source: SourceText): InputError {
  const { cause } = error;
  const object = cause && objectAt(source, cause.offset);
  if (!cause || object === undefined) return error;
  const place = error.message.slice(0, error.message.length - cause.message.length);
  return new InputError(error.code, `${place}${object}: ${cause.message}`, { cause });
}

/** Returns for example `ConfigMap shop/notes (shop/templates/notes.yaml)`. */
function objectAt(source: SourceText, offset: number): string | undefined {
  const documents = boundariesOf(source.text);
  const { start, end } = documents.findLast((document) => document.start <= offset)!;
  const { lists, kind } = outlineOf(source, start, end);
  const items = kind?.endsWith('List') ? lists.find(({ key }) => key === 'items')?.items : undefined;
  if (!items) return documents.length > 1 ? describe(source.text.slice(start, end)) : undefined;
  const item = items.findLast((one) => one.start <= offset && offset <= one.end);
  return item && describe(withoutIndentation(source.text.slice(item.dash, item.end)));
}

/** Returns the lines of a block sequence's item as if it were a document. */
function withoutIndentation(item: string): string {
  const indent = /^-? */.exec(item)![0].length;
  const text = ' '.repeat(indent) + item.slice(indent);
  return text.replaceAll(new RegExp(`^ {${indent}}`, 'gm'), '');
}

function describe(object: string): string | undefined {
  const kind = /^kind: *["']?([\w.-]+)/m.exec(object)?.[1];
  if (kind === undefined) return undefined;
  const { name, namespace } = peekMetadata(object) ?? flowMetadata(object);
  const template = /^# Source: ([\w./-]{1,200})\s*$/m.exec(object)?.[1];
  const title = [namespace, name].filter((part) => part !== undefined).join('/');
  return [kind, title, template && `(${template})`].filter(Boolean).join(' ');
}

/** `metadata: {name: a, namespace: b}` */
function flowMetadata(object: string): { name?: string | undefined; namespace?: string | undefined } {
  const metadata = /^metadata: *\{(.*)/m.exec(object)?.[1] ?? '';
  const wordAfter = (key: string) => new RegExp(`(?:^|[ ,])${key}: *["']?([\\w.-]+)`).exec(metadata)?.[1];
  return { name: wordAfter('name'), namespace: wordAfter('namespace') };
}
