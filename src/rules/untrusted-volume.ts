import { mountsByVolume } from '../kubernetes/volume-mounts.ts';
import { joinWords } from '../util/join-words.ts';
import { defineRule, type Finding } from './rule.ts';

/** Supported volumes whose content comes from the cluster (Contrast documentation, Prepare deployment files, Volumes). */
const FROM_CLUSTER = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);

export const untrustedVolume = defineRule({
  id: 'untrusted-volume',
  summary: 'Report volumes whose content the operator of the cluster can change.',
  rationale:
    'The content of configMap, secret, projected and downwardAPI volumes is neither encrypted nor integrity protected: the host can read ' +
    'and replace it.',
  remedy: 'Validate the data in the program, or use data from the image or from a workload secret.',
  source: 'Contrast documentation, Prepare deployment files, Volumes',
  severity: 'info',
  triggers: { keys: [...FROM_CLUSTER] },

  inspect(workload) {
    const findings: Finding[] = [];
    for (const { name, type, path } of workload.volumes) {
      if (type === undefined || !FROM_CLUSTER.has(type)) continue;
      const own = mountsByVolume(workload).get(name);
      if (!own) continue;
      const users = joinWords(own.map(({ container }) => container.title));
      findings.push({
        path: [...path, type],
        cause: {
          message: `containers must not trust ${type} volumes: the host can read and change their content`,
          subject: `volume "${name}"`,
        },
        message: `${users} must not trust volume "${name}": the host can read and change the content of a ${type} volume`,
      });
    }
    return findings;
  },
});
