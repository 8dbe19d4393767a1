import { closestMatch } from '../util/closest-match.ts';
import { type Platform, platformNamed, platforms, removedNames } from './platforms.ts';

/** What a `runtimeClassName` means to Contrast. */
export type RuntimeClassReading =
  /** `contrast-cc`: `contrast generate` puts the class of its platform there. */
  | { kind: 'default' }
  /** `kata-cc-isolation`, the class of AKS, which generate replaces as well. */
  | { kind: 'aks' }
  /** A placeholder that names its platform: `contrast-cc-metal-qemu-snp`. */
  | { kind: 'specific'; platform: Platform }
  /** What generate wrote: `contrast-cc-metal-qemu-snp-0a1b2c3d`. Very old ones name no platform. */
  | { kind: 'versioned'; platform: Platform | undefined }
  /** `contrast-insecure…`: a VM without confidential hardware. */
  | { kind: 'insecure'; platform: Platform | undefined; versioned: boolean }
  /** A platform that Contrast removed; `replacement` is the placeholder of today. */
  | { kind: 'removed'; platform: Platform; replacement: string; versioned: boolean }
  /** Looks like a Contrast class and is none; `suggestion` is the class that was probably meant. */
  | { kind: 'typo'; suggestion: string }
  | { kind: 'foreign' };

/** Contrast source, `internal/platforms` and `internal/manifest`: handler names end in eight hexadecimal digits. */
const VERSIONED = /^(.+)-([0-9a-f]{8})$/;
/** Handlers of the first releases: the prefix and the launch digest. */
const DIGEST_ONLY = /^contrast-cc-[0-9a-f]{8,64}$/;

/** Reads a `runtimeClassName`. Class names are case-sensitive in Kubernetes, so another case is a typo. */
export function readRuntimeClass(name: string): RuntimeClassReading {
  if (name === 'contrast-cc') return { kind: 'default' };
  if (name === 'kata-cc-isolation') return { kind: 'aks' };
  if (name === 'contrast-insecure') return { kind: 'insecure', platform: undefined, versioned: false };
  if (DIGEST_ONLY.test(name)) return { kind: 'versioned', platform: undefined };

  const versioned = VERSIONED.exec(name);
  const placeholder = versioned?.[1] ?? name;
  const platform = platforms.find((candidate) => candidate.runtimeClass === placeholder);
  if (platform?.tee === 'none') return { kind: 'insecure', platform, versioned: versioned !== null };
  if (platform) return { kind: versioned ? 'versioned' : 'specific', platform };

  const replaced = placeholder.startsWith('contrast-cc-')
    ? removedNames.get(placeholder.slice('contrast-cc-'.length))
    : undefined;
  if (replaced !== undefined) {
    const current = platformNamed(replaced)!;
    return {
      kind: 'removed',
      platform: current,
      replacement: current.runtimeClass,
      versioned: versioned !== null,
    };
  }
  return readMistake(name);
}

function readMistake(name: string): RuntimeClassReading {
  const plain = lettersAndHyphens(name);
  const specific = platforms.map((platform) => platform.runtimeClass);
  const known = ['contrast-cc', 'contrast-insecure', 'kata-cc-isolation', ...specific];
  const joined = plain.replaceAll('-', '');
  const sameLetters = known.find((candidate) => candidate.replaceAll('-', '') === joined);
  if (sameLetters !== undefined) return { kind: 'typo', suggestion: sameLetters };
  // generate takes whatever starts like this for its own.
  if (joined.startsWith('contrastcc')) {
    const begun = specific
      .filter((candidate) => plain.startsWith(`${candidate}-`))
      .sort((a, b) => b.length - a.length);
    return { kind: 'typo', suggestion: begun[0] ?? closestMatch(plain, known) ?? 'contrast-cc' };
  }
  // Up to two letters: classes of other projects, such as `kata-cc`, are not Contrast's.
  const close = closestMatch(plain, known, 2);
  return close === undefined ? { kind: 'foreign' } : { kind: 'typo', suggestion: close };
}

function lettersAndHyphens(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** True for classes under which a pod runs as a confidential VM of Contrast, once generate has seen it. */
export function isConfidential(reading: RuntimeClassReading): boolean {
  return ['default', 'aks', 'specific', 'versioned'].includes(reading.kind);
}
