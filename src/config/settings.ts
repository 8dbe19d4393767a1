import type { Platform } from '../contrast/platforms.ts';
import type { ContrastVersion } from '../contrast/version.ts';
import type { Quantity } from '../kube/quantity.ts';
import type { Severity } from '../rule.ts';

/** What holds for one workload: configuration, the overrides that match it and its own annotations, in this order, defaults filled in. */
export interface Settings {
  platform: Platform;
  version: ContrastVersion;
  runtimeClass: { name: string; onForeign: 'error' | 'keep' | 'replace' };
  /** RuntimeClass podFixed memory, where the configuration gives it. */
  overhead: Quantity | undefined;
  /** Memory of the guest system, where the configuration gives it. */
  guestMemory: Quantity | undefined;
  memory: {
    default: Quantity | undefined;
    /** `<workload>/<container>` patterns with `*`, in the order of the configuration; the first that matches counts. */
    containers: { pattern: string; limit: Quantity }[];
    initContainers: 'sum' | 'kubelet';
  };
  cpu: {
    /** True where the Contrast release in use can measure several vCPUs on bare metal. */
    multiVcpu: boolean;
    minVcpus: number | undefined;
    maxVcpus: number | undefined;
    removeRequests: boolean;
  };
  images: {
    multiplier: number;
    strategy: 'raise' | 'add' | 'check';
    /** Share of the VM's memory that images may fill: half of it, or all since the change of 2026-07. */
    share: 'half' | 'all';
    sizes: ImageSize[];
    /** The secure image store, where the configuration names one; of size 0 where it turns it off. */
    store: { size: Quantity } | undefined;
  };
  volumes: { persistent: 'report' | 'block' | 'secure-pv'; subPath: 'report' | 'split' };
  rules: Record<string, RuleSetting>;
}

export interface ImageSize {
  /** The reference as manifests write it. */
  image: string;
  compressed: Quantity | undefined;
  uncompressed: Quantity | undefined;
  digest: string | undefined;
  /** False where the digest tells which image was measured, but is not to be written to manifests. */
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
