import { closestMatch } from '../util/closest-match.ts';
import { isCertainly, type PlatformHistory, type Release, releases } from './releases.ts';
import type { ContrastVersion } from './version.ts';

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
}

/**
 * Contrast source, `internal/platforms`: `DefaultMemoryInMebiBytes` (512, with a GPU 1024).
 * Contrast source, `internal/kuberesource`: overhead = default memory + 70 MiB for the Kata shim + 100 MiB for QEMU.
 */
function metal(name: string, { tee, gpu }: Pick<Platform, 'tee' | 'gpu'>): Platform {
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
  };
}

/** Contrast source, `internal/manifest` (`PlatformFromHandler`): insecure platforms have a separate prefix. */
function runtimeClassOf(name: string): string {
  const lower = name.toLowerCase();
  const insecure = lower.endsWith('-insecure');
  return insecure ? `contrast-insecure-${lower.slice(0, -'-insecure'.length)}` : `contrast-cc-${lower}`;
}

/** Every platform, those that releases removed included. */
export const platforms: readonly Platform[] = [
  metal('Metal-QEMU-SNP', { tee: 'snp', gpu: false }),
  metal('Metal-QEMU-SNP-GPU', { tee: 'snp', gpu: true }),
  metal('Metal-QEMU-TDX', { tee: 'tdx', gpu: false }),
  metal('Metal-QEMU-TDX-GPU', { tee: 'tdx', gpu: true }),
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
  },
  // For machines without confidential hardware: first one for each platform, later a single one.
  metal('Metal-QEMU-Insecure', { tee: 'none', gpu: false }),
  metal('Metal-QEMU-GPU-Insecure', { tee: 'none', gpu: true }),
  metal('Metal-QEMU-SNP-Insecure', { tee: 'none', gpu: false }),
  metal('Metal-QEMU-SNP-GPU-Insecure', { tee: 'none', gpu: true }),
  metal('Metal-QEMU-TDX-Insecure', { tee: 'none', gpu: false }),
  metal('Metal-QEMU-TDX-GPU-Insecure', { tee: 'none', gpu: true }),
];

/** Names of the platforms that help and questions list: the others are for development. */
export const confidentialPlatforms: readonly string[] = platforms
  .filter(({ tee }) => tee !== 'none')
  .map(({ name }) => name);

/** Names that Contrast removed, in lower case, and the platform that took their place. */
export const removedNames: ReadonlyMap<string, string> = new Map([
  ['k3s-qemu-snp', 'Metal-QEMU-SNP'],
  ['k3s-qemu-snp-gpu', 'Metal-QEMU-SNP-GPU'],
  ['k3s-qemu-tdx', 'Metal-QEMU-TDX'],
  ['rke2-qemu-tdx', 'Metal-QEMU-TDX'],
]);

/** Contrast source, `internal/kuberesource`: the overhead of every platform in the first releases. */
const FLAT_OVERHEAD = 1152;

/** The platform of that name, in any case; those of removed names not included. */
export function platformNamed(name: string): Platform | undefined {
  return platforms.find((platform) => platform.name.toLowerCase() === name.toLowerCase());
}

/** The platform for pods with GPUs on the same hosts, if Contrast has one. */
export function gpuVariant({ runtimeClass }: Platform): Platform | undefined {
  return platforms.find((platform) => platform.runtimeClass === `${runtimeClass}-gpu`);
}

export type PlatformChoice = { platform: Platform; release: Release; warnings: string[] } | { error: string };

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

  const release = version ? releases.at(version) : releases.newestWith(platform.name)!;
  const history = releases.platform(platform.name)!;
  const presence = release.hasPlatform(platform.name);
  if (presence === 'no') return { error: absent(platform, release, history) };
  if (presence === 'unclear')
    warnings.push(
      `whether Contrast ${release.name} has platform ${platform.name} is not certain: that it has it ${span(history)} is inferred`,
    );
  const isFlat = isCertainly(release.fact('runtimeClassOverhead'), 'flat');
  return {
    platform: isFlat ? { ...platform, overhead: FLAT_OVERHEAD } : platform,
    release,
    warnings,
  };
}

/** The releases that have a platform, for messages: `since 1.18`, `until 1.12`. */
export function span({ added, removed }: PlatformHistory): string {
  if (!removed) return `since ${added.value}`;
  return `until ${releases.before(removed.value).name}`;
}

function absent({ name }: Platform, release: Release, history: PlatformHistory): string {
  const problem = `Contrast ${release.name} does not have platform ${name}`;
  if (releases.isBefore(release, history.added.value)) {
    const first = history.added.value;
    return `${problem}, which came with ${first}: set contrastVersion to ${first} or newer, or choose another platform`;
  }
  const last = releases.before(history.removed!.value).name;
  return `${problem}, whose last release was ${last}: set contrastVersion to ${last} or older, or choose a bare-metal platform such as Metal-QEMU-SNP`;
}

function unknownPlatform(name: string): string {
  const known = platforms.map((platform) => platform.name);
  const close = closestMatch(name, [...known, ...removedNames.keys()]);
  const hint = close === undefined ? '.' : `: did you mean ${removedNames.get(close) ?? close}?`;
  return `unknown platform ${JSON.stringify(name)}${hint} Known platforms: ${known.join(', ')}`;
}
