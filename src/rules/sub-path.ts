import { obstacleToSplit, splitVolume } from '../contrast/sub-path.ts';
import { mountsOf } from '../kube/mounts.ts';
import { defineRule } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

export const subPath = defineRule({
  id: 'sub-path',
  summary: 'Find mounts of a part of a volume.',
  rationale:
    'Contrast does not support `subPath`: `contrast generate` aborts on it, and the guest would mount the wrong directory.',
  remedy:
    'Opt-in: `volumes.subPath: split` gives each subPath of an emptyDir an emptyDir of its own. Otherwise mount the whole volume; of a configMap or secret, ' +
    'mount a volume whose `items` list the file, at a directory of its own.',
  source: 'Contrast documentation, Prepare deployment files, Volumes; Kata Containers source, genpolicy',
  severity: 'error',
  wokenBy: { keys: ['subPath', 'subPathExpr'] },

  *inspect(workload) {
    const mounts = mountsOf(workload).filter(({ list }) => list === 'volumeMounts');
    const parts = mounts.filter(({ node }) => textAt(node, 'subPath') || textAt(node, 'subPathExpr'));
    if (parts.length === 0) return;
    const wantsSplit = workload.settings.volumes.subPath === 'split';
    for (const volume of new Set(parts.map(({ name }) => name))) {
      const own = mounts.filter(({ name }) => name === volume);
      const obstacle = obstacleToSplit(volume, own, workload);
      if (wantsSplit && obstacle === undefined) {
        yield* splitVolume(volume, own, workload);
        continue;
      }
      const because = wantsSplit ? `. It is not split, because ${obstacle}` : '';
      for (const { container, node, path } of own) {
        const [part, expression] = [textAt(node, 'subPath'), textAt(node, 'subPathExpr')];
        if (part) {
          yield {
            path: [...path, 'subPath'],
            currentValue: part,
            message: `${container.title} mounts only "${part}" of volume "${volume}", which Contrast does not support: mount the whole volume${because}`,
          };
        }
        if (expression) {
          yield {
            path: [...path, 'subPathExpr'],
            severity: 'warning',
            currentValue: expression,
            message: `${container.title} mounts a part of volume "${volume}" that an expression names, which the guest may not support: mount the whole volume${because}`,
          };
        }
      }
    }
  },
});
