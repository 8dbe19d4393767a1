import type { Kind, PodlessKind } from './kind.ts';

/** Entries of a table of kinds, by API group and kind. */
export type KindsByGroup = Readonly<Record<string, Readonly<Record<string, Kind>>>>;

/** Every release of `contrast generate` accepts the kind (Contrast source, generate; Kata Containers source, genpolicy). */
export const ACCEPTED = { acceptedSince: '0.1' } as const;

/** Kinds whose operators create pods from other fields than a pod template that is prepared here. */
export function operators(...kinds: string[]): Record<string, Kind> {
  return each(kinds, { pods: 'operator' });
}

/** Kinds that neither create pods nor affect them, so that they are passed on unread. */
export function podless(...kinds: string[]): Record<string, PodlessKind> {
  return each(kinds, { pods: 'none' });
}

/** Kinds that create no pods, but say something about pods. */
export function affecting(...kinds: string[]): Record<string, PodlessKind> {
  return each(kinds, { pods: 'none', affectsPods: true });
}

export function accepted(kinds: Record<string, PodlessKind>): Record<string, PodlessKind> {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { ...kind, ...ACCEPTED }]));
}

/** Gives all kinds the same facts. */
function each<T extends Kind>(kinds: readonly string[], facts: T): Record<string, T> {
  const entries: Record<string, T> = {};
  for (const kind of kinds) entries[kind] = facts;
  return entries;
}
