import { mayHaveClaimTemplates } from '../kubernetes/claim-templates.ts';
import { volumesByName } from '../kubernetes/volume-mounts.ts';
import type { Volume } from '../kubernetes/workload.ts';
import { closestMatch } from '../util/closest-match.ts';
import { type AnnotationError, endOf, type Part, problemAt, splitPart } from './annotation-error.ts';
import { annotationOf, type ContrastAnnotation } from './annotations.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';

/** The volumes that a secure-pv annotation names. */
export interface SecurePv {
  /** Block device that holds the encrypted data. */
  device: Part;
  /** Volume under which containers find the decrypted file system. */
  mount: Part;
}

/** Kubernetes: names of volumes are DNS labels. */
const VOLUME_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The volumes that the pod's annotation names; undefined where it has none or none that can be read. */
export function securePvOf(workload: ConfidentialWorkload): SecurePv | undefined {
  const annotation = annotationOf(workload, 'secure-pv');
  const reading = annotation && parseSecurePv(annotation);
  return reading && 'device' in reading ? reading : undefined;
}

/** Reads `<device>:<mount>`, one pair only (Contrast documentation, Encrypted storage). */
export function parseSecurePv({ value }: Pick<ContrastAnnotation, 'value'>): SecurePv | AnnotationError {
  const whole: Part = { text: value, offset: 0 };
  const [device, mount, more] = splitPart(whole, ':');
  const example = 'a volume name such as state';
  if (!mount) return problemAt(endOf(whole), '":" and the name of the volume that containers mount');
  if (more) {
    const rest = { text: value.slice(more.offset - 1), offset: more.offset - 1 };
    return problemAt(rest, 'the end, since a pod has one secure volume');
  }
  for (const part of [device!, mount]) if (!VOLUME_NAME.test(part.text)) return problemAt(part, example);
  return { device: device!, mount };
}

/**
 * What is wrong with the device: `contrast generate` takes claims and claim templates. It knows iSCSI volumes too, but genpolicy aborts
 * on them (Kata Containers source, genpolicy).
 */
export function deviceProblem(
  workload: ConfidentialWorkload,
  { device }: SecurePv,
): AnnotationError | undefined {
  const volume = volumesByName(workload).get(device.text);
  if (volume) {
    if (isDevice(volume)) return undefined;
    return problemAt(device, `a volume that refers to a claim; this one is ${describeType(volume)}`);
  }
  if (workload.claimTemplates.some(({ name }) => name === device.text)) return undefined;
  const names = [...workload.volumes.filter(isDevice), ...workload.claimTemplates].map(({ name }) => name);
  const close = closestMatch(device.text, names);
  const templates = mayHaveClaimTemplates(workload.resource) ? 'or a claim template ' : '';
  const hint = close === undefined ? '' : `; did you mean ${close}?`;
  return problemAt(device, `a volume ${templates}of the pod that refers to a claim${hint}`);
}

/** What is wrong with the mount: where the pod has no volume of that name `contrast generate` adds it. */
export function mountProblem(
  workload: ConfidentialWorkload,
  { mount }: SecurePv,
): AnnotationError | undefined {
  const volume = volumesByName(workload).get(mount.text);
  if (!volume || volume.type === 'emptyDir') return undefined;
  return problemAt(mount, `an emptyDir volume; this one is ${describeType(volume)}`);
}

function isDevice({ type }: Volume): boolean {
  return type === 'persistentVolumeClaim';
}

function describeType({ type }: Volume): string {
  return type === undefined ? 'of no type' : `of type ${type}`;
}
