import type { Node, ScalarNode } from '../yaml/node.ts';
import { at, type Path } from '../yaml/read.ts';
import { perShape } from './kept.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import type { Container, ResourceHolder } from './workload.ts';

export type { ResourceHolder };

export const RESOURCE_FIELDS = ['limits', 'requests'] as const;
export type ResourceField = (typeof RESOURCE_FIELDS)[number];

/** A limit or request as it stands in a manifest. */
export interface Amount {
  path: Path;
  /** Undefined where the field holds a map or a list. */
  scalar: ScalarNode | undefined;
  /** Undefined where it cannot be read, or not in one way only. */
  quantity: Quantity | undefined;
}

/** The limit or request of `holder` for a resource such as `memory`; undefined where it declares none. */
export function amountOf(holder: ResourceHolder, field: ResourceField, resource: string): Amount | undefined {
  const place = placeOf(field, resource);
  if (place === -1) return readAmount(holder, field, resource);
  holder.amounts ??= [null, null, null, null];
  let known = holder.amounts[place];
  if (known === null) {
    known = readAmount(holder, field, resource);
    holder.amounts[place] = known;
  }
  return known;
}

/** Where a holder keeps an amount of memory or CPU, which rules ask for again and again; -1 for others. */
function placeOf(field: ResourceField, resource: string): number {
  const first = field === 'limits' ? 0 : 2;
  return resource === 'memory' ? first : resource === 'cpu' ? first + 1 : -1;
}

function readAmount(holder: ResourceHolder, field: ResourceField, resource: string): Amount | undefined {
  const found: Node | undefined = at(holder.node, 'resources', field, resource);
  if (!found) return undefined;
  const scalar = found.kind === 'scalar' ? found : undefined;
  return {
    path: pathOf(holder, field, resource),
    scalar,
    quantity: scalar && quantityOf(scalar),
  };
}

/** Where the limit or request of `holder` stands or would stand, from the resource's root. */
export function pathOf(holder: ResourceHolder, field: ResourceField, resource: string): Path {
  return [...holder.path, 'resources', field, resource];
}

/** The containers that rules judge: all but those that `contrast generate` injects. */
export const judgedContainers = perShape(({ containers }) => containers.filter(({ injected }) => !injected));

/** A container or, where it is none, the pod. */
export function holderTitle(holder: ResourceHolder | Container): string {
  return 'role' in holder ? holder.title : 'the pod';
}

/** The text of an amount for messages; what is no scalar has none. */
export function textOf({ scalar }: Amount): string {
  return scalar?.value ?? 'a value that is no quantity';
}
