import { at, entriesOf, mapAt, type Path } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { memoPerStructure } from './memo.ts';
import { quantityOf } from './quantity.ts';
import type { Amount, ResourceHolder } from './resource-holder.ts';
import type { Container, Workload } from './workload.ts';

export const RESOURCE_FIELDS = ['limits', 'requests'] as const;
export type ResourceField = (typeof RESOURCE_FIELDS)[number];

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

/**
 * True where huge pages would be left without CPU and memory if the amount were removed, which Kubernetes refuses
 * (`validateResourceRequirements`: "HugePages require cpu or memory").
 */
export function isRequiredByHugePages(
  holder: ResourceHolder,
  field: ResourceField,
  resource: 'cpu' | 'memory',
): boolean {
  const names = RESOURCE_FIELDS.flatMap((each) =>
    entriesOf(mapAt(holder.node, 'resources', each))
      .filter(([name]) => each !== field || name !== resource)
      .map(([name]) => name),
  );
  return names.some((name) => name.startsWith('hugepages-')) && !names.some(isCpuOrMemory);
}

function isCpuOrMemory(name: string): boolean {
  return name === 'cpu' || name === 'memory';
}

/** Path of the limit or request of `holder`, which may be absent, from the root of the resource. */
export function pathOf(holder: ResourceHolder, field: ResourceField, resource: string): Path {
  return [...holder.path, 'resources', field, resource];
}

/** The containers that rules judge: all but those that `contrast generate` injects. */
export const userContainers = memoPerStructure(({ containers }) =>
  containers.filter(({ injected }) => !injected),
);

/** The user's containers without a memory limit; none if the pod has one, which holds for all of them. */
export function withoutMemoryLimit(workload: Workload): readonly Container[] {
  if (amountOf(workload.pod, 'limits', 'memory')) return [];
  return userContainers(workload).filter((container) => !amountOf(container, 'limits', 'memory'));
}

/** A container or, where it is none, the pod. */
export function holderTitle(holder: ResourceHolder | Container): string {
  return 'role' in holder ? holder.title : 'the pod';
}

/** The text of an amount, for messages. */
export function textOf({ scalar }: Amount): string {
  return scalar?.value ?? 'a value that is not a quantity';
}
