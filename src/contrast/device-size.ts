import type { InputIndex } from '../kubernetes/input/index.ts';
import { describeMemory, mebibytes, type Quantity, quantityOf } from '../kubernetes/quantity.ts';
import { volumesByName } from '../kubernetes/volume-mounts.ts';
import { scalarAt, textAt } from '../yaml/access.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';

/** Contrast documentation, Encrypted storage and Secure image store: the header takes 16 MiB, a journal needs more than 150 MiB. */
const MIN_MIB = 17;
const ADVISED_MIB = 150;

/** What is wrong with the size of an encrypted device; undefined where nothing is. `isRefused`: it cannot be set up at all. */
export function deviceSizeProblem({ nano }: Quantity): { isRefused: boolean; problem: string } | undefined {
  if (nano < mebibytes(MIN_MIB))
    return {
      isRefused: true,
      problem: `${describeMemory(nano)} is too small for an encrypted device, which needs at least ${MIN_MIB}Mi`,
    };
  if (nano <= mebibytes(ADVISED_MIB))
    return {
      isRefused: false,
      problem: `${describeMemory(nano)} leaves no room for the journal of an encrypted device: more than ${ADVISED_MIB}Mi is advised`,
    };
  return undefined;
}

/** The size that the claim of a volume, or a claim template, requests; undefined if it is not in the input. */
export function claimSize(
  workload: ConfidentialWorkload,
  volumeName: string,
  facts: InputIndex,
): Quantity | undefined {
  const volume = volumesByName(workload).get(volumeName);
  const claimName = volume && textAt(volume.node, 'persistentVolumeClaim', 'claimName');
  const claim = volume
    ? claimName !== undefined && facts.claim(workload.namespace, claimName)?.resource.root
    : workload.claimTemplates.find(({ name }) => name === volumeName)?.node;
  const scalar = claim ? scalarAt(claim, 'spec', 'resources', 'requests', 'storage') : undefined;
  return scalar && quantityOf(scalar);
}
