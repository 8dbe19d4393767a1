import type { Platform } from '../platforms.ts';
import type { Release } from '../releases.ts';
import { type Schema, schemaOf } from './schema.ts';

/** The genpolicy of a Contrast release. */
export interface Genpolicy {
  schema: Schema;
  /** Kata release: `3.32`; the oldest that is possible. */
  kata: string;
  /** False where the Contrast release may have another Kata release. */
  isCertain: boolean;
  /** False where the sources of its genpolicy were not read: on AKS, and for releases that are newer than this program. */
  isKnown: boolean;
}

/** The newest Kata release that a Contrast release can have whose Kata release is not known: that of the first one that is. */
const NEWEST_UNKNOWN = '3.20';

const known = new WeakMap<Release, Map<Platform['host'], Genpolicy>>();

/** Returns what generates policies in a Contrast release, on the hosts of a platform. */
export function genpolicyOf(release: Release, { host }: Platform): Genpolicy {
  let byHost = known.get(release);
  if (!byHost) {
    byHost = new Map();
    known.set(release, byHost);
  }
  let genpolicy = byHost.get(host);
  if (!genpolicy) {
    const fact = release.fact('kata');
    // Where it is inferred, what an older one rejects may fail; the table lists what held before as alternative.
    const kata = fact.alternatives.at(-1) ?? fact.value ?? NEWEST_UNKNOWN;
    const isCertain = fact.certainty !== 'inferred';
    genpolicy = { schema: schemaOf(kata), kata, isCertain, isKnown: release.isKnown && host !== 'aks' };
    byHost.set(host, genpolicy);
  }
  return genpolicy;
}
