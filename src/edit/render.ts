import { type Collection, type Node, resolve, type ScalarNode, type Slot, slotsOf } from '../yaml/node.ts';
import { isPlainSafe } from './copy.ts';
import { type FlowSpacing, ONE_LINE } from './flow-spacing.ts';
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

function renderKey(key: ScalarNode, json: boolean): string {
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
  if (slot.key) {
    const [first, ...rest] = renderBehindKey(slot.value, column, style);
    return [`${margin}${renderKey(slot.key, false)}:${first!}`, ...rest];
  }
  const value = resolve(slot.value);
  if (isInline(value)) return [`${margin}- ${renderFlow(value, false, ONE_LINE)}`];
  // An item's collection starts on the line of its dash.
  const [first, ...rest] = renderBlock(value as Collection, column + 2, style);
  return [`${margin}- ${first!.trimStart()}`, ...rest];
}

/** What stands behind the colon of a key at `column`: the rest of its line, and the lines below it. */
export function renderBehindKey(node: Node, column: number, style: Style): string[] {
  const value = resolve(node);
  if (isInline(value)) return [` ${renderFlow(value, false, ONE_LINE)}`];
  const nested = column + (value.kind === 'map' ? style.indent : style.sequenceIndent);
  return ['', ...renderBlock(value as Collection, nested, style)];
}

/** A new node in flow style. */
export function renderFlow(node: Node, json: boolean, spacing: FlowSpacing): string {
  const value = resolve(node);
  if (value.kind === 'scalar') return renderScalar(value, json);
  const collection = value as Collection;
  const [open, close] = collection.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const parts = slotsOf(collection).map((slot) => renderFlowSlot(slot, json, spacing.inner));
  if (parts.length === 0) return open + close;
  return open + spacing.first + parts.join(spacing.between) + spacing.last + close;
}

/** One entry or item in flow style; `spacing` is that of its value. */
export function renderFlowSlot(slot: Slot, json: boolean, spacing: FlowSpacing): string {
  const value = renderFlow(slot.value, json, spacing);
  return slot.key ? `${renderKey(slot.key, json)}: ${value}` : value;
}
