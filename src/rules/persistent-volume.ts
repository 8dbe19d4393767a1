import type { InputFacts } from '../cluster/facts.ts';
import { groupBy } from '../group-by.ts';
import { type Mount, mountsOf } from '../kube/mounts.ts';
import { titleOf } from '../kube/resources.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { type Path, textAt } from '../yaml/read.ts';

export const persistentVolume = defineRule({
  id: 'persistent-volume',
  summary: 'Find persistent volumes whose data would be lost.',
  rationale:
    'Contrast attaches persistent volumes as block devices only. A claim in Filesystem mode, which is the default, becomes an empty ' +
    'directory that lives as long as its container: everything written there is lost without an error.',
  remedy:
    'Use `volumeMode: Block` with `volumeDevices`, or a secure persistent volume. Data that an existing claim holds has to be moved by hand.',
  source: 'Contrast documentation, Prepare deployment files, Volumes; Encrypted storage',
  severity: 'error',

  *inspect(workload, facts) {
    const mounts = groupBy(mountsOf(workload), ({ name }) => name);
    for (const claim of claimsOf(workload, facts)) yield* judge(claim, mounts.get(claim.name) ?? []);
  },
});

/** A volume or claim template that stands for a PersistentVolumeClaim. */
interface Claim {
  name: string;
  title: string;
  /** Where its mode stands or should stand; outside of the workload the volume itself. */
  path: Path;
  mode: 'Block' | 'Filesystem' | 'unknown';
  /** True where the mode is left to its default. */
  omitted: boolean;
}

function* claimsOf(workload: Workload, facts: InputFacts): Iterable<Claim> {
  for (const { name, path, node } of workload.claimTemplates) {
    const mode = textAt(node, 'spec', 'volumeMode');
    yield { name, title: `claim template "${name}"`, path: [...path, 'spec', 'volumeMode'], ...read(mode) };
  }
  for (const { name, path, node, type } of workload.volumes) {
    if (type === 'ephemeral') {
      const specPath = [...path, 'ephemeral', 'volumeClaimTemplate', 'spec', 'volumeMode'];
      const mode = textAt(node, 'ephemeral', 'volumeClaimTemplate', 'spec', 'volumeMode');
      yield { name, title: `ephemeral volume "${name}"`, path: specPath, ...read(mode) };
    } else if (type === 'persistentVolumeClaim') {
      const claimName = textAt(node, 'persistentVolumeClaim', 'claimName') ?? '';
      const fact = facts.claim(workload.namespace, claimName);
      const title = `volume "${name}" (claim "${claimName}")`;
      const where = [...path, 'persistentVolumeClaim', 'claimName'];
      yield {
        name,
        title,
        path: where,
        ...(fact ? read(fact.volumeMode) : ({ mode: 'unknown', omitted: false } as const)),
      };
    }
  }
}

function read(mode: string | undefined): Pick<Claim, 'mode' | 'omitted'> {
  return { mode: mode === 'Block' ? 'Block' : 'Filesystem', omitted: mode === undefined };
}

function* judge(claim: Claim, mounts: Mount[]): Iterable<Finding> {
  const { title, path, mode, omitted } = claim;
  if (mode === 'Filesystem') {
    yield {
      path,
      proposedValue: 'Block',
      ...(omitted ? {} : { currentValue: mode }),
      message:
        `${title} has volumeMode Filesystem${omitted ? ', the default' : ''}: its data would be lost when the container ends. ` +
        'Use volumeMode: Block with volumeDevices, or a secure persistent volume',
    };
  } else if (mode === 'unknown') {
    const asDevice = mounts.length > 0 && mounts.every(({ list }) => list === 'volumeDevices');
    const doubt = asDevice
      ? 'make sure that its volumeMode is Block'
      : 'it must have volumeMode: Block and be used by volumeDevices, or its data would be lost';
    yield {
      path,
      severity: 'warning',
      message: `${title} refers to a claim that is not in the input: ${doubt}`,
    };
  }
  for (const { container, list, path: mountPath } of mounts) {
    if (mode === 'Block' && list === 'volumeMounts') {
      yield {
        path: mountPath,
        message: `${titleOf(container)} mounts ${title} as a file system, but its volumeMode is Block: use volumeDevices`,
      };
    } else if (mode === 'Filesystem' && list === 'volumeDevices') {
      yield {
        path: mountPath,
        message: `${titleOf(container)} uses ${title} as a device, but its volumeMode is Filesystem: set volumeMode: Block`,
      };
    }
  }
}
