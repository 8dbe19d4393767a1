import { vmSize as sizeOf, type VmSize } from '../contrast/vm-size.ts';
import { replicasOf } from '../kubernetes/replicas.ts';
import { joinWords } from '../util/join-words.ts';
import { pluralize } from '../util/plural.ts';
import { defineRule } from './rule.ts';

export const vmSize = defineRule({
  id: 'vm-size',
  summary: 'Say what each pod costs as a confidential VM.',
  rationale:
    'Memory and CPUs of the VM are taken from the node for as long as the pod runs. They include the containers that `contrast generate` adds.',
  remedy: 'Nothing. It says what the pod costs.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'info',

  inspect(workload, facts) {
    const path = workload.podSpecPath;
    const size = sizeOf(workload, facts);
    if (!size) return [{ path, message: 'the size of the VM is not known, since a limit cannot be read' }];
    const replicas = replicasOf(workload);
    const tags = tagsOf(size);
    if (replicas !== undefined) tags.replicas = `${replicas}`;
    return [{ path, message: describe(size, replicas), tags }];
  },
});

function describe(size: VmSize, replicas: number | undefined): string {
  const { podLimit, guestMemory, vmMemory, nodeMemory, vcpus, added, injected, withoutLimit } = size;
  const containers = vmMemory - guestMemory;
  const forContainers =
    podLimit === 0 && containers > 0
      ? `${containers}Mi that the platform gives to pods without limits`
      : `${containers}Mi for the containers${
          added > 0
            ? `, ${added}Mi of it for what contrast generate adds: ${injected
                .filter(({ memory }) => memory > 0)
                .map(({ name, memory }) => `${name} ${memory}Mi`)
                .join(', ')};`
            : ''
        }`;
  const missing =
    withoutLimit.length === 0
      ? ''
      : `; not counted, without a memory limit: ${joinWords(withoutLimit, withoutLimit.length)}`;
  const copies = replicas === undefined || replicas === 1 ? '' : `, ${replicas} times`;
  return `runs in a VM with ${vmMemory}Mi of memory (${forContainers} and ${guestMemory}Mi for the guest system) and ${pluralize(vcpus, 'vCPU')}, and takes ${nodeMemory}Mi of a node${copies}${missing}`;
}

function tagsOf({
  podLimit,
  guestMemory,
  overhead,
  vmMemory,
  nodeMemory,
  vcpus,
  added,
  withoutLimit,
}: VmSize): Record<string, string> {
  return {
    vmMemory: `${vmMemory}Mi`,
    nodeMemory: `${nodeMemory}Mi`,
    podLimit: `${podLimit}Mi`,
    guestMemory: `${guestMemory}Mi`,
    overhead: `${overhead}Mi`,
    vcpus: `${vcpus}`,
    ...(added > 0 && { addedMemory: `${added}Mi` }),
    ...(withoutLimit.length > 0 && { withoutLimit: `${withoutLimit.length}` }),
  };
}
