import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { InputError } from '../errors.ts';
import { checkExpansion } from './expansion.ts';
import {
  type AliasNode,
  BINARY,
  type Collection,
  type Document,
  type MapNode,
  MERGE,
  type Node,
  resolve,
  type ScalarNode,
  type ScalarStyle,
  type SeqNode,
  type Slot,
} from './node.ts';
import { UNRENDERED } from './unrendered.ts';

/**
 * The library reader: YAML (and JSON, which is YAML) to our nodes by way of the `yaml` package. It is complete and owns
 * every error message about syntax.
 *
 * `text` is the whole input, for line numbers; only `start`…`end` is read. Returns undefined where that holds nothing but
 * comments. Scalars keep their text (schema `failsafe`): `0755` or `1e3` are never taken for numbers.
 *
 * @throws InputError on wrong syntax, more than one document, unresolved or circular aliases, and on an alias bomb.
 */
export function parse(text: string, start = 0, end = text.length): Document | undefined {
  const source = start === 0 && end === text.length ? text : text.slice(start, end);
  try {
    return new LibraryReader(text, source, start).read();
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      throw InputError.at(text, start, TOO_DEEP);
    }
    throw error;
  }
}

const TOO_DEEP = 'the YAML is nested too deeply to be read';

const STYLES: Record<string, ScalarStyle> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

class LibraryReader {
  readonly #text: string;
  readonly #source: string;
  readonly #base: number;
  readonly #anchors = new Map<string, Node>();
  readonly #aliases: Document['aliases'] = new Map();
  readonly #duplicates: Document['duplicates'] = [];

  constructor(text: string, source: string, base: number) {
    this.#text = text;
    this.#source = source;
    this.#base = base;
  }

  read(): Document | undefined {
    const composer = new Composer({
      schema: 'failsafe',
      uniqueKeys: false,
      keepSourceTokens: true,
      strict: true,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const documents = [...composer.compose(new Parser().parse(this.#source), true, this.#source.length)];
    for (const { errors } of documents) {
      const error = errors[0];
      if (error) throw this.#error(error.pos[0], describe(error.message));
    }
    const [document, second] = documents.filter(({ contents }) => !isEmpty(contents));
    if (second) throw this.#error(second.range[0], 'a second document starts inside this one');
    if (!document) return undefined;
    const root = this.#node(document.contents as ParsedNode, undefined);
    checkExpansion(root, (node, message) => InputError.at(this.#text, node.start, message));
    const json = root.kind === 'map' && root.flow && (root.entries[0]?.key?.style ?? 'double') === 'double';
    return { root, base: [], aliases: this.#aliases, json, duplicates: this.#duplicates };
  }

  #error(offset: number, message: string): InputError {
    return InputError.at(this.#text, this.#base + offset, message);
  }

  /** `before` holds the tokens in front of the node, where its anchor and tag are. */
  #node(node: ParsedNode, before: CST.SourceToken[] | undefined): Node {
    let made: Node;
    if (isAlias(node)) return this.#alias(node.source, node.range);
    if (isMap(node)) made = { kind: 'map', flow: node.flow === true, entries: [], ...this.#span(node.range) };
    else if (isSeq(node))
      made = { kind: 'seq', flow: node.flow === true, items: [], ...this.#span(node.range) };
    else made = this.#scalar(node);
    this.#addProperties(made, node, before);
    if (made.kind === 'map') this.#fillMap(made, node as YAMLMap.Parsed);
    else if (made.kind === 'seq') this.#fillSeq(made, node as YAMLSeq.Parsed);
    return made;
  }

  #span(range: [number, number, number]): { start: number; end: number } {
    return { start: this.#base + range[0], end: this.#base + range[1] };
  }

  #alias(name: string, range: [number, number, number]): AliasNode {
    const target = this.#anchors.get(name);
    if (!target) throw this.#error(range[0], `the alias *${name} refers to no anchor before it`);
    return { kind: 'alias', target, ...this.#span(range) };
  }

  #scalar(node: ParsedNode): ScalarNode {
    if (!isScalar(node)) throw this.#error(node.range[0], 'unknown kind of YAML node');
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    const made: ScalarNode = {
      kind: 'scalar',
      value: String(node.source ?? node.value ?? ''),
      style,
      ...this.#span(node.range),
    };
    if (node.tag) made.tag = node.tag;
    return made;
  }

  /** Anchors must be known before the content is read: aliases may only refer back. */
  #addProperties(made: Node, node: ParsedNode, before: CST.SourceToken[] | undefined): void {
    if (node.anchor) {
      made.anchor = node.anchor;
      this.#anchors.set(node.anchor, made);
    }
    const first = before?.find(({ type }) => type === 'anchor' || type === 'tag');
    if (first) made.propertiesStart = this.#base + first.offset;
  }

  #fillMap(made: MapNode, node: YAMLMap.Parsed): void {
    const seen = new Set<string>();
    const tokens = (node.srcToken as CST.BlockMap | CST.FlowCollection | undefined)?.items;
    for (const [index, pair] of node.items.entries()) {
      const before = tokens?.[index]?.start;
      const key = this.#key(pair.key, made, before);
      const mark = before?.find(({ type }) => type === 'explicit-key-ind');
      const slot: Slot = {
        key,
        value: this.#value(pair.value, key, tokens?.[index]?.sep),
        start: mark ? this.#base + mark.offset : (key.propertiesStart ?? key.start),
      };
      this.#noteAlias(slot, made);
      made.entries.push(slot);
      const isMerge = key.value === '<<' && key.style === 'plain';
      if (isMerge) made.merges = true;
      // What a merge brings wins over what stands in front of it for some readers (go-yaml v2, which kubectl has), for others not.
      for (const name of isMerge ? mergedKeys(slot.value) : [key.value])
        if (seen.has(name)) this.#addDuplicate(made, name, key.start);
      seen.add(key.value);
    }
    const last = made.entries.at(-1);
    if (!made.flow && last) made.end = Math.max(last.key!.end, last.value.end);
  }

  #addDuplicate(map: MapNode, key: string, offset: number): void {
    map.duplicates ??= new Set();
    map.duplicates.add(key);
    this.#duplicates.push({ map, key, offset });
  }

  #key(key: ParsedNode | null, map: MapNode, before: CST.SourceToken[] | undefined): ScalarNode {
    if (key === null) throw InputError.at(this.#text, map.start, 'a map has an entry without a key');
    const made = this.#node(key, before);
    if (made.kind !== 'scalar')
      throw InputError.at(this.#text, made.start, 'Kubernetes takes only scalars as keys of a map');
    const isOdd =
      made.tag === BINARY ||
      made.tag === MERGE ||
      (made.value === '<<' && made.propertiesStart !== undefined) ||
      (map.flow && made.style === 'plain' && made.value.startsWith('?'));
    if (isOdd)
      throw InputError.at(
        this.#text,
        made.start,
        'readers of YAML take this key differently: write it as a plain word',
      );
    return made;
  }

  #value(value: ParsedNode | null, key: ScalarNode, before: CST.SourceToken[] | undefined): Node {
    const colon = before?.find(({ type }) => type === 'map-value-ind');
    if (!colon) throw this.#withoutColon(key);
    const afterColon = this.#base + colon.offset + 1;
    const made: Node =
      value === null
        ? { kind: 'scalar', value: '', style: 'plain', start: afterColon, end: afterColon }
        : this.#node(value, before);
    // A missing value stands right behind its colon, wherever the library puts it.
    if (
      made.kind === 'scalar' &&
      made.style === 'plain' &&
      made.start === made.end &&
      made.anchor === undefined
    ) {
      made.start = afterColon;
      made.end = afterColon;
    }
    return made;
  }

  #withoutColon(key: ScalarNode): InputError {
    const isTemplate = /\{\{-?\s*$/.test(this.#text.slice(Math.max(0, key.start - 8), key.start));
    const message = isTemplate
      ? `${UNRENDERED}: give what helm template or the like makes of it`
      : `the key ${JSON.stringify(key.value)} has no colon: write one behind it`;
    return InputError.at(this.#text, key.start, message);
  }

  #fillSeq(made: SeqNode, node: YAMLSeq.Parsed): void {
    const tokens = (node.srcToken as CST.BlockSequence | CST.FlowCollection | undefined)?.items;
    for (const [index, item] of node.items.entries()) {
      // In a flow sequence `[a: b]` an item is a pair: a map of one entry, which Kubernetes manifests never need.
      if (!('range' in (item as object)))
        throw InputError.at(this.#text, made.start, 'a flow sequence holds a pair without braces');
      const before = tokens?.[index]?.start;
      const value = this.#node(item, before);
      const dash = before?.find(({ type }) => type === 'seq-item-ind');
      const slot: Slot = {
        value,
        start: dash ? this.#base + dash.offset : (value.propertiesStart ?? value.start),
      };
      if (dash && value.kind === 'scalar' && value.style === 'plain' && value.start === value.end) {
        value.start = slot.start + 1;
        value.end = slot.start + 1;
      }
      this.#noteAlias(slot, made);
      made.items.push(slot);
    }
    const last = made.items.at(-1);
    if (!made.flow && last) made.end = Math.max(last.start + 1, last.value.end);
  }

  #noteAlias(slot: Slot, holder: Collection): void {
    if (slot.value.kind !== 'alias') return;
    const places = this.#aliases.get(slot.value.target);
    if (places) places.push({ slot, holder });
    else this.#aliases.set(slot.value.target, [{ slot, holder }]);
  }
}

/** Keys of the maps that a merge brings. */
function mergedKeys(value: Node): string[] {
  const source = resolve(value);
  if (source.kind === 'seq') return source.items.flatMap((item) => mergedKeys(item.value));
  return source.kind === 'map' ? source.entries.map(({ key }) => key!.value) : [];
}

function isEmpty(contents: ParsedNode | null): boolean {
  return (
    contents === null || (isScalar(contents) && contents.source === '' && !contents.anchor && !contents.tag)
  );
}

/** The library's message without what it adds for its own pretty printing. */
function describe(message: string): string {
  if (/call stack/.test(message)) return TOO_DEEP;
  return message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '');
}
