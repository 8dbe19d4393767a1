import { type Workload, WorkloadView } from '../kubernetes/workload.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import type { Resource } from '../manifest/types.ts';
import type { Path } from '../yaml/access.ts';
import { isGenerated } from './generated-annotations.ts';
import type { Settings } from './settings.ts';

/** A workload that runs in confidential VMs, with the settings that apply to it. */
export interface ConfidentialWorkload extends Workload {
  settings: Settings;
}

/**
 * Names of the containers that `contrast generate` adds (Contrast source, mutators of generate). They count as injected only in pods
 * with an annotation of generate; in other pods these are names like any other.
 */
export const INJECTED_CONTAINERS = new Set([
  'contrast-initializer',
  'contrast-service-mesh',
  'pvc-holder',
  'contrast-debug-shell',
]);

/**
 * Reads the workload that rules inspect.
 * @throws UnreadableWorkload if there is no PodSpec with containers.
 */
export function readWorkload(
  resource: Resource,
  podTemplate: Path,
  identity: WorkloadIdentity,
  settings: Settings,
): ConfidentialWorkload {
  return new ConfidentialWorkloadView(resource, podTemplate, identity, settings);
}

class ConfidentialWorkloadView extends WorkloadView implements ConfidentialWorkload {
  readonly settings: Settings;

  constructor(resource: Resource, podTemplate: Path, identity: WorkloadIdentity, settings: Settings) {
    super(resource, podTemplate, identity, (name) => INJECTED_CONTAINERS.has(name) && isGenerated(identity));
    this.settings = settings;
  }
}
