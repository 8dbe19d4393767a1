import type { Path } from '../yaml/access.ts';
import type { ObjectType } from './kinds/kind.ts';
import { workloadKindOf } from './kinds/lookup.ts';

/** Where an object of this type can have claim templates: beside the pod template if the kind is not in the table. */
export function claimTemplatesPath(type: ObjectType, podTemplate: Path): Path | undefined {
  const facts = workloadKindOf(type);
  return facts ? facts.claimTemplates : [...podTemplate.slice(0, -1), 'volumeClaimTemplates'];
}

/** True if objects of this type can have claim templates. */
export function mayHaveClaimTemplates(type: ObjectType): boolean {
  const facts = workloadKindOf(type);
  return !facts || facts.claimTemplates !== undefined;
}
