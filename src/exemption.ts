import type { InputFacts } from './cluster/facts.ts';
import type { Config } from './config/load-config.ts';
import { selection } from './config/settings-for.ts';
import { POD_ROLE } from './contrast/annotations.ts';
import type { Resource } from './frame.ts';
import type { WorkloadIdentity } from './kube/identity.ts';
import { isMirrorPod, makerInInput } from './kube/ownership.ts';
import type { Exemption } from './rule.ts';
import type { MapNode } from './yaml/node.ts';
import { itemsAt, mapAt, type Path, trueAt } from './yaml/read.ts';

/**
 * Why the workload is left alone; undefined where it is to be prepared. What the user says comes first; only where the
 * user says nothing is a guess made, and each guess is reported as a warning.
 */
export function exemptionOf(
  config: Config,
  identity: WorkloadIdentity,
  resource: Resource,
  podTemplate: Path,
  facts: InputFacts,
): Exemption | undefined {
  const maker = makerInInput(resource, facts);
  if (maker) return { by: 'owner', reason: `${maker.kind} ${maker.name} made it and is judged in its place` };
  if (identity.isMarked && isMirrorPod(identity)) {
    return { by: 'owner', reason: 'the kubelet runs it from a file of its node' };
  }
  const selected = selection(config, identity);
  if (!selected.selected) return { by: selected.unclear ? 'unclear' : 'user', reason: selected.reason };
  if (selected.explicitly) return undefined;
  if (identity.isMarked && roleOf(identity) === 'contrast-node-installer')
    return { by: 'guess', reason: "is Contrast's node installer, which prepares the host itself" };
  if (identity.kind === 'Pod' && /^port-forwarder(-|$)/.test(identity.name)) {
    return {
      by: 'guess',
      reason: 'is a port-forwarder pod, which Contrast runs outside of confidential VMs',
    };
  }
  if (identity.kind !== 'DaemonSet') return undefined;
  const agent = nodeAgentReason(mapAt(resource.root, ...podTemplate, 'spec'));
  return agent === undefined ? undefined : { by: 'guess', reason: agent };
}

function roleOf({ annotations, labels }: WorkloadIdentity): string | undefined {
  return annotations[POD_ROLE] ?? labels[POD_ROLE];
}

/** A DaemonSet that works on its node: host files together with the host's processes, network or privileges. */
function nodeAgentReason(podSpec: MapNode | undefined): string | undefined {
  if (!itemsAt(podSpec, 'volumes').some((volume) => mapAt(volume, 'hostPath'))) return undefined;
  const privileges = ['hostPID', 'hostNetwork'].filter((field) => trueAt(podSpec, field));
  const containers = [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')];
  if (containers.some((container) => trueAt(container, 'securityContext', 'privileged')))
    privileges.push('privileged');
  if (privileges.length === 0) return undefined;
  return `is a DaemonSet that works on its node (hostPath, ${privileges.join(', ')}), which a confidential VM cannot do`;
}
