import type { Resource } from '../../manifest/types.ts';
import { type Path, textAt } from '../../yaml/access.ts';
import type { Workload } from '../workload.ts';
import type { InputIndex } from './index.ts';

/** A volume or claim template with a PersistentVolumeClaim. */
export interface Claim {
  /** Name of the volume, which mounts use. */
  name: string;
  title: string;
  /** Path of its mode, which may be absent; for a claim outside of the workload, that of the reference to it. */
  path: Path;
  mode: 'Block' | 'Filesystem' | 'unknown';
  /** True where the mode is left to its default. */
  omitted: boolean;
  /** `template`: a claim template; `ephemeral`: a volume with a claim; otherwise a reference to a separate claim. */
  origin: 'template' | 'ephemeral' | 'claim';
  /** Name of a separate claim. */
  claimName: string;
  /** The separate claim, if the input has it. */
  resource: Resource | undefined;
}

/** The claims that the workload's pods use, templates first. */
export function claimsOf(workload: Workload, facts: InputIndex): Claim[] {
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
