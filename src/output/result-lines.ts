import { DataRenderer } from '../edit/render-data.ts';
import type { Style } from '../edit/style.ts';
import type { Resource } from '../frame.ts';
import type { Result } from '../result.ts';
import type { Severity } from '../rule.ts';
import { formatPath, type Path } from '../yaml/read.ts';
import { fileOf, referenceTo, tagsOf } from './krm-results.ts';

/**
 * Writes results as items of a block sequence, straight to text: a large input has more of them than trees could be made for. What
 * `toKrmResult` gives, said otherwise.
 */
export class ResultLines {
  readonly #renderer: DataRenderer;
  readonly #entry: string;
  readonly #inner: string;
  readonly #innerColumn: number;
  readonly #end: string;
  readonly #message: string;
  readonly #field: string;
  /** What all results of a resource have in common; they come one after the other. */
  #resource: Resource | undefined;
  #reference = '';
  #file = '';
  #severities: Partial<Record<Severity, string>> = {};
  /** Tags by rule; those of results that have more are not kept. */
  readonly #tags = new Map<string, string>();

  /** For a sequence whose dashes stand at `column`. */
  constructor(style: Style, column: number) {
    this.#renderer = new DataRenderer(style);
    this.#entry = style.lineEnding + ' '.repeat(column + 2);
    this.#innerColumn = column + 2 + style.indent;
    this.#inner = style.lineEnding + ' '.repeat(this.#innerColumn);
    this.#end = style.lineEnding;
    this.#message = `${' '.repeat(column)}- message: `;
    this.#field = `${this.#entry}field:${this.#inner}path: `;
    this.#take(undefined);
  }

  /** The text with the lines of one result behind it; adding to a long text costs nothing, and joining two of some length does. */
  addTo(text: string, result: Result): string {
    const { message, severity, resource, path } = result;
    if (resource !== this.#resource) this.#take(resource);
    let longer = text + this.#message + this.#renderer.sentence(message) + this.#head(severity);
    if (this.#reference !== '' && path && path.length > 0) longer = this.#addField(longer, result, path);
    return longer + this.#file + this.#tagLines(result);
  }

  #take(resource: Resource | undefined): void {
    this.#resource = resource;
    this.#reference = this.#map('resourceRef', resource && referenceTo(resource));
    this.#file = this.#map('file', resource && fileOf(resource));
    this.#severities = {};
  }

  /** The lines between message and field. */
  #head(severity: Severity): string {
    let text = this.#severities[severity];
    if (text === undefined) {
      text = `${this.#entry}severity: ${severity}${this.#reference}`;
      this.#severities[severity] = text;
    }
    return text;
  }

  #map(key: string, value: Readonly<Record<string, string | number>> | undefined): string {
    if (!value) return '';
    let text = `${this.#entry}${key}:`;
    for (const name in value)
      text += `${this.#inner}${this.#renderer.string(name)}:${this.#renderer.behindKey(value[name]!, this.#innerColumn)}`;
    return text;
  }

  #addField(text: string, { currentValue, proposedValue }: Result, path: Path): string {
    let longer = text + this.#field + this.#renderer.path(formatPath(path));
    if (currentValue !== undefined)
      longer += `${this.#inner}currentValue:${this.#renderer.behindKey(currentValue, this.#innerColumn)}`;
    if (proposedValue !== undefined)
      longer += `${this.#inner}proposedValue:${this.#renderer.behindKey(proposedValue, this.#innerColumn)}`;
    return longer;
  }

  #tagLines(result: Result): string {
    if (result.tags) return this.#map('tags', tagsOf(result)) + this.#end;
    const key = result.changed ? `${result.rule}!` : result.rule;
    let text = this.#tags.get(key);
    if (text === undefined) {
      text = this.#map('tags', tagsOf(result)) + this.#end;
      this.#tags.set(key, text);
    }
    return text;
  }
}
