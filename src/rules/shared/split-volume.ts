import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { securePvOf } from '../../contrast/secure-pv.ts';
import { uniqueName } from '../../kubernetes/unique-name.ts';
import { type Mount, volumesByName } from '../../kubernetes/volume-mounts.ts';
import type { Json } from '../../util/json.ts';
import { mapAt, textAt } from '../../yaml/access.ts';
import { append, remove, set } from '../../yaml/edit/edit.ts';
import { jsonOf } from '../../yaml/to-json.ts';
import type { Finding } from '../rule.ts';

/** Why the subPaths of a volume cannot be split into separate volumes. */
export interface Obstacle {
  reason: string;
  /** The mount that is in the way. */
  mount?: string;
}

/** Returns why the subPaths of a volume cannot be split into separate volumes; undefined if they can. */
export function obstacleToSplit(
  name: string,
  mounts: readonly Mount[],
  workload: ConfidentialWorkload,
): Obstacle | undefined {
  const volume = volumesByName(workload).get(name);
  // A volume without a source is an emptyDir.
  if (!volume || (volume.type !== undefined && volume.type !== 'emptyDir'))
    return { reason: 'the volume is not an emptyDir' };
  if (securePvOf(workload)?.mount.text === name)
    return { reason: 'Contrast mounts a secure persistent volume there' };
  if (mounts.some(({ node }) => textAt(node, 'subPathExpr'))) return { reason: 'a mount uses subPathExpr' };
  const parts = new Set(mounts.map(partOf));
  const whole = mounts.find((mount) => partOf(mount) === '');
  if (whole)
    return {
      reason: 'another mount uses the whole volume',
      mount: `${textAt(whole.node, 'mountPath')} of ${whole.container.title}`,
    };
  return [...parts].some((part) => isInside(part, parts))
    ? { reason: 'one of the subPaths is inside another one' }
    : undefined;
}

function isInside(part: string, parts: ReadonlySet<string>): boolean {
  for (let slash = part.indexOf('/'); slash !== -1; slash = part.indexOf('/', slash + 1))
    if (parts.has(part.slice(0, slash))) return true;
  return false;
}

/** Returns the normalized subPath of a mount; '' for the whole volume. */
function partOf({ node }: Mount): string {
  const segments = (textAt(node, 'subPath') ?? '').split('/');
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/');
}

/** Gives each subPath a separate emptyDir. The first one keeps the volume, so that no volume becomes unused. */
export function* splitVolume(
  name: string,
  mounts: readonly Mount[],
  workload: ConfidentialWorkload,
): Iterable<Finding> {
  const volume = volumesByName(workload).get(name)!;
  const options = mapAt(volume.node, 'emptyDir');
  const emptyDir: Json = options ? jsonOf(options) : {};
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map((one) => one.name));
  const names = new Map<string, string>();
  for (const part of new Set(mounts.map(partOf))) {
    if (names.size === 0) {
      names.set(part, name);
      continue;
    }
    const own = uniqueName(`${name}-${part}`, taken);
    const list = [...workload.podSpecPath, 'volumes'];
    const value = { name: own, emptyDir };
    yield {
      path: [...list, taken.size - workload.claimTemplates.length],
      proposedValue: value,
      message: `"${part}" of volume "${name}" needs a separate volume`,
      fix: {
        edits: [append(list, value)],
        message: `added the emptyDir that replaces "${part}" of volume "${name}"`,
      },
    };
    names.set(part, own);
    taken.add(own);
  }
  for (const mount of mounts) {
    const [part, own] = [textAt(mount.node, 'subPath')!, names.get(partOf(mount))!];
    const problem = `${mount.container.title} mounts only "${part}" of volume "${name}", which Contrast does not support`;
    if (own !== name) {
      const path = [...mount.path, 'name'];
      yield {
        path,
        currentValue: name,
        proposedValue: own,
        message: problem,
        fix: {
          edits: [set(path, own)],
          message: `set to the volume that replaces "${part}" of "${name}"`,
        },
      };
    }
    const path = [...mount.path, 'subPath'];
    yield {
      path,
      currentValue: part,
      message: problem,
      fix: { edits: [remove(path)], message: `removed: volume "${own}" has no other content` },
    };
  }
}
