import { DataRenderer } from '../edit/render-data.ts';
import type { Style } from '../edit/style.ts';
import type { Resource } from '../frame.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import { fileOf, referenceTo, tagsOf } from './krm-results.ts';

/**
 * Writes results as items of a block sequence, straight to text: a large input has more of them than trees could be made for. What
 * `toKrmResult` gives, said otherwise.
 */
export class ResultLines {
  readonly #renderer: DataRenderer;
  readonly #dash: string;
  readonly #entry: string;
  readonly #end: string;
  readonly #inner: string;
  /** What all results of a resource have in common; they come one after the other. */
  #resource: Resource | undefined;
  #reference = '';
  #file = '';
  /** By rule; those of results that have tags of their own are not kept. */
  readonly #tags = new Map<string, string>();

  /** For a sequence whose dashes stand at `column`. */
  constructor(style: Style, column: number) {
    this.#renderer = new DataRenderer(style);
    this.#dash = `${' '.repeat(column)}- `;
    this.#entry = style.lineEnding + ' '.repeat(column + 2);
    this.#inner = style.lineEnding + ' '.repeat(column + 2 + style.indent);
    this.#end = style.lineEnding;
  }

  /** The lines of one result. */
  of(result: Result): string {
    const { message, severity, resource, path } = result;
    if (resource !== this.#resource) this.#take(resource);
    let text = `${this.#dash}message: ${this.#renderer.string(message)}${this.#entry}severity: ${severity}${this.#reference}`;
    if (this.#reference !== '' && path && path.length > 0) text += this.#field(result, formatPath(path));
    return `${text}${this.#file}${this.#tagLines(result)}${this.#end}`;
  }

  #take(resource: Resource | undefined): void {
    this.#resource = resource;
    this.#reference = this.#map('resourceRef', resource && referenceTo(resource));
    this.#file = this.#map('file', resource && fileOf(resource));
  }

  #map(key: string, value: Readonly<Record<string, string | number>> | undefined): string {
    if (!value) return '';
    let text = `${this.#entry}${key}:`;
    for (const [name, inner] of Object.entries(value))
      text += `${this.#inner}${this.#renderer.string(name)}:${this.#renderer.behindKey(inner, 0)}`;
    return text;
  }

  #field({ currentValue, proposedValue }: Result, path: string): string {
    const column = this.#inner.length - this.#end.length;
    let text = `${this.#entry}field:${this.#inner}path: ${this.#renderer.string(path)}`;
    if (currentValue !== undefined)
      text += `${this.#inner}currentValue:${this.#renderer.behindKey(currentValue, column)}`;
    if (proposedValue !== undefined)
      text += `${this.#inner}proposedValue:${this.#renderer.behindKey(proposedValue, column)}`;
    return text;
  }

  #tagLines(result: Result): string {
    if (result.tags) return this.#map('tags', tagsOf(result));
    const key = result.changed ? `${result.rule}!` : result.rule;
    let text = this.#tags.get(key);
    if (text === undefined) {
      text = this.#map('tags', tagsOf(result));
      this.#tags.set(key, text);
    }
    return text;
  }
}
