import { MeasuredMemory, type MeasuredUse } from '../contrast/memory-usage.ts';
import { findPlatform, type Platform } from '../contrast/platforms.ts';
import { isCertainly, type Release } from '../contrast/releases.ts';
import type { ImageSize, RuleSetting, Settings } from '../contrast/settings.ts';
import type { ContrastVersion } from '../contrast/version.ts';
import type { OverrideSpec, PrepareContrast, RuleSetting as RuleSpec } from '../generated/config-types.ts';
import type { WorkloadUsageSpec } from '../generated/usage-types.ts';
import { parseQuantity, type Quantity } from '../kubernetes/quantity.ts';
import type { SizeEntry } from './image-sizes.ts';

/** The `spec` of a valid configuration. */
export type ConfigSpec = PrepareContrast['spec'];

/** The base of the settings of every workload, with all defaults filled in. */
export type BaseSpec = Layer & Required<Pick<ConfigSpec, 'platform' | 'fix' | 'rules'>>;

/** Settings that may differ between workloads, as the configuration writes them. */
export type Layer = Omit<OverrideSpec, 'match' | 'allow' | 'memory'> & {
  /** `usage`: what the files and items of measured use contain. */
  memory?: OverrideSpec['memory'] & { usage?: WorkloadUsageSpec[] };
};

const SECTIONS = ['runtimeClass', 'memory', 'cpu', 'images', 'volumes', 'fields'] as const;

/**
 * Merges two layers: scalars of `above` win, and its list and map entries come first.
 */
export function layer<T extends Layer>(below: T, above: Layer): T {
  const result: Record<string, unknown> = { ...below, ...above };
  for (const section of SECTIONS) {
    if (below[section] || above[section]) result[section] = { ...below[section], ...above[section] };
  }
  const containers = above.memory?.containers;
  if (containers) {
    // The order matters, and an entry of `above` wins over the same one below.
    const inOrder = { ...containers, ...below.memory?.containers, ...containers };
    result.memory = { ...below.memory, ...above.memory, containers: inOrder };
  }
  if (above.images?.sizes) {
    const sizes = [...above.images.sizes, ...(below.images?.sizes ?? [])];
    result.images = { ...below.images, ...above.images, sizes };
  }
  if (above.fields?.remove) {
    const fields = [...above.fields.remove, ...(below.fields?.remove ?? [])];
    result.fields = { remove: fields };
  }
  return result as T;
}

/** Builds settings from a base, optional layers on top of it, and the configured release, if any. */
export function buildSettings(spec: BaseSpec, configured: ContrastVersion | undefined): Settings {
  const choice = findPlatform(spec.platform, configured);
  if ('error' in choice) throw new Error(choice.error);
  const { runtimeClass, memory, cpu, images, volumes, fields } = spec;
  return {
    platform: choice.platform,
    release: choice.release,
    runtimeClass: {
      name: classFor(choice.platform, runtimeClass!.name!),
      onConflict: runtimeClass!.onConflict!,
    },
    overhead: quantity(spec.overhead),
    guestMemory: quantity(spec.guestMemory),
    memory: {
      default: quantity(memory!.default),
      containers: Object.entries(memory!.containers!).map(([pattern, limit]) => ({
        pattern,
        limit: quantity(limit)!,
      })),
      initContainers: memory!.initContainers ?? countedBy(choice.release),
      usage: measuredMemory(memory!.usage),
      headroom: Math.round(Number.parseFloat(memory!.headroom!) * 1000),
    },
    cpu: {
      multiVcpu: cpu!.multiVcpu,
      minVcpus: cpu!.minVcpus,
      maxVcpus: cpu!.maxVcpus,
      removeRequests: cpu!.removeRequests!,
    },
    images: {
      multiplier: images!.multiplier!,
      strategy: images!.strategy!,
      share: images!.share,
      sizes: imageSizes(images!.sizes!),
      store: images!.store && { size: quantity(images!.store.size)! },
    },
    volumes: { persistent: volumes!.persistent!, subPath: volumes!.subPath! },
    fields: { remove: new Set(fields!.remove!) },
    fix: spec.fix,
    rules: Object.fromEntries(Object.entries(spec.rules).map(([id, setting]) => [id, ruleSetting(setting)])),
  };
}

/** Limits are raised only for a release that certainly adds up init containers. */
function countedBy(release: Release): Settings['memory']['initContainers'] {
  return isCertainly(release.fact('initContainers'), 'sum') ? 'sum' : 'kubelet';
}

/** Returns the class for a platform: hosts without confidential hardware have their own, and `contrast generate` rejects `contrast-cc` there. */
function classFor({ tee }: Platform, name: string): string {
  return tee === 'none' && name === 'contrast-cc' ? 'contrast-insecure' : name;
}

function quantity(value: string | number | undefined): Quantity | undefined {
  return value === undefined ? undefined : parseQuantity(String(value));
}

/** Memo: lists of sizes are long, and many workloads share one. */
const readSizes = new WeakMap<SizeEntry[], ImageSize[]>();

function imageSizes(specs: SizeEntry[]): ImageSize[] {
  let sizes = readSizes.get(specs);
  if (!sizes) {
    sizes = specs.map(({ image, compressed, uncompressed, digest, pin, filePin, user, volumes }) => ({
      image,
      compressed: quantity(compressed),
      uncompressed: quantity(uncompressed),
      digest,
      ...(pin !== undefined && { pin }),
      ...(filePin !== undefined && { filePin }),
      ...(user !== undefined && { user }),
      ...(volumes && { volumes }),
    }));
    readSizes.set(specs, sizes);
  }
  return sizes;
}

const NOTHING_MEASURED = new MeasuredMemory([]);

/** Memo: every override and annotation builds new settings from the same list. */
const readUsage = new WeakMap<WorkloadUsageSpec[], MeasuredMemory>();

/** Returns the measured use in the form of the settings. */
export function measuredMemory(specs: WorkloadUsageSpec[] | undefined): MeasuredMemory {
  if (!specs) return NOTHING_MEASURED;
  let usage = readUsage.get(specs);
  if (!usage) {
    usage = new MeasuredMemory(
      specs.map((spec) => ({
        kind: spec.kind,
        namespace: spec.namespace ?? '',
        name: spec.name,
        containers: new Map(spec.containers.map((container) => [container.name, useOf(spec, container)])),
      })),
    );
    readUsage.set(specs, usage);
  }
  return usage;
}

function useOf(
  { source, window, time }: WorkloadUsageSpec,
  { peak, recommended, samples, pods, covered, outOfMemory = 0 }: WorkloadUsageSpec['containers'][number],
): MeasuredUse {
  return {
    ...{ source, window, time, samples, pods, covered, outOfMemory },
    peak: quantity(peak),
    recommended: quantity(recommended),
  };
}

function ruleSetting(setting: RuleSpec): RuleSetting {
  if (typeof setting !== 'object') return { severity: setting || 'off' };
  const { severity, fix } = setting;
  return {
    ...(severity !== undefined && { severity: severity || 'off' }),
    ...(fix !== undefined && { fix }),
  };
}
