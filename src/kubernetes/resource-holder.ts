import type { Path } from '../yaml/access.ts';
import type { MapNode, ScalarNode } from '../yaml/node.ts';
import type { Quantity } from './quantity.ts';

/** A limit or request as written in a manifest. */
export interface Amount {
  path: Path;
  /** Undefined if the field holds a map or a list. */
  scalar: ScalarNode | undefined;
  /** Undefined if the text is not a quantity, or parsers disagree on it. */
  quantity: Quantity | undefined;
}

/** An object with `resources`: a container, or the pod itself (Kubernetes 1.34, pod-level resources). */
export interface ResourceHolder {
  path: Path;
  node: MapNode;
  /** Amounts read so far; see `amountOf`. */
  amounts: (Amount | undefined | null)[] | undefined;
}
