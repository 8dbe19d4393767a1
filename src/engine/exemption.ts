import type { Config } from '../config/load-config.ts';
import { type Selection, selectWorkload } from '../config/settings-for.ts';
import { POD_ROLE } from '../contrast/annotations.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { isMirrorPod, ownerInInput } from '../kubernetes/input/owners.ts';
import { workloadKindOf } from '../kubernetes/kinds/lookup.ts';
import { isNodeFolder } from '../kubernetes/node-folders.ts';
import { windowsField } from '../kubernetes/operating-system.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import type { Resource } from '../manifest/types.ts';
import type { Exemption } from '../rules/rule.ts';
import { booleanAt, itemsAt, mapAt, type Path, textAt } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';

/**
 * Returns why the workload is not prepared; undefined if it is. The configuration and annotations come first. Without them the program
 * may guess, and each guess is reported as a warning.
 */
export function exemptionOf(
  config: Config,
  identity: WorkloadIdentity,
  resource: Resource,
  podTemplate: Path,
  facts: InputIndex,
): Exemption | undefined {
  const maker = ownerInInput(resource, facts);
  if (maker) return { by: 'owner', reason: `${maker.kind} ${maker.name} owns it and is inspected instead` };
  if (identity.isMarked && isMirrorPod(identity, resource))
    return { by: 'user', reason: 'the kubelet runs it from a file on its node' };
  const selected = selectWorkload(config, identity);
  if (!selected.selected) return exemptionBy(selected);
  const podSpec = mapAt(resource.root, ...podTemplate, 'spec');
  const windows = windowsField(podSpec);
  if (windows !== undefined)
    return { by: 'impossible', reason: `runs on Windows nodes (${windows}), but confidential VMs run Linux` };
  if (selected.explicitly) return undefined;
  if (identity.isMarked && roleOf(identity) === 'contrast-node-installer')
    return { by: 'guess', reason: 'is the node installer of Contrast, which prepares the host itself' };
  if (identity.kind === 'Pod' && /^port-forwarder(-|$)/.test(identity.name)) {
    return {
      by: 'guess',
      reason: 'is a port-forwarder pod of Contrast, which runs outside of confidential VMs',
    };
  }
  if (!workloadKindOf(identity)?.perNode) return undefined;
  const agent = nodeAgentReason(podSpec);
  return agent === undefined ? undefined : { by: 'guess', reason: agent };
}

/** Returns why the configuration or an annotation excludes an object, workload or not; undefined if neither does. */
export function selectionExemption(config: Config, identity: WorkloadIdentity): Exemption | undefined {
  const selected = selectWorkload(config, identity);
  return selected.selected ? undefined : exemptionBy(selected);
}

function exemptionBy({ unclear, reason }: Extract<Selection, { selected: false }>): Exemption {
  return { by: unclear ? 'unclear' : 'user', reason };
}

function roleOf({ annotations, labels }: WorkloadIdentity): string | undefined {
  return annotations[POD_ROLE] ?? labels[POD_ROLE];
}

/**
 * Returns why a DaemonSet is a node agent: it uses folders that only programs of the node use, or host files together with host
 * processes, the host network or privileges.
 */
function nodeAgentReason(podSpec: MapNode | undefined): string | undefined {
  const volumes = itemsAt(podSpec, 'volumes').filter((volume) => mapAt(volume, 'hostPath'));
  if (volumes.length === 0) return undefined;
  const containers = [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')];
  const mounted = new Set(
    containers.flatMap((container) =>
      itemsAt(container, 'volumeMounts').map((mount) => textAt(mount, 'name')),
    ),
  );
  const folders = volumes
    .filter((volume) => mounted.has(textAt(volume, 'name')))
    .map((volume) => textAt(volume, 'hostPath', 'path') ?? '')
    .filter(isNodeFolder);
  const privileges = ['hostPID', 'hostNetwork'].filter((field) => booleanAt(podSpec, field) === true);
  if (containers.some((container) => booleanAt(container, 'securityContext', 'privileged') === true))
    privileges.push('privileged');
  if (folders.length === 0 && privileges.length === 0) return undefined;
  const access = [...(folders.length > 0 ? folders : ['hostPath']), ...privileges].join(', ');
  return `is a DaemonSet that accesses its node (${access}), which is impossible in a confidential VM`;
}
