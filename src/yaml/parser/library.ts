import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ErrorCode } from '../../util/error-codes.ts';
import { InputError } from '../../util/errors.ts';
import {
  type AliasNode,
  BINARY,
  type Collection,
  type Document,
  isMergeKey,
  type MapNode,
  MERGE,
  type Node,
  resolve,
  type ScalarNode,
  type ScalarStyle,
  type SeqNode,
  type Slot,
} from '../node.ts';
import type { SourceText } from '../source.ts';
import { checkAliasExpansion } from './alias-limit.ts';
import { HYPHEN } from './fast/characters.ts';
import { lenientLexer } from './lenient-lexer.ts';
import { type ItemRange, orUnsupported, UNSUPPORTED, unsupported, type YamlParser } from './parser.ts';
import { mayBeShared } from './shared-nodes.ts';
import { TooDeep, tokensOf } from './tokens.ts';

/** The parser that supports all of YAML, and so JSON. All messages about syntax are its own. */
export const libraryParser = {
  name: 'library',

  parse: ({ text }: SourceText, start: number, end: number) => parseWithLibrary(text, start, end),

  parseItem({ text, codes }: SourceText, { start, dash, end }: ItemRange, base: Document['base']) {
    const parsed = orUnsupported(() => parseAlone(text, start, end));
    if (parsed === UNSUPPORTED) return UNSUPPORTED;
    const root = codes[dash] === HYPHEN ? onlyItemOf(parsed.root) : parsed.root;
    return root?.kind === 'map' && !mayBeShared(root) ? { ...parsed, root, base } : UNSUPPORTED;
  },
} satisfies YamlParser;

/** An error in an item is reported by the parse of the document around it: its message has to be about that. */
function parseAlone(text: string, start: number, end: number): Document {
  try {
    return parseWithLibrary(text, start, end) ?? unsupported();
  } catch (error) {
    if (error instanceof InputError) unsupported();
    throw error;
  }
}

function onlyItemOf(root: Node): Node | undefined {
  return root.kind === 'seq' && root.items.length === 1 ? root.items[0]!.value : undefined;
}

/**
 * Parses YAML to nodes with the `yaml` package. Scalars keep their text (schema `failsafe`): `0755` and `1e3` are not converted to numbers.
 *
 * @param text - the whole input, for line numbers in errors; only `start`…`end` is parsed
 * @returns undefined if there is no content
 * @throws InputError for invalid syntax, more than one document, unresolved or circular aliases, and aliases that expand to more than
 * the limit.
 */
export function parseWithLibrary(text: string, start = 0, end = text.length): Document | undefined {
  const source = start === 0 && end === text.length ? text : text.slice(start, end);
  try {
    return readStrictly(text, source, start);
  } catch (error) {
    if (error instanceof TooDeep || (error instanceof RangeError && /call stack/.test(error.message))) {
      throw InputError.at('yaml-too-deep', text, start, TOO_DEEP);
    }
    throw error;
  }
}

/** Of a text that both lexers reject, the error of the strict one is reported: it is closer to the cause. */
function readStrictly(text: string, source: string, start: number): Document | undefined {
  try {
    return new LibraryReader(text, source, start).read(new Lexer());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const document = orUnsupported(() => readLeniently(text, source, start));
    if (document === UNSUPPORTED) throw error;
    return document;
  }
}

function readLeniently(text: string, source: string, start: number): Document | undefined {
  try {
    return new LibraryReader(text, source, start).read(lenientLexer());
  } catch (error) {
    if (error instanceof InputError) unsupported();
    throw error;
  }
}

const TEMPLATE_MESSAGE =
  'this is a template that was not rendered; use the output of helm template or a similar command';

const TOO_DEEP = 'the YAML is nested too deeply';

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

  read(lexer: Lexer): Document | undefined {
    const composer = new Composer({
      schema: 'failsafe',
      uniqueKeys: false,
      keepSourceTokens: true,
      strict: true,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const documents = [...composer.compose(tokensOf(this.#source, lexer), true, this.#source.length)];
    for (const { errors } of documents) {
      const error = errors[0];
      if (error) throw this.#syntaxError(error);
    }
    const [document, second] = documents.filter(({ contents }) => !isEmpty(contents));
    if (second)
      throw this.#error(
        'yaml-several-documents',
        second.range[0],
        'a second document starts inside this one',
      );
    if (!document) return undefined;
    const root = this.#node(document.contents as ParsedNode, undefined);
    if (this.#aliases.size > 0)
      checkAliasExpansion(root, (node, message) =>
        InputError.at('yaml-alias', this.#text, node.start, message),
      );
    const json = root.kind === 'map' && root.flow && (root.entries[0]?.key?.style ?? 'double') === 'double';
    return { root, base: [], aliases: this.#aliases, json, duplicates: this.#duplicates };
  }

  /** Returns the library's error, with its message but without the position and excerpt in it. */
  #syntaxError({ message, pos }: YAMLError): InputError {
    if (/call stack/.test(message)) return this.#error('yaml-too-deep', pos[0], TOO_DEEP);
    return this.#error('yaml-syntax', pos[0], message.replace(/ at line \d+, column \d+:?[\s\S]*$/, ''));
  }

  #error(code: ErrorCode, offset: number, message: string): InputError {
    return InputError.at(code, this.#text, this.#base + offset, message);
  }

  /** `before` has the tokens before the node, among them its anchor and tag. */
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
    if (!target) throw this.#error('yaml-alias', range[0], `the alias *${name} has no anchor before it`);
    return { kind: 'alias', target, ...this.#span(range) };
  }

  #scalar(node: ParsedNode): ScalarNode {
    if (!isScalar(node)) throw this.#error('yaml-syntax', node.range[0], 'unknown kind of YAML node');
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

  /** Anchors are set before the content is read: an alias may only refer to an earlier node. */
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
        value: this.#value(pair.value, key, made, tokens?.[index]?.sep),
        start: mark ? this.#base + mark.offset : (key.propertiesStart ?? key.start),
      };
      this.#noteAlias(slot, made);
      made.entries.push(slot);
      const isMerge = isMergeKey(key);
      if (isMerge && made.merges) throw InputError.at('yaml-ambiguous', this.#text, key.start, TWO_MERGES);
      if (isMerge) made.merges = true;
      const { keys, ambiguous } = isMerge ? mergedKeys(slot.value) : { keys: [key.value], ambiguous: [] };
      // Some parsers (go-yaml v2, used by kubectl) let a merged key override an entry before the merge key, others do not.
      for (const name of new Set([...ambiguous, ...keys.filter((one) => seen.has(one))]))
        this.#addDuplicate(made, name, key.start);
      if (!isMerge) seen.add(key.value);
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
    if (key === null)
      throw InputError.at('yaml-syntax', this.#text, map.start, 'a map has an entry without a key');
    const made = this.#node(key, before);
    if (made.kind !== 'scalar')
      throw InputError.at(
        'yaml-syntax',
        this.#text,
        made.start,
        'a key of a map is not a scalar, as Kubernetes requires',
      );
    // Go prints `!!merge <<`.
    const isTaggedMerge = made.tag === MERGE && isMergeKey(made) && made.anchor === undefined;
    const isOdd =
      made.tag === BINARY ||
      (made.tag === MERGE && !isTaggedMerge) ||
      (made.value === '<<' && made.propertiesStart !== undefined && !isTaggedMerge) ||
      (map.flow && made.style === 'plain' && made.value.startsWith('?'));
    if (isOdd)
      throw InputError.at(
        'yaml-ambiguous',
        this.#text,
        made.start,
        'YAML parsers disagree on this key; write it as a plain word',
      );
    return made;
  }

  #value(
    value: ParsedNode | null,
    key: ScalarNode,
    map: MapNode,
    before: CST.SourceToken[] | undefined,
  ): Node {
    const colon = before?.find(({ type }) => type === 'map-value-ind');
    if (!colon) throw this.#withoutColon(key);
    this.#rejectColonInKey(key, map, colon.offset);
    const afterColon = this.#base + colon.offset + 1;
    const made: Node =
      value === null
        ? { kind: 'scalar', value: '', style: 'plain', start: afterColon, end: afterColon }
        : this.#node(value, before);
    // The offset of a missing value is that after its colon, wherever the library puts it.
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

  /**
   * In flow style, libyaml and go-yaml take the `:` of `{key:[]}` and `{key:,}` for a part of the key, unlike YAML 1.2 (§7.4.2). They reject
   * the first and read another key in the second.
   */
  #rejectColonInKey(key: ScalarNode, map: MapNode, colon: number): void {
    if (!map.flow || key.style !== 'plain' || key.end !== this.#base + colon) return;
    if (!/[[\]{},]/.test(this.#source[colon + 1] ?? '')) return;
    const name = JSON.stringify(key.value);
    const message = `the colon of the key ${name} has no space after it, so that YAML parsers disagree on where the key ends; add a space`;
    throw this.#error('yaml-ambiguous', colon + 1, message);
  }

  #withoutColon(key: ScalarNode): InputError {
    const isTemplate = /\{\{-?\s*$/.test(this.#text.slice(Math.max(0, key.start - 8), key.start));
    if (isTemplate) return InputError.at('template-not-rendered', this.#text, key.start, TEMPLATE_MESSAGE);
    const message = `missing colon after the key ${JSON.stringify(key.value)}`;
    return InputError.at('yaml-syntax', this.#text, key.start, message);
  }

  #fillSeq(made: SeqNode, node: YAMLSeq.Parsed): void {
    const tokens = (node.srcToken as CST.BlockSequence | CST.FlowCollection | undefined)?.items;
    for (const [index, item] of node.items.entries()) {
      // In `[a: b]` the item is a pair, a map with one entry, which manifests never need.
      if (!('range' in (item as object)) || (made.flow && isMap(item) && this.#source[item.range[0]] !== '{'))
        throw InputError.at(
          'yaml-ambiguous',
          this.#text,
          this.#base + ((item as ParsedNode).range?.[0] ?? made.start - this.#base),
          'an item of a flow sequence is a map without braces; add braces, or quotes if it is a string',
        );
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

const TWO_MERGES =
  'the map has a second merge key "<<", which some YAML parsers reject, and of which others use only one; merge a list, such as <<: [*a, *b]';

/** The keys that a merge key adds; those are ambiguous on whose values YAML parsers disagree. */
interface MergedKeys {
  keys: string[];
  ambiguous: string[];
}

/** What maps have, of all readers: a merged map may be merged any number of times. */
const knownKeys = new WeakMap<MapNode, MergedKeys>();

/**
 * Returns the keys that a merge key adds, also by merges in what it merges. Of a list, the first map with a key counts for every parser,
 * unless a map of it merges others: then kustomize uses another order.
 */
function mergedKeys(value: Node): MergedKeys {
  const source = resolve(value);
  if (source.kind === 'map') return keysOf(source);
  if (source.kind !== 'seq') return { keys: [], ambiguous: [] };
  const maps = source.items.map((item) => resolve(item.value));
  const all = maps.map(mergedKeys);
  const keys = all.flatMap((one) => one.keys);
  const isNested = maps.some((map) => map.kind === 'map' && map.merges);
  const repeated = isNested ? keys.filter((key, index) => keys.indexOf(key) !== index) : [];
  return union([...all, { keys: [], ambiguous: repeated }]);
}

function keysOf(map: MapNode): MergedKeys {
  let known = knownKeys.get(map);
  if (!known) {
    const merges = map.entries.filter(({ key }) => isMergeKey(key!));
    const others = map.entries.filter(({ key }) => !isMergeKey(key!));
    const own = { keys: others.map(({ key }) => key!.value), ambiguous: [...(map.duplicates ?? [])] };
    // A map that merges itself is rejected after the parse.
    knownKeys.set(map, own);
    known = union([own, ...merges.map((merge) => mergedKeys(merge.value))]);
    knownKeys.set(map, known);
  }
  return known;
}

function union(all: MergedKeys[]): MergedKeys {
  const distinct = (part: keyof MergedKeys) => [...new Set(all.flatMap((one) => one[part]))];
  return { keys: distinct('keys'), ambiguous: distinct('ambiguous') };
}

function isEmpty(contents: ParsedNode | null): boolean {
  return (
    contents === null || (isScalar(contents) && contents.source === '' && !contents.anchor && !contents.tag)
  );
}
