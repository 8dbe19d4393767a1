import { at, itemsAt, textAt } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';

/** Labels of nodes with their operating system (Kubernetes, Well-known labels; the second one was used before 1.14). */
const LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** Returns the field by which a pod runs on Windows nodes, such as `spec.os.name`; undefined for other pods. */
export function windowsField(podSpec: MapNode | undefined): string | undefined {
  const name = textAt(podSpec, 'os', 'name');
  if (name !== undefined) return name === 'windows' ? 'os.name' : undefined;
  const selected = LABELS.flatMap((label) => textAt(podSpec, 'nodeSelector', label) ?? []);
  if (selected.length > 0) return selected.includes('windows') ? 'nodeSelector' : undefined;
  if (requiresWindows(podSpec)) return 'affinity.nodeAffinity';
  const containers = [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')];
  const hasOptions = [podSpec, ...containers].some((holder) =>
    at(holder, 'securityContext', 'windowsOptions'),
  );
  return hasOptions ? 'securityContext.windowsOptions' : undefined;
}

/** True if every term of the required node affinity selects Windows nodes. */
function requiresWindows(podSpec: MapNode | undefined): boolean {
  const path = [
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ];
  const terms = itemsAt(podSpec, ...path);
  return terms.length > 0 && terms.every((term) => itemsAt(term, 'matchExpressions').some(selectsWindows));
}

function selectsWindows(expression: Parameters<typeof itemsAt>[0]): boolean {
  const values = itemsAt(expression, 'values').map((value) => textAt(value));
  return (
    LABELS.includes(textAt(expression, 'key') ?? '') &&
    textAt(expression, 'operator') === 'In' &&
    values.length > 0 &&
    values.every((value) => value === 'windows')
  );
}
