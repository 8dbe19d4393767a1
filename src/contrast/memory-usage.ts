import { ceilMebibytes, maxOf, mebibytes, type Quantity } from '../kubernetes/quantity.ts';
import { groupBy } from '../util/group-by.ts';

/** Where measured use comes from. */
export type UsageSource = 'prometheus' | 'vpa' | 'krr' | 'kubectl-top';

/** Measured memory of one container, over all pods of its workload. */
export interface MeasuredUse {
  source: UsageSource;
  /** Time before the query that was measured, such as `14d`. */
  window: string | undefined;
  /** Time of the query, RFC 3339. */
  time: string;
  /** Largest sample; undefined if the source recommends a limit instead. */
  peak: Quantity | undefined;
  /** Limit that the source recommends, with its own margin. */
  recommended: Quantity | undefined;
  samples: number | undefined;
  pods: number | undefined;
  /** Part of the window with samples, such as `2d`. */
  covered: string | undefined;
  /** Number of pods in which the container was terminated with the reason OOMKilled. */
  outOfMemory: number;
}

/** Measured memory of the containers of a workload. */
export interface MeasuredWorkload {
  kind: string;
  /** '' if it applies in every namespace. */
  namespace: string;
  name: string;
  containers: ReadonlyMap<string, MeasuredUse>;
}

/** Finds measured use by workload and container. */
export class MeasuredMemory {
  readonly #workloads: ReadonlyMap<string, MeasuredWorkload[]>;

  constructor(workloads: readonly MeasuredWorkload[]) {
    this.#workloads = groupBy(workloads, keyOf);
  }

  /** True if nothing was measured. */
  get isEmpty(): boolean {
    return this.#workloads.size === 0;
  }

  /**
   * Returns the use of a container. Of several entries that apply, the one that requires the largest limit, because the limit has to
   * cover all of them. An object without a namespace may run in any of them.
   */
  of(
    workload: { kind: string; namespace: string; name: string },
    container: string,
    headroom: number,
  ): MeasuredUse | undefined {
    let found: MeasuredUse | undefined;
    for (const { namespace, containers } of this.#workloads.get(keyOf(workload)) ?? []) {
      const isOther = namespace !== '' && workload.namespace !== '' && namespace !== workload.namespace;
      const use = isOther ? undefined : containers.get(container);
      if (use && (!found || limitFromUse(use, headroom) > limitFromUse(found, headroom))) found = use;
    }
    return found;
  }
}

function keyOf({ kind, name }: { kind: string; name: string }): string {
  return `${kind} ${name}`;
}

/**
 * Returns the limit that measured use requires, in nanobytes of whole MiB: the peak and the headroom, or what the source recommends.
 * @param headroom in thousandths of a percent.
 */
export function limitFromUse({ peak, recommended }: MeasuredUse, headroom: number): bigint {
  const scale = 100_000n;
  const nano = peak
    ? (peak.nano * (scale + BigInt(headroom)) + scale - 1n) / scale
    : (recommended?.nano ?? 0n);
  return maxOf(mebibytes(ceilMebibytes(nano)), mebibytes(1));
}
