import { mountsOf } from '../kube/mounts.ts';
import { defineRule, type Finding } from '../rule.ts';
import { shortList } from '../short-list.ts';

/** Supported volumes whose content comes from the cluster (Contrast documentation, Prepare deployment files, Volumes). */
const FROM_CLUSTER = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);

export const untrustedVolume = defineRule({
  id: 'untrusted-volume',
  summary: 'Name volumes whose content anybody who runs the cluster can change.',
  rationale:
    'The content of configMap, secret, projected and downwardAPI volumes is neither encrypted nor integrity protected: the host can read it ' +
    'and put something else in its place.',
  remedy: 'Have the program check what it reads, or take the data from the image or from a workload secret.',
  source: 'Contrast documentation, Prepare deployment files, Volumes',
  severity: 'info',
  wokenBy: { keys: [...FROM_CLUSTER] },

  inspect(workload) {
    const findings: Finding[] = [];
    for (const { name, type, path } of workload.volumes) {
      if (type === undefined || !FROM_CLUSTER.has(type)) continue;
      const own = mountsOf(workload).filter((mount) => mount.name === name);
      if (own.length === 0) continue;
      const users = shortList(own.map(({ container }) => container.title));
      findings.push({
        path: [...path, type],
        message: `${users} must not trust volume "${name}": the host can read and change the content of a ${type} volume`,
      });
    }
    return findings;
  },
});
