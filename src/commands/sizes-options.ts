import { PreparationError } from '../errors.ts';
import { type ImagePlatform, parsePlatform } from '../sizes/image-platform.ts';
import { isHost, type Mirror, parseMirror } from '../sizes/reference.ts';
import type { Arguments } from './arguments.ts';
import { isOn } from './switches.ts';

/** The flags of `sizes`, checked. */
export interface SizesOptions {
  images: readonly string[];
  /** Undefined: what the configuration names, or image-sizes.yaml; `-` is stdout. */
  output: string | undefined;
  update: boolean;
  check: boolean;
  /** Undefined: as in the file. */
  pin: boolean | undefined;
  compressedOnly: boolean;
  layers: boolean;
  /** As given; undefined: as in the file, or linux/amd64. */
  platform: string | undefined;
  archives: readonly string[];
  mirrors: ReadonlyMap<string, Mirror>;
  plainHttp: ReadonlySet<string>;
  certificateFiles: readonly string[];
  parallel: number;
  /** In ms. */
  timeout: number;
  cache: boolean;
}

/** @throws PreparationError for a flag whose value cannot be used. */
export function sizesOptions({ given }: Arguments): SizesOptions {
  const all = (flag: string) => given.get(flag) ?? [];
  const last = (flag: string) => all(flag).at(-1);
  const on = (flag: string) => isOn(given, flag);
  if (on('--check') && on('--update'))
    throw new PreparationError('--check changes nothing and --update does: keep one of them');
  return {
    images: all('--image'),
    output: last('--output'),
    update: on('--update'),
    check: on('--check'),
    pin: given.has('--pin') ? on('--pin') : undefined,
    compressedOnly: on('--compressed-only'),
    layers: on('--layers'),
    platform: last('--image-platform'),
    archives: all('--archive'),
    mirrors: new Map(all('--mirror').map(mirror)),
    plainHttp: new Set(all('--plain-http').map(host)),
    certificateFiles: all('--ca-file'),
    parallel: numberOf('--parallel', last('--parallel') ?? '4', 1, 32),
    timeout: 1000 * numberOf('--timeout', last('--timeout') ?? '60', 0.01, 3600),
    cache: !on('--no-cache'),
  };
}

/** @throws PreparationError for another form than `linux/amd64`. */
export function platformOf(text: string): ImagePlatform {
  const platform = parsePlatform(text);
  if (!platform)
    throw new PreparationError(
      `--image-platform: "${text}" is no platform such as linux/amd64 or linux/arm/v7`,
    );
  return platform;
}

function mirror(text: string): [string, Mirror] {
  const parsed = parseMirror(text);
  if (!parsed)
    throw new PreparationError(`--mirror: "${text}" is not of the form docker.io=mirror.example.com/prefix`);
  return parsed;
}

function host(text: string): string {
  if (!isHost(text))
    throw new PreparationError(`--plain-http: "${text}" is no registry such as registry.example.com:5000`);
  return text;
}

function numberOf(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || value < least || value > most)
    throw new PreparationError(`${flag}: "${text}" is no number from ${least} to ${most}`);
  return value;
}
