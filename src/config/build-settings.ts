import { findPlatform, type Platform } from '../contrast/platforms.ts';
import type { ContrastVersion } from '../contrast/version.ts';
import type { OverrideSpec, PrepareContrast, RuleSetting as RuleSpec } from '../generated/config-types.ts';
import { parseQuantity, type Quantity } from '../kube/quantity.ts';
import type { SizeEntry } from './image-sizes.ts';
import type { ImageSize, RuleSetting, Settings } from './settings.ts';

/** The `spec` of a configuration that the schema has accepted. */
export type ConfigSpec = PrepareContrast['spec'];

/** What the settings of every workload start from: its layer has every default in it. */
export type BaseSpec = Layer & Required<Pick<ConfigSpec, 'platform' | 'rules'>>;

/** Settings that may differ from workload to workload, as the configuration writes them. */
export type Layer = Omit<OverrideSpec, 'match'>;

const SECTIONS = ['runtimeClass', 'memory', 'cpu', 'images', 'volumes'] as const;

/**
 * What holds where `above` is put over `below`: single values of `above` win, the entries of its lists and maps come first.
 */
export function layer<T extends Layer>(below: T, above: Layer): T {
  const result: Record<string, unknown> = { ...below, ...above };
  for (const section of SECTIONS) {
    if (below[section] || above[section]) result[section] = { ...below[section], ...above[section] };
  }
  const containers = above.memory?.containers;
  if (containers) {
    // The order counts, and an entry of `above` wins over the same one below.
    const inOrder = { ...containers, ...below.memory?.containers, ...containers };
    result.memory = { ...below.memory, ...above.memory, containers: inOrder };
  }
  if (above.images?.sizes) {
    const sizes = [...above.images.sizes, ...(below.images?.sizes ?? [])];
    result.images = { ...below.images, ...above.images, sizes };
  }
  return result as T;
}

/** Settings from a base, with further layers over it or not, and from the release that the configuration names, if any. */
export function buildSettings(spec: BaseSpec, configured: ContrastVersion | undefined): Settings {
  const choice = findPlatform(spec.platform, configured);
  if ('error' in choice) throw new Error(choice.error);
  const { runtimeClass, memory, cpu, images, volumes } = spec;
  return {
    platform: choice.platform,
    version: choice.version,
    runtimeClass: {
      name: classFor(choice.platform, runtimeClass!.name!),
      onForeign: runtimeClass!.onForeign!,
    },
    overhead: quantity(spec.overhead),
    guestMemory: quantity(spec.guestMemory),
    memory: {
      default: quantity(memory!.default),
      containers: Object.entries(memory!.containers!).map(([pattern, limit]) => ({
        pattern,
        limit: quantity(limit)!,
      })),
      initContainers: memory!.initContainers!,
    },
    cpu: {
      multiVcpu: cpu!.multiVcpu!,
      minVcpus: cpu!.minVcpus,
      maxVcpus: cpu!.maxVcpus,
      removeRequests: cpu!.removeRequests!,
    },
    images: {
      multiplier: images!.multiplier!,
      strategy: images!.strategy!,
      share: images!.share!,
      sizes: imageSizes(images!.sizes!),
      store: images!.store && { size: quantity(images!.store.size)! },
    },
    volumes: { persistent: volumes!.persistent!, subPath: volumes!.subPath! },
    rules: Object.fromEntries(Object.entries(spec.rules).map(([id, setting]) => [id, ruleSetting(setting)])),
  };
}

/** `contrast generate` refuses the general confidential class on hosts without confidential hardware, which have their own. */
function classFor({ tee }: Platform, name: string): string {
  return tee === 'none' && name === 'contrast-cc' ? 'contrast-insecure' : name;
}

function quantity(value: string | number | undefined): Quantity | undefined {
  return value === undefined ? undefined : parseQuantity(String(value));
}

/** Lists of sizes are long and many workloads share one. */
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

function ruleSetting(setting: RuleSpec): RuleSetting {
  if (typeof setting !== 'object') return { severity: setting || 'off' };
  const { severity, fix } = setting;
  return {
    ...(severity !== undefined && { severity: severity || 'off' }),
    ...(fix !== undefined && { fix }),
  };
}
