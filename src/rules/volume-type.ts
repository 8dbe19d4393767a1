import { isMounted } from '../kube/mounts.ts';
import type { Volume, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

/** The filesystem volumes that Contrast supports (Contrast documentation, Prepare deployment files, Volumes). */
const SUPPORTED = new Set(['configMap', 'downwardAPI', 'emptyDir', 'projected', 'secret']);
/** Types that rules of their own judge. */
const JUDGED_ELSEWHERE = new Set(['hostPath', 'image', 'persistentVolumeClaim', 'ephemeral']);

export const volumeType = defineRule({
  id: 'volume-type',
  summary: 'Find volumes of a type that Contrast does not support.',
  rationale:
    'Contrast shares no file system with the host. A mount of any other type becomes a directory that lives as long as its container: ' +
    'what is written there is lost without an error.',
  remedy:
    'Use a supported type: configMap, downwardAPI, emptyDir, projected or secret, or a persistent volume with `volumeMode: Block`.',
  source: 'Contrast documentation, Prepare deployment files, Volumes',
  severity: 'error',
  wokenBy: { keys: ['volumes'] },

  inspect(workload) {
    const others = workload.volumes.filter(isUnsupported);
    return others.length === 0 ? undefined : judge(others, workload);
  },
});

/** Without a source the API server makes it an emptyDir. */
function isUnsupported({ type }: Volume): boolean {
  return type !== undefined && !SUPPORTED.has(type) && !JUDGED_ELSEWHERE.has(type);
}

function* judge(volumes: readonly Volume[], workload: Workload): Iterable<Finding> {
  for (const { name, type = '', path } of volumes) {
    const message = `volume "${name}" has the unsupported type ${type}: its mounts would be temporary directories, and contrast generate may abort`;
    if (isMounted(workload, name)) {
      yield {
        path: [...path, type],
        message: `${message}. Use ${[...SUPPORTED].join(', ')} or a Block volume`,
      };
    } else {
      yield { path: [...path, type], severity: 'info', message: `${message}; no container mounts it` };
    }
  }
}
