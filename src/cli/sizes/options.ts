import { type ImagePlatform, parsePlatform } from '../../image-sizes/image-platform.ts';
import { isHost, type Mirror, parseMirror, registryName } from '../../image-sizes/reference.ts';
import { PreparationError } from '../../util/errors.ts';
import { isOn } from '../boolean-flags.ts';
import { numberOf } from '../number-flag.ts';
import type { Arguments } from '../parse-args.ts';

/** The flags of `sizes`, checked. */
export interface SizesOptions {
  images: readonly string[];
  /** Undefined: the file that the configuration names, or image-sizes.yaml; `-` is stdout. */
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
  /** The only registries to contact; undefined: all that images name. */
  registries: ReadonlySet<string> | undefined;
  plainHttp: ReadonlySet<string>;
  certificateFiles: readonly string[];
  parallel: number;
  /** In ms. */
  timeout: number;
  cache: boolean;
}

/** @throws PreparationError for invalid values of flags. */
export function sizesOptions({ given }: Arguments): SizesOptions {
  const all = (flag: string) => given.get(flag) ?? [];
  const last = (flag: string) => all(flag).at(-1);
  const on = (flag: string) => isOn(given, flag);
  if (on('--check') && on('--update'))
    throw new PreparationError('usage-conflict', '--check and --update are mutually exclusive');
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
    registries: given.has('--registry')
      ? new Set(all('--registry').map((text) => registryName(host('--registry', text))))
      : undefined,
    plainHttp: new Set(all('--plain-http').map((text) => host('--plain-http', text))),
    certificateFiles: all('--ca-file'),
    parallel: numberOf('--parallel', last('--parallel') ?? '4', 1, 32),
    timeout: 1000 * numberOf('--timeout', last('--timeout') ?? '60', 0.01, 3600),
    cache: !on('--no-cache'),
  };
}

/** @throws PreparationError unless the form is that of `linux/amd64`. */
export function platformOf(text: string): ImagePlatform {
  const platform = parsePlatform(text);
  if (!platform)
    throw new PreparationError(
      'usage-invalid-value',
      `--image-platform: invalid platform "${text}"; use a form such as linux/amd64 or linux/arm/v7`,
    );
  return platform;
}

function mirror(text: string): [string, Mirror] {
  const parsed = parseMirror(text);
  if (!parsed)
    throw new PreparationError(
      'usage-invalid-value',
      `--mirror: invalid value "${text}"; use the form docker.io=mirror.example.com/prefix`,
    );
  return parsed;
}

function host(flag: string, text: string): string {
  if (!isHost(text))
    throw new PreparationError(
      'usage-invalid-value',
      `${flag}: invalid registry "${text}"; use a form such as registry.example.com:5000`,
    );
  return text;
}
