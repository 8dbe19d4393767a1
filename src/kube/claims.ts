import type { InputFacts } from '../cluster/facts.ts';
import type { Resource } from '../frame.ts';
import { type Path, textAt } from '../yaml/read.ts';
import type { Workload } from './workload.ts';

/** A volume or claim template that stands for a PersistentVolumeClaim. */
export interface Claim {
  /** Name of the volume, which mounts use. */
  name: string;
  title: string;
  /** Where its mode stands or should stand; of a claim outside of the workload the reference to it. */
  path: Path;
  mode: 'Block' | 'Filesystem' | 'unknown';
  /** True where the mode is left to its default. */
  omitted: boolean;
  /** `template` beside the pod template, `ephemeral` volume, or a claim of its own. */
  origin: 'template' | 'ephemeral' | 'claim';
  /** Name of a claim of its own. */
  claimName: string;
  /** The claim of its own, where the input has it. */
  resource: Resource | undefined;
}

/** The claims that the workload's pods use, templates first. */
export function claimsOf(workload: Workload, facts: InputFacts): Claim[] {
  const claims: Claim[] = [];
  for (const { name, path, node } of workload.claimTemplates) {
    claims.push({
      name,
      title: `claim template "${name}"`,
      path: [...path, 'spec', 'volumeMode'],
      ...read(textAt(node, 'spec', 'volumeMode')),
      origin: 'template',
      claimName: '',
      resource: undefined,
    });
  }
  for (const { name, path, node, type } of workload.volumes) {
    if (type === 'ephemeral') {
      const mode = ['ephemeral', 'volumeClaimTemplate', 'spec', 'volumeMode'];
      claims.push({
        name,
        title: `ephemeral volume "${name}"`,
        path: [...path, ...mode],
        ...read(textAt(node, ...mode)),
        origin: 'ephemeral',
        claimName: '',
        resource: undefined,
      });
    } else if (type === 'persistentVolumeClaim') {
      const claimName = textAt(node, 'persistentVolumeClaim', 'claimName') ?? '';
      const fact = facts.claim(workload.namespace, claimName);
      claims.push({
        name,
        title: `volume "${name}" (claim "${claimName}")`,
        path: [...path, 'persistentVolumeClaim', 'claimName'],
        ...(fact ? read(fact.volumeMode) : ({ mode: 'unknown', omitted: false } as const)),
        origin: 'claim',
        claimName,
        resource: fact?.resource,
      });
    }
  }
  return claims;
}

function read(mode: string | undefined): Pick<Claim, 'mode' | 'omitted'> {
  return { mode: mode === 'Block' ? 'Block' : 'Filesystem', omitted: mode === undefined };
}
