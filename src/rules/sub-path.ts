import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { type Mount, mountsOf, volumesByName } from '../kubernetes/volume-mounts.ts';
import { groupBy } from '../util/group-by.ts';
import { textAt } from '../yaml/access.ts';
import { remove } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import type { Setting } from './setting.ts';
import { type Obstacle, obstacleToSplit, splitVolume } from './shared/split-volume.ts';
import { optIn } from './wants-fix.ts';

/** Volumes of files, where a mount of the whole volume would hide the rest of a directory. */
const FILE_VOLUMES = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);

const SPLIT: Setting = { path: 'volumes.subPath', value: 'split' };

export const subPath = defineRule({
  id: 'sub-path',
  summary: 'Find mounts with a subPath.',
  rationale:
    'Contrast does not support `subPath`: `contrast generate` aborts on it, and the guest would mount the wrong directory.',
  remedy:
    'Opt-in: `fix: compatible` removes an empty subPath, and `volumes.subPath: split` gives each subPath of an emptyDir a separate emptyDir. Otherwise mount the whole volume; for a configMap or secret, ' +
    'mount a volume whose `items` list the file at a separate directory.',
  source: 'Contrast documentation, Prepare deployment files, Volumes; Kata Containers source, genpolicy',
  severity: 'error',
  triggers: { keys: ['subPath', 'subPathExpr'] },

  *inspect(workload) {
    const mounts = mountsOf(workload).filter(({ list }) => list === 'volumeMounts');
    for (const mount of mounts) if (textAt(mount.node, 'subPath') === '') yield emptySubPath(mount, workload);
    const parts = mounts.filter(({ node }) => textAt(node, 'subPath') || textAt(node, 'subPathExpr'));
    if (parts.length === 0) return;
    const wantsSplit = workload.settings.volumes.subPath === 'split';
    const byVolume = groupBy(mounts, ({ name }) => name);
    for (const volume of new Set(parts.map(({ name }) => name))) {
      const own = byVolume.get(volume)!;
      const obstacle = obstacleToSplit(volume, own, workload);
      if (wantsSplit && obstacle === undefined) {
        yield* splitVolume(volume, own, workload);
        continue;
      }
      const answer = obstacle === undefined ? { setting: SPLIT } : {};
      const advice = adviceFor(workload, volume, obstacle);
      const because = wantsSplit ? `. Not split, because ${obstacle!.reason}` : '';
      const mount = wantsSplit && obstacle!.mount !== undefined ? ` (${obstacle!.mount})` : '';
      for (const { container, node, path } of own) {
        const [part, expression] = [textAt(node, 'subPath'), textAt(node, 'subPathExpr')];
        if (part) {
          yield {
            path: [...path, 'subPath'],
            currentValue: part,
            message: `${container.title} mounts only "${part}" of volume "${volume}", which Contrast does not support: ${advice}${because}${mount}`,
            cause: {
              message: `containers mount parts of volumes by subPath, which Contrast does not support: ${advice}${because}`,
              subject: `"${part}" of volume "${volume}"`,
            },
            ...answer,
          };
        }
        if (expression) {
          yield {
            path: [...path, 'subPathExpr'],
            severity: 'warning',
            currentValue: expression,
            message: `${container.title} mounts a part of volume "${volume}" with subPathExpr, which the guest may not support: mount the whole volume${because}${mount}`,
            ...answer,
          };
        }
      }
    }
  },
});

/** What to do about a subPath that is not split. */
function adviceFor(workload: ConfidentialWorkload, name: string, obstacle?: Obstacle): string {
  const isOfFiles = FILE_VOLUMES.has(volumesByName(workload).get(name)?.type ?? '');
  if (isOfFiles) return 'mount a volume whose items list the file at a separate directory';
  return obstacle?.mount === undefined
    ? 'mount the whole volume'
    : 'use a separate emptyDir for the part, and mount it inside of the whole volume too if its files are used there';
}

/** An empty subPath mounts the whole volume (Kubernetes API reference, VolumeMount), but `contrast generate` fails on it. */
function emptySubPath({ container, name, path }: Mount, { settings }: ConfidentialWorkload): Finding {
  const field = [...path, 'subPath'];
  return {
    path: field,
    currentValue: '',
    message: `contrast generate fails on the empty subPath of volume "${name}" of ${container.title}; remove it, which mounts the whole volume as well`,
    ...optIn(settings, 'sub-path', () => ({
      edits: [remove(field)],
      message: 'removed, since contrast generate fails on an empty subPath',
    })),
  };
}
