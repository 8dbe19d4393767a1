import type { Path } from '../yaml/access.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import type { KeyMaskOf } from '../yaml/parser/fast/key-mask.ts';

/** A Kubernetes object of the input. */
export interface Resource {
  /** @throws InputError if the input is not valid; the run ends with it. */
  readonly root: MapNode;
  /** '' if the object has none. */
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, or `metadata.generateName` and `*`. */
  readonly name: string;
  /** '' if neither the object nor the command line sets one. */
  readonly namespace: string;
  /** The unit of parsing and editing that the object is part of. */
  readonly document: Document;
  /** Path from the root of the YAML document to the object: empty in a stream, `items` and an index in a list. */
  readonly base: Path;
  /** The file from which the host read the object, according to its annotations. */
  readonly file?: { path: string; index: number } | undefined;
  /** Returns name and namespace, if possible without parsing the object; only of objects that are parsed lazily. */
  identity?(): { name: string; namespace: string };
  /** The object's text; only of objects that are parsed lazily. */
  text?(): string;
  /** False if the object's text does not contain the word; only of objects that are parsed lazily. */
  mentions?(word: string): boolean;
  /** False where the next use of the nodes parses the object; only of objects that are parsed lazily. */
  readonly isParsed?: boolean;
  /** Drops the nodes of the object; they are parsed again on the next use. */
  release?(): void;
}

/** The ResourceList of the input. */
export interface ResourceList {
  /** The list without its items and results, or with only the last of each: enough to write other results. */
  head: Document;
  functionConfig: MapNode | undefined;
}

/** The input and its objects. */
export interface Input {
  text: string;
  /** The objects of interest, in document order. */
  resources: Resource[];
  /** The other objects, for rules that look up a ConfigMap or a Service. */
  unparsed: Resource[];
  /** Undefined for a stream of documents. */
  list: ResourceList | undefined;
}

export interface ReadOptions {
  /** False for objects that no rule inspects: they are passed on, if possible without being parsed. */
  isOfInterest(apiVersion: string, kind: string): boolean;
  /** Namespace of objects that set none. */
  namespace: string;
  /** The set of a key; the sets of all keys of a document are united in its `keyMask`. */
  maskOf?: KeyMaskOf | undefined;
  /** True to parse every document at once with the parser that supports all of YAML, so that the first error in document order is thrown. */
  complete?: boolean;
}
