import type { Resource } from '../../manifest/types.ts';
import type { Result } from '../../rules/result.ts';
import type { Severity } from '../../util/severity.ts';
import { formatPath } from '../../yaml/access.ts';
import { type ByteBuffer, bytesOf } from '../../yaml/edit/byte-buffer.ts';
import { DataPrinter, isSentence } from '../../yaml/edit/print-data.ts';
import type { Style } from '../../yaml/edit/style.ts';
import { PathCache } from './path-cache.ts';
import { fileOf, referenceTo, tagsOf } from './result.ts';

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Writes results as items of a block sequence, directly as bytes: a large input has too many results to keep trees or strings. The
 * content is that of `toKrmResult`.
 */
export class ResultLines {
  readonly #renderer: DataPrinter;
  readonly #entry: string;
  readonly #inner: string;
  readonly #innerColumn: number;
  readonly #end: string;
  readonly #message: Uint8Array;
  readonly #severities: Record<Severity, Uint8Array>;
  readonly #field: Uint8Array;
  readonly #currentValue: Uint8Array;
  readonly #proposedValue: Uint8Array;
  readonly #paths: PathCache;
  /** The common part of the results of one resource, which come one after the other. */
  #resource: Resource | undefined;
  #reference: Uint8Array = NOTHING;
  #file: Uint8Array = NOTHING;
  /** Cached tags by rule, for results that have only these. */
  readonly #tags = { changed: new Map<string, Uint8Array>(), unfixed: new Map<string, Uint8Array>() };

  /** Creates lines for a sequence whose dashes are at `column`. */
  constructor(style: Style, column: number) {
    const renderer = new DataPrinter(style);
    this.#renderer = renderer;
    this.#entry = style.lineEnding + ' '.repeat(column + 2);
    this.#innerColumn = column + 2 + style.indent;
    this.#inner = style.lineEnding + ' '.repeat(this.#innerColumn);
    this.#end = style.lineEnding;
    const severity = (name: Severity) => bytesOf(`${this.#entry}severity: ${name}`);
    this.#message = bytesOf(`${' '.repeat(column)}- message: `);
    this.#severities = { error: severity('error'), warning: severity('warning'), info: severity('info') };
    this.#field = bytesOf(`${this.#entry}field:${this.#inner}path: `);
    this.#currentValue = bytesOf(`${this.#inner}currentValue:`);
    this.#proposedValue = bytesOf(`${this.#inner}proposedValue:`);
    this.#paths = new PathCache((path) => renderer.string(formatPath(path)));
  }

  /** Adds the lines of one result. */
  addTo(written: ByteBuffer, result: Result): void {
    const { message, severity, resource, path } = result;
    if (resource !== this.#resource) this.#take(resource);
    written.addBytes(this.#message);
    if (isSentence(message)) written.addQuoted(message);
    else written.add(this.#renderer.string(message));
    written.addBytes(this.#severities[severity]);
    written.addBytes(this.#reference);
    if (this.#reference.length > 0 && path && path.length > 0) {
      written.addBytes(this.#field);
      written.addBytes(this.#paths.of(path));
      this.#addValues(written, result);
    }
    written.addBytes(this.#file);
    if (result.tags || result.code || result.setting) written.add(this.#tagLines(result));
    else written.addBytes(this.#knownTags(result));
  }

  #take(resource: Resource | undefined): void {
    this.#resource = resource;
    this.#reference = this.#mapOf('resourceRef', resource && referenceTo(resource));
    this.#file = this.#mapOf('file', resource && fileOf(resource));
  }

  #mapOf(key: string, value: Readonly<Record<string, string | number>> | undefined): Uint8Array {
    return value ? bytesOf(this.#map(key, value)) : NOTHING;
  }

  #map(key: string, value: Readonly<Record<string, string | number>>): string {
    let text = `${this.#entry}${key}:`;
    for (const name in value)
      text += `${this.#inner}${this.#renderer.string(name)}:${this.#renderer.behindKey(value[name]!, this.#innerColumn)}`;
    return text;
  }

  #addValues(written: ByteBuffer, { currentValue, proposedValue }: Result): void {
    if (currentValue !== undefined) {
      written.addBytes(this.#currentValue);
      written.add(this.#renderer.behindKey(currentValue, this.#innerColumn));
    }
    if (proposedValue !== undefined) {
      written.addBytes(this.#proposedValue);
      written.add(this.#renderer.behindKey(proposedValue, this.#innerColumn));
    }
  }

  #knownTags(result: Result): Uint8Array {
    const known = result.changed ? this.#tags.changed : this.#tags.unfixed;
    let bytes = known.get(result.rule);
    if (bytes === undefined) {
      bytes = bytesOf(this.#tagLines(result));
      known.set(result.rule, bytes);
    }
    return bytes;
  }

  #tagLines(result: Result): string {
    return this.#map('tags', tagsOf(result)) + this.#end;
  }
}
