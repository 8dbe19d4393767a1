import { nearest } from '../nearest.ts';
import {
  type ContrastVersion,
  compareVersions,
  formatVersion,
  newestVersion,
  parseVersion,
} from './version.ts';

/** What is known of one Contrast platform; memory in MiB. */
export interface Platform {
  /** As users write it: Metal-QEMU-SNP. */
  name: string;
  host: 'aks' | 'metal';
  /** `none`: no confidential hardware, for development only. */
  tee: 'snp' | 'tdx' | 'none';
  gpu: boolean;
  /** Memory of the guest system, on top of the pod's limit: Kata's `default_memory`. */
  guestMemory: number;
  /** `overhead.podFixed.memory` of the RuntimeClass that Contrast installs: what the scheduler adds to the pod. */
  overhead: number;
  /** Workload memory of a pod without any limit: Kata's `static_sandbox_default_workload_mem`. */
  defaultWorkloadMemory: number;
  /** Specific RuntimeClass placeholder: `contrast-cc-metal-qemu-snp`. */
  runtimeClass: string;
  /** Most vCPUs in all that a pod may have: as released, and where the release can measure several. Absent: no stated bound. */
  maxVcpus?: { single: number; multi: number };
  /** First and last release that had it. */
  since: string;
  until?: string;
}

type Facts = Pick<Platform, 'tee' | 'gpu' | 'since'> & { multiVcpus?: number };

/**
 * Contrast source, `internal/platforms`: `DefaultMemoryInMebiBytes` (512, with a GPU 1024).
 * Contrast source, `internal/kuberesource`: overhead = default memory + 70 MiB for the Kata shim + 100 MiB for QEMU.
 * Contrast source, `cli/verifier`: 1 to 220 vCPUs where the measurement covers several; TDX with a GPU stays at one.
 */
function metal(name: string, { tee, gpu, since, multiVcpus = 220 }: Facts): Platform {
  const guestMemory = gpu ? 1024 : 512;
  return {
    name,
    host: 'metal',
    tee,
    gpu,
    guestMemory,
    overhead: guestMemory + 170,
    defaultWorkloadMemory: 0,
    runtimeClass: runtimeClassOf(name),
    maxVcpus: { single: 1, multi: multiVcpus },
    since,
  };
}

/** Contrast source, `internal/manifest` (`PlatformFromHandler`): insecure platforms have a prefix of their own. */
function runtimeClassOf(name: string): string {
  const lower = name.toLowerCase();
  const insecure = lower.endsWith('-insecure');
  return insecure ? `contrast-insecure-${lower.slice(0, -'-insecure'.length)}` : `contrast-cc-${lower}`;
}

/** Every platform, those that releases removed included. */
export const platforms: readonly Platform[] = [
  metal('Metal-QEMU-SNP', { tee: 'snp', gpu: false, since: '1.3' }),
  metal('Metal-QEMU-SNP-GPU', { tee: 'snp', gpu: true, since: '1.3' }),
  metal('Metal-QEMU-TDX', { tee: 'tdx', gpu: false, since: '1.3' }),
  metal('Metal-QEMU-TDX-GPU', { tee: 'tdx', gpu: true, since: '1.18', multiVcpus: 1 }),
  {
    name: 'AKS-CLH-SNP',
    host: 'aks',
    tee: 'snp',
    gpu: false,
    guestMemory: 256,
    overhead: 256 + 170,
    // Contrast source, Kata configuration for AKS; a pod without limits is larger there.
    defaultWorkloadMemory: 1792,
    runtimeClass: 'contrast-cc-aks-clh-snp',
    since: '0.1',
    // Contrast 1.13 removed AKS.
    until: '1.12',
  },
  // For machines without confidential hardware: first one for each platform, later a single one.
  metal('Metal-QEMU-Insecure', { tee: 'none', gpu: false, since: '1.18' }),
  metal('Metal-QEMU-SNP-Insecure', { tee: 'none', gpu: false, since: '1.18' }),
  metal('Metal-QEMU-SNP-GPU-Insecure', { tee: 'none', gpu: true, since: '1.18' }),
  metal('Metal-QEMU-TDX-Insecure', { tee: 'none', gpu: false, since: '1.18' }),
  metal('Metal-QEMU-TDX-GPU-Insecure', { tee: 'none', gpu: true, since: '1.18' }),
];

/** Names that Contrast removed, in lower case, and the platform that took their place. */
export const removedNames: ReadonlyMap<string, string> = new Map([
  ['k3s-qemu-snp', 'Metal-QEMU-SNP'],
  ['k3s-qemu-snp-gpu', 'Metal-QEMU-SNP-GPU'],
  ['k3s-qemu-tdx', 'Metal-QEMU-TDX'],
  ['rke2-qemu-tdx', 'Metal-QEMU-TDX'],
]);

/** Contrast source: one overhead of 1152Mi on every platform, until early 2025 made it depend on the platform. */
const FLAT_OVERHEAD = { overhead: 1152, before: '1.5' };

/** The platform of that name, in any case; those of removed names not included. */
export function platformNamed(name: string): Platform | undefined {
  return platforms.find((platform) => platform.name.toLowerCase() === name.toLowerCase());
}

/** The platform for pods with GPUs on the same hosts; undefined where there is none. */
export function gpuVariant({ runtimeClass }: Platform): Platform | undefined {
  return platforms.find((platform) => platform.runtimeClass === `${runtimeClass}-gpu`);
}

export type PlatformChoice =
  | { platform: Platform; version: ContrastVersion; warnings: string[] }
  | { error: string };

/**
 * The platform that the configuration names, with its figures at that release. Without a version: the newest known
 * release that has the platform. A removed name is mapped, with a warning.
 */
export function findPlatform(name: string, version: ContrastVersion | undefined): PlatformChoice {
  const warnings: string[] = [];
  const replacement = removedNames.get(name.toLowerCase());
  if (replacement !== undefined) {
    warnings.push(
      `platform ${name} was removed from Contrast; ${replacement} took its place and is used instead`,
    );
  }
  const platform = platformNamed(replacement ?? name);
  if (!platform) return { error: unknownPlatform(name) };

  const last = release(platform.until) ?? newestVersion;
  const chosen = version ?? last;
  if (compareVersions(chosen, release(platform.since)!) < 0) {
    return {
      error: `Contrast ${formatVersion(chosen)} does not have platform ${platform.name}, which came with ${platform.since}: set contrastVersion to ${platform.since} or newer, or choose another platform`,
    };
  }
  if (platform.until !== undefined && compareVersions(chosen, last) > 0) {
    return {
      error: `Contrast ${formatVersion(chosen)} does not have platform ${platform.name}, whose last release was ${platform.until}: set contrastVersion to ${platform.until} or older, or choose a bare-metal platform such as Metal-QEMU-SNP`,
    };
  }
  const flat = compareVersions(chosen, release(FLAT_OVERHEAD.before)!) < 0;
  return {
    platform: flat ? { ...platform, overhead: FLAT_OVERHEAD.overhead } : platform,
    version: chosen,
    warnings,
  };
}

function release(text: string | undefined): ContrastVersion | undefined {
  return text === undefined ? undefined : parseVersion(text);
}

function unknownPlatform(name: string): string {
  const known = platforms.map((platform) => platform.name);
  const close = nearest(name, [...known, ...removedNames.keys()]);
  const hint = close === undefined ? '.' : `: did you mean ${removedNames.get(close) ?? close}?`;
  return `unknown platform ${JSON.stringify(name)}${hint} Known platforms: ${known.join(', ')}`;
}
