import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { rejectedMounts } from '../contrast/shared-file-systems.ts';
import { isMounted } from '../kubernetes/volume-mounts.ts';
import type { Volume } from '../kubernetes/workload.ts';
import { defineRule, type Finding } from './rule.ts';

/** The filesystem volumes that Contrast supports (Contrast documentation, Prepare deployment files, Volumes). */
const SUPPORTED = new Set(['configMap', 'downwardAPI', 'emptyDir', 'projected', 'secret']);
/** Those that `contrast generate` can take; it aborts on the sources of a projected volume (Kata Containers source, genpolicy). */
const ADVISED = [...SUPPORTED].filter((type) => type !== 'projected');
/** Types that rules of their own judge. */
const JUDGED_ELSEWHERE = new Set(['hostPath', 'image', 'persistentVolumeClaim', 'ephemeral']);

export const volumeType = defineRule({
  id: 'volume-type',
  summary: 'Find volumes of a type that Contrast does not support.',
  rationale:
    'Contrast shares no file system with the host. A mount of any other type becomes a directory that lives as long as its container: ' +
    'what is written there is lost without an error.',
  remedy:
    'Use a supported type: configMap, downwardAPI, emptyDir or secret, or a persistent volume with `volumeMode: Block`. The documentation lists projected as well, but `contrast generate` aborts on its sources.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Contrast source, verifier NoSharedFSMount',
  severity: 'error',
  triggers: { keys: ['volumes'] },

  inspect(workload) {
    const others = workload.volumes.filter(isUnsupported);
    return others.length === 0 ? undefined : judge(others, workload);
  },
});

/** Without a source the API server makes it an emptyDir. */
function isUnsupported({ type }: Volume): boolean {
  return type !== undefined && !SUPPORTED.has(type) && !JUDGED_ELSEWHERE.has(type);
}

function* judge(volumes: readonly Volume[], workload: ConfidentialWorkload): Iterable<Finding> {
  for (const { name, type = '', path } of volumes) {
    const outcome = rejectedMounts(workload, name).length > 0 ? 'fails' : 'may abort';
    const message = `volume "${name}" has the unsupported type ${type}: its mounts would be temporary directories, and contrast generate ${outcome}`;
    if (isMounted(workload, name)) {
      yield {
        path: [...path, type],
        message: `${message}. Use ${ADVISED.join(', ')} or a Block volume`,
      };
    } else {
      yield { path: [...path, type], severity: 'info', message: `${message}; no container mounts it` };
    }
  }
}
