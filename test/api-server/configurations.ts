import type { Json } from '../../src/util/json.ts';
import { document } from '../config/load.ts';

/** One configuration for each way in which preparing changes manifests, by what it adds to the first one, as YAML. */
export const CONFIGURATIONS: Record<string, string> = {
  'bare metal': 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"',
  AKS: 'platform: AKS-CLH-SNP',
  'bare metal without defaults': 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nmemory: null',
  'several vCPUs': 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\ncpu: {multiVcpu: true}',
  block: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nvolumes: {persistent: block}',
  'secure-pv': 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nvolumes: {persistent: secure-pv}',
  split: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nvolumes: {subPath: split}',
  removeRequests: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\ncpu: {removeRequests: true}',
  add: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nimages: {strategy: add}',
  replace: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nruntimeClass: {onConflict: replace}',
  compatible: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"\nfix: compatible',
  'every fix': `platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"
cpu: {removeRequests: true}
runtimeClass: {onConflict: replace}
volumes: {persistent: secure-pv, subPath: split}
rules: {unsupported-field: {fix: true}, image-volume: {fix: true}}`,
};

/** The configuration of this name, with sizes for all images that the manifests name. */
export function configurationFor(name: string, manifests: string): Json {
  const made = document(CONFIGURATIONS[name]!) as { spec: Record<string, Json> };
  const {
    images = {},
    memory = { default: '64Mi' },
    ...spec
  } = made.spec as Record<string, Record<string, Json>>;
  const references = [...manifests.matchAll(/\bimage"?: ?"?([^"\s,}]+)/g)].map(([, image]) => image!);
  const sizes = [...new Set(references)].map((image) => ({
    image,
    compressed: '20Mi',
    uncompressed: '50Mi',
  }));
  return { ...made, spec: { ...spec, images: { ...images, sizes }, ...(memory && { memory }) } } as Json;
}
