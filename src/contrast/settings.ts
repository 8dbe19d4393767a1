import type { Quantity } from '../kubernetes/quantity.ts';
import type { Severity } from '../util/severity.ts';
import type { MeasuredMemory } from './memory-usage.ts';
import type { Platform } from './platforms.ts';
import type { Release } from './releases.ts';

/** What holds for one workload: configuration, the overrides that match it and its own annotations, in this order, defaults filled in. */
export interface Settings {
  platform: Platform;
  /** The Contrast release in use. */
  release: Release;
  runtimeClass: { name: string; onConflict: 'error' | 'keep' | 'replace' };
  /** RuntimeClass podFixed memory, where the configuration gives it. */
  overhead: Quantity | undefined;
  /** Memory of the guest system, where the configuration gives it. */
  guestMemory: Quantity | undefined;
  memory: {
    default: Quantity | undefined;
    /** `<workload>/<container>` patterns with `*`, in the order of the configuration; the first that matches counts. */
    containers: { pattern: string; limit: Quantity }[];
    initContainers: 'sum' | 'kubelet';
    /** Measured use; empty if the configuration has none. */
    usage: MeasuredMemory;
    /** What a limit adds to a measured peak, in thousandths of a percent. */
    headroom: number;
  };
  cpu: {
    /** Overrides what is known of the release: whether it can measure several vCPUs on bare metal. */
    multiVcpu: boolean | undefined;
    minVcpus: number | undefined;
    maxVcpus: number | undefined;
    removeRequests: boolean;
  };
  images: {
    multiplier: number;
    strategy: 'raise' | 'add' | 'check';
    /** Overrides what is known of the release: the share of the VM's memory that images may fill. */
    share: 'half' | 'all' | undefined;
    sizes: ImageSize[];
    /** The secure image store, where the configuration names one; of size 0 where it turns it off. */
    store: { size: Quantity } | undefined;
  };
  volumes: { persistent: 'report' | 'block' | 'secure-pv'; subPath: 'report' | 'split' };
  /** Fields of pods to remove where contrast generate rejects them, by their path below the PodSpec: `containers.workingDir`. */
  fields: { remove: ReadonlySet<string> };
  /** `compatible`: rules also make the fixes that keep the meaning. */
  fix: 'default' | 'compatible';
  rules: Record<string, RuleSetting>;
}

export interface ImageSize {
  /** The reference as manifests write it. */
  image: string;
  compressed: Quantity | undefined;
  uncompressed: Quantity | undefined;
  digest: string | undefined;
  /** False if the digest only identifies the measured image and must not be written to manifests. */
  pin?: boolean;
  /** The same of all digests of the file that it is from, where it says nothing itself. */
  filePin?: boolean;
  /** User that the image runs as, where the configuration says: `65532:65532`; '' for root. */
  user?: string;
  /** Directories that the image declares as volumes, where the configuration says. */
  volumes?: readonly string[];
}

export interface RuleSetting {
  severity?: Severity | 'off';
  /** False where the rule only reports; true also makes fixes that a rule does not make by itself. */
  fix?: boolean;
}
