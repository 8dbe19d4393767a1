import { type ConfidentialWorkload, INJECTED_CONTAINERS } from '../contrast/confidential-workload.ts';
import { getsImageStore } from '../contrast/image-memory.ts';
import {
  IMAGE_STORE_DEVICE,
  IMAGE_STORE_VOLUME,
  SECRETS_PATH,
  SECRETS_VOLUME,
  SECURE_PV_DEVICE,
} from '../contrast/reserved-names.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { type Mount, mountsOf, withoutSlash } from '../kubernetes/volume-mounts.ts';
import { textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

/** Names of volumes that `contrast generate` adds, and the type that such a volume must have. */
const VOLUMES = new Map([
  [SECRETS_VOLUME, 'emptyDir'],
  [IMAGE_STORE_VOLUME, 'ephemeral'],
]);

export const reservedNames = defineRule({
  id: 'reserved-names',
  summary: 'Find names and paths that Contrast reserves.',
  rationale:
    '`contrast generate` adds containers, volumes, mounts and devices to each pod. If their name or path is in use, it aborts, or the pod ' +
    'gets the wrong one and, for example, has no secrets.',
  remedy: 'Choose another name for the container or volume, or another path for the mount or device.',
  source: 'Contrast source, generate; Contrast documentation, Encrypted storage and Secure image store',
  severity: 'error',

  inspect(workload) {
    const findings: Finding[] = [];
    for (const { name, title, role, path } of userContainers(workload)) {
      if (!INJECTED_CONTAINERS.has(name)) continue;
      findings.push({
        path: [...path, 'name'],
        currentValue: name,
        // Contrast replaces an init container of that name.
        severity: role === 'main' ? 'error' : 'warning',
        message: `${title} has the name of a container that contrast generate adds: choose another name, or remove it if contrast generate is to add it`,
      });
    }
    for (const { name, type, path } of workload.volumes) {
      const wanted = VOLUMES.get(name);
      if (wanted === undefined || type === wanted || (type === undefined && wanted === 'emptyDir')) continue;
      findings.push({
        path: [...path, 'name'],
        currentValue: name,
        ...severityOf(name, workload),
        message: `the volume name "${name}" is reserved for a volume of type ${wanted} that Contrast adds, but this one has type ${type ?? 'emptyDir'}: choose another name`,
      });
    }
    for (const { name, path } of workload.claimTemplates) {
      if (!VOLUMES.has(name)) continue;
      findings.push({
        path: [...path, 'metadata', 'name'],
        currentValue: name,
        ...severityOf(name, workload),
        message: `the volume name "${name}" is reserved for a volume that Contrast adds: choose another name for the claim template`,
      });
    }
    for (const mount of mountsOf(workload)) {
      const key = mount.list === 'volumeMounts' ? 'mountPath' : 'devicePath';
      const where = textAt(mount.node, key);
      const purpose = where && purposeOf(withoutSlash(where), mount);
      if (!purpose) continue;
      findings.push({
        path: [...mount.path, key],
        currentValue: where,
        message: `${mount.container.title} has "${mount.name}" at ${where}, where Contrast puts ${purpose}: choose another path`,
      });
    }
    return findings;
  },
});

/** The volume of the image store matters only to pods that get one, which is opt-in in most releases. */
function severityOf(name: string, workload: ConfidentialWorkload): Pick<Finding, 'severity'> {
  return name === IMAGE_STORE_VOLUME && !getsImageStore(workload) ? { severity: 'warning' } : {};
}

/** Returns what Contrast puts at a path; undefined if the path is free or the mount is the one that Contrast expects. */
function purposeOf(path: string, { name, container, list }: Mount): string | undefined {
  if (path === SECRETS_PATH) return name === SECRETS_VOLUME ? undefined : 'the secrets of the pod';
  if (path === SECURE_PV_DEVICE) return 'the device of the secure persistent volume';
  if (path !== IMAGE_STORE_DEVICE) return undefined;
  // A sidecar with a device at this path is an image store that the user brings.
  return container.role === 'sidecar' && list === 'volumeDevices'
    ? undefined
    : 'the device of the image store';
}
