import { memoPerEdit } from './memo.ts';
import { maxOf, roundUpToUnit } from './quantity.ts';
import { amountOf, type ResourceField } from './resources.ts';
import type { Container, ContainerRole, Workload } from './workload.ts';

/** What one container asks for; nothing declared is zero. */
export interface Share {
  role: ContainerRole;
  nano: bigint;
}

/**
 * What a pod takes in all (Kubernetes, KEP-753 and `PodLimits` of component-helpers): regular containers and sidecars
 * together, or, where it is more, one ordinary init container with the sidecars declared before it.
 * `shares` lists init containers and sidecars in their order.
 */
export function aggregate(shares: readonly Share[]): bigint {
  if (shares.length === 1) return maxOf(shares[0]!.nano, 0n);
  let running = 0n;
  let sidecars = 0n;
  let initPeak = 0n;
  for (const { role, nano } of shares) {
    if (role === 'init') {
      initPeak = maxOf(initPeak, nano + sidecars);
      continue;
    }
    running += nano;
    if (role === 'sidecar') sidecars += nano;
  }
  return maxOf(running, initPeak);
}

/**
 * The pod's limit for a resource as the kubelet hands it to the runtime, in nano: a pod-level limit replaces what the
 * containers add up to, and a container without a limit adds nothing. Memory is rounded up to whole bytes (`Quantity.Value`).
 * Undefined where a quantity cannot be read.
 */
export function podLimit(workload: Workload, resource: 'memory' | 'cpu'): bigint | undefined {
  return (resource === 'memory' ? memoryLimit : cpuLimit)(workload).nano;
}

const memoryLimit = memoPerEdit((workload) => ({ nano: wholeBytes(limitOf(workload, 'memory')) }));
const cpuLimit = memoPerEdit((workload) => ({ nano: limitOf(workload, 'cpu') }));

function wholeBytes(nano: bigint | undefined): bigint | undefined {
  return nano === undefined ? undefined : roundUpToUnit(nano);
}

function limitOf(workload: Workload, resource: string): bigint | undefined {
  const whole = amountOf(workload.pod, 'limits', resource);
  if (whole) return whole.quantity?.nano;
  const shares = sharesOf(workload, 'limits', resource);
  return shares && aggregate(shares);
}

/** What each container declares; undefined where a quantity cannot be read. */
function sharesOf(workload: Workload, field: ResourceField, resource: string): Share[] | undefined {
  const shares: Share[] = [];
  for (const container of workload.containers) {
    const amount = amountOf(container, field, resource);
    if (amount && !amount.quantity) return undefined;
    shares.push({ role: container.role, nano: amount?.quantity?.nano ?? 0n });
  }
  return shares;
}

/**
 * What the containers ask the scheduler for together, in nano: a container's limit where it has no request (Kubernetes,
 * defaults of requests). What cannot be read adds nothing.
 */
export function containerRequests({ containers }: Workload, resource: string): bigint {
  return aggregate(
    containers.map((container) => ({ role: container.role, nano: requestOf(container, resource) ?? 0n })),
  );
}

function requestOf(container: Container, resource: string): bigint | undefined {
  const request = amountOf(container, 'requests', resource)?.quantity;
  return (request ?? amountOf(container, 'limits', resource)?.quantity)?.nano;
}

/** True where a container or the pod declares a limit for the resource. */
export function declaresLimit(workload: Workload, resource: string): boolean {
  if (amountOf(workload.pod, 'limits', resource)) return true;
  return workload.containers.some((container) => amountOf(container, 'limits', resource));
}
