import type { Node, ScalarNode } from '../yaml/node.ts';
import { at, type Path } from '../yaml/read.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import type { Container, Workload } from './workload.ts';

export type ResourceField = 'limits' | 'requests';

/** Something with `resources`: a container, or the pod itself (Kubernetes 1.34, pod-level resources). */
export type ResourceHolder = Pick<Container, 'path' | 'node'>;

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

/** The pod as holder of pod-level resources. */
export function podLevel(workload: Workload): ResourceHolder {
  return { path: workload.podSpecPath, node: workload.podSpec };
}

/** The containers that rules judge: all but those that `contrast generate` injects. */
export function judgedContainers(workload: Workload): Container[] {
  return workload.containers.filter(({ injected }) => !injected);
}

/** A container for people: `container "web"`, `init container "setup"`. */
export function titleOf({ role, index, name }: Container): string {
  const noun = { main: 'container', init: 'init container', sidecar: 'sidecar container' }[role];
  return `${noun} ${name === '' ? `number ${index + 1}` : JSON.stringify(name)}`;
}

/** A container or, where it is none, the pod. */
export function holderTitle(holder: ResourceHolder | Container): string {
  return 'role' in holder ? titleOf(holder) : 'the pod';
}

/** The text of an amount for messages; what is no scalar has none. */
export function textOf({ scalar }: Amount): string {
  return scalar?.value ?? 'a value that is no quantity';
}
