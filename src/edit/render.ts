import {
  type Collection,
  NEW,
  type Node,
  resolve,
  type ScalarNode,
  type Slot,
  slotsOf,
} from '../yaml/node.ts';
import { isPlainSafe } from './copy.ts';
import type { Style } from './style.ts';

/** Text of a scalar that an edit made. */
export function renderScalar(scalar: ScalarNode, json: boolean): string {
  const { value, style } = scalar;
  if (json) return style === 'plain' && isJsonLiteral(value) ? value : JSON.stringify(value);
  if (style === 'plain' && (isPlainSafe(value) || isJsonLiteral(value) || isOneWord(value))) return value;
  if (style === 'single' && !/[\n\r\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** Numbers, booleans and null as JSON writes them mean the same to every reader. */
function isJsonLiteral(text: string): boolean {
  return /^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)$/.test(text);
}

/** A plain scalar copied from the input is plain again where it holds nothing that could end it. */
function isOneWord(text: string): boolean {
  return /^[\w./][\w./@=+-]*(:[\w./@=+-]+)*$/.test(text);
}

/** A new word in the quotes of the scalar that it replaces; numbers and booleans stay what they are. */
export function inQuotesOf(before: Node, value: Node): Node {
  if (before.kind !== 'scalar' || value.kind !== 'scalar') return value;
  const quoted = before.style === 'single' || before.style === 'double';
  return quoted && value.style === 'plain' && !isJsonLiteral(value.value)
    ? { ...value, style: before.style }
    : value;
}

export function renderKey(key: ScalarNode, json: boolean): string {
  return json ? JSON.stringify(key.value) : renderScalar(key, false);
}

/** True for a value that stands on the line of its key: scalars and empty collections. */
export function isInline(node: Node): boolean {
  return node.kind === 'scalar' || slotsOf(node as Collection).length === 0;
}

/** The lines of a new collection in block style, the first at `column`, without line breaks. */
export function renderBlock(collection: Collection, column: number, style: Style): string[] {
  const lines: string[] = [];
  for (const slot of slotsOf(collection)) lines.push(...renderSlot(slot, column, style));
  return lines;
}

/** The lines of one new map entry or sequence item at `column`. */
export function renderSlot(slot: Slot, column: number, style: Style): string[] {
  const margin = ' '.repeat(column);
  const value = resolve(slot.value);
  const head = slot.key ? `${margin}${renderKey(slot.key, false)}:` : `${margin}-`;
  if (isInline(value)) return [`${head} ${renderFlow(value, style, undefined)}`];
  const collection = value as Collection;
  if (slot.key) {
    const nested = column + (collection.kind === 'map' ? style.indent : style.sequenceIndent);
    return [head, ...renderBlock(collection, nested, style)];
  }
  // An item's collection starts on the line of its dash.
  const [first, ...rest] = renderBlock(collection, column + 2, style);
  return [`${head} ${first!.trimStart()}`, ...rest];
}

/**
 * A new node in flow style, on one line or, with `margin` (the white space in front of the collection's closing
 * bracket), one entry a line as pretty-printed JSON has it.
 */
export function renderFlow(node: Node, style: Style, margin: string | undefined): string {
  const value = resolve(node);
  if (value.kind === 'scalar') return renderScalar(value, style.json);
  const collection = value as Collection;
  const [open, close] = collection.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const inner = margin === undefined ? undefined : margin + ' '.repeat(style.indent);
  const parts = slotsOf(collection).map((slot) => renderFlowSlot(slot, style, inner));
  if (parts.length === 0) return open + close;
  if (inner === undefined) return open + parts.join(', ') + close;
  const lineEnding = style.lineEnding;
  return `${open}${lineEnding}${parts.map((part) => inner + part).join(`,${lineEnding}`)}${lineEnding}${margin}${close}`;
}

/** One entry or item in flow style; `margin` as for `renderFlow`, of the line that it stands on. */
export function renderFlowSlot(slot: Slot, style: Style, margin: string | undefined): string {
  const value = renderFlow(slot.value, style, margin);
  return slot.key ? `${renderKey(slot.key, style.json)}: ${value}` : value;
}

/** True for a slot that an edit made. */
export function isNew(slot: Slot): boolean {
  return slot.start === NEW;
}
