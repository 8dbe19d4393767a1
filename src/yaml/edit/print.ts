import { type Collection, type Node, resolve, type ScalarNode, type Slot, slotsOf } from '../node.ts';
import { type FlowSpacing, ONE_LINE } from './flow-spacing.ts';
import { isPlainSafe } from './new-node.ts';
import { printQuoted, UNPRINTABLE } from './quote.ts';
import type { Style } from './style.ts';

/** Prints a scalar that an edit made. */
export function printScalar(scalar: ScalarNode, json: boolean): string {
  const { value, style, tag } = scalar;
  if (tag !== undefined) return `${printTag(tag)} ${printQuoted(value)}`;
  if (json) return style === 'plain' && isJsonLiteral(value) ? value : printQuoted(value);
  if (style === 'plain' && (isPlainSafe(value) || isJsonLiteral(value) || isOneWord(value))) return value;
  if (style === 'single' && !/[\n\r\t]/.test(value) && !UNPRINTABLE.test(value))
    return `'${value.replaceAll("'", "''")}'`;
  return printQuoted(value);
}

const CORE = 'tag:yaml.org,2002:';

/** Prints a tag: `!!int` for those of YAML itself, `!name` for local ones, `!<…>` for others. */
function printTag(tag: string): string {
  if (tag.startsWith(CORE)) return `!!${tag.slice(CORE.length)}`;
  return tag.startsWith('!') ? tag : `!<${tag}>`;
}

/** Every parser reads numbers, booleans and null alike if they are written as in JSON. */
function isJsonLiteral(text: string): boolean {
  return /^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)$/.test(text);
}

/** A plain scalar copied from the input stays plain if it has nothing that could end it. */
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
  return json ? printQuoted(key.value) : printScalar(key, false);
}

/** True for a value on the line of its key: scalars and empty collections. */
export function isInline(node: Node): boolean {
  return node.kind === 'scalar' || slotsOf(node as Collection).length === 0;
}

/** The lines of a new collection in block style, the first at `column`, without line breaks. */
export function printBlock(collection: Collection, column: number, style: Style): string[] {
  const lines: string[] = [];
  for (const slot of slotsOf(collection)) lines.push(...printSlot(slot, column, style));
  return lines;
}

/** The lines of one new map entry or sequence item at `column`. */
export function printSlot(slot: Slot, column: number, style: Style): string[] {
  const margin = ' '.repeat(column);
  if (slot.key) {
    const [first, ...rest] = printAfterKey(slot.value, column, style);
    return [`${margin}${renderKey(slot.key, false)}:${first!}`, ...rest];
  }
  const value = resolve(slot.value);
  if (isInline(value)) return [`${margin}- ${printFlow(value, false, ONE_LINE)}`];
  // An item's collection starts on the line of its dash.
  const [first, ...rest] = printBlock(value as Collection, column + 2, style);
  return [`${margin}- ${first!.trimStart()}`, ...rest];
}

/** Prints the value of a key at `column`: the rest of the key's line, and the lines after it. */
export function printAfterKey(node: Node, column: number, style: Style): string[] {
  const value = resolve(node);
  if (isInline(value)) return [` ${printFlow(value, false, ONE_LINE)}`];
  const nested = column + (value.kind === 'map' ? style.indent : style.sequenceIndent);
  return ['', ...printBlock(value as Collection, nested, style)];
}

/** A new node in flow style. */
export function printFlow(node: Node, json: boolean, spacing: FlowSpacing): string {
  const value = resolve(node);
  if (value.kind === 'scalar') return printScalar(value, json);
  const collection = value as Collection;
  const [open, close] = collection.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const parts = slotsOf(collection).map((slot) => printFlowSlot(slot, json, spacing.inner));
  if (parts.length === 0) return open + close;
  return open + spacing.first + parts.join(spacing.between) + spacing.last + close;
}

/** One entry or item in flow style; `spacing` is that of its value. */
export function printFlowSlot(slot: Slot, json: boolean, spacing: FlowSpacing): string {
  const value = printFlow(slot.value, json, spacing);
  return slot.key ? `${renderKey(slot.key, json)}: ${value}` : value;
}
