import {
  IMAGE_STORE_DEVICE,
  IMAGE_STORE_VOLUME,
  SECRETS_PATH,
  SECRETS_VOLUME,
  SECURE_PV_DEVICE,
} from '../contrast/reserved.ts';
import { type Mount, mountsOf, withoutSlash } from '../kube/mounts.ts';
import { judgedContainers } from '../kube/resources.ts';
import { INJECTED_CONTAINERS } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

/** Volumes that `contrast generate` adds, and the type that one of that name must have. */
const VOLUMES = new Map([
  [SECRETS_VOLUME, 'emptyDir'],
  [IMAGE_STORE_VOLUME, 'ephemeral'],
]);

export const reservedNames = defineRule({
  id: 'reserved-names',
  summary: 'Keep the names and paths free that Contrast uses for itself.',
  rationale:
    '`contrast generate` adds containers, volumes, mounts and devices to each pod. Where something else has their name or path, it aborts, or the pod ' +
    'gets the wrong one: its secrets, for instance, would be missing.',
  remedy: 'Choose another name for the container or volume, or another path for the mount or device.',
  source: 'Contrast source, generate; Contrast documentation, Encrypted storage and Secure image store',
  severity: 'error',

  inspect(workload) {
    const findings: Finding[] = [];
    for (const { name, title, role, path } of judgedContainers(workload)) {
      if (!INJECTED_CONTAINERS.has(name)) continue;
      findings.push({
        path: [...path, 'name'],
        currentValue: name,
        // An init container of that name is replaced by the one that Contrast adds.
        severity: role === 'main' ? 'error' : 'warning',
        message: `${title} has the name of a container that contrast generate adds: choose another name, and leave out what contrast generate is to add`,
      });
    }
    for (const { name, type, path } of workload.volumes) {
      const wanted = VOLUMES.get(name);
      if (wanted === undefined || type === wanted || (type === undefined && wanted === 'emptyDir')) continue;
      findings.push({
        path: [...path, 'name'],
        currentValue: name,
        message: `"${name}" is the name of a volume that Contrast adds, of type ${wanted}, but this one is of type ${type ?? 'emptyDir'}: choose another name`,
      });
    }
    for (const { name, path } of workload.claimTemplates) {
      if (!VOLUMES.has(name)) continue;
      findings.push({
        path: [...path, 'metadata', 'name'],
        currentValue: name,
        message: `"${name}" is the name of a volume that Contrast adds: choose another name for the claim template`,
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

/** What Contrast has at a path; undefined where the path is free, and where the mount is what Contrast asks for. */
function purposeOf(path: string, { name, container, list }: Mount): string | undefined {
  if (path === SECRETS_PATH) return name === SECRETS_VOLUME ? undefined : "the pod's secrets";
  if (path === SECURE_PV_DEVICE) return 'the device of the secure persistent volume';
  if (path !== IMAGE_STORE_DEVICE) return undefined;
  // A sidecar with a device at this path brings an image store of its own.
  return container.role === 'sidecar' && list === 'volumeDevices'
    ? undefined
    : 'the device of the image store';
}
