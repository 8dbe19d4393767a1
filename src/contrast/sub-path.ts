import { append, remove, set } from '../edit/edit.ts';
import type { Json } from '../json.ts';
import { freeName } from '../kube/free-name.ts';
import type { Mount } from '../kube/mounts.ts';
import type { Workload } from '../kube/workload.ts';
import type { Finding } from '../rule.ts';
import { mapAt, textAt } from '../yaml/read.ts';
import { jsonOf } from '../yaml/to-json.ts';
import { securePvOf } from './secure-pv.ts';

/** Why each subPath of a volume cannot become a volume of its own without harm; undefined where it can. */
export function obstacleToSplit(
  name: string,
  mounts: readonly Mount[],
  workload: Workload,
): string | undefined {
  const volume = workload.volumes.find((one) => one.name === name);
  // Without a source the API server makes it an emptyDir.
  if (!volume || (volume.type !== undefined && volume.type !== 'emptyDir'))
    return 'the volume is no emptyDir';
  if (securePvOf(workload)?.mount.text === name) return 'Contrast mounts a secure persistent volume there';
  if (mounts.some(({ node }) => textAt(node, 'subPathExpr')))
    return 'an expression names one of the parts that are mounted';
  const parts = new Set(mounts.map(partOf));
  if (parts.has('')) return 'another mount has the whole volume';
  const nested = [...parts].some((part) => [...parts].some((other) => other.startsWith(`${part}/`)));
  return nested ? 'one of the parts that are mounted lies in another' : undefined;
}

/** The subPath that a mount names, in one way of writing it; '' for the whole volume. */
function partOf({ node }: Mount): string {
  const segments = (textAt(node, 'subPath') ?? '').split('/');
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/');
}

/** Gives each subPath an emptyDir of its own. The first keeps the volume, so that nothing is left over. */
export function* splitVolume(name: string, mounts: readonly Mount[], workload: Workload): Iterable<Finding> {
  const volume = workload.volumes.find((one) => one.name === name)!;
  const options = mapAt(volume.node, 'emptyDir');
  const emptyDir: Json = options ? jsonOf(options) : {};
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map((one) => one.name));
  const names = new Map<string, string>();
  for (const part of new Set(mounts.map(partOf))) {
    if (names.size === 0) {
      names.set(part, name);
      continue;
    }
    const own = freeName(`${name}-${part}`, taken);
    const list = [...workload.podSpecPath, 'volumes'];
    const value = { name: own, emptyDir };
    yield {
      path: [...list, taken.size - workload.claimTemplates.length],
      proposedValue: value,
      message: `"${part}" of volume "${name}" needs a volume of its own`,
      fix: {
        edits: [append(list, value)],
        message: `added the emptyDir for what was "${part}" of volume "${name}"`,
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
          message: `set to the volume that holds what was "${part}" of "${name}"`,
        },
      };
    }
    const path = [...mount.path, 'subPath'];
    yield {
      path,
      currentValue: part,
      message: problem,
      fix: { edits: [remove(path)], message: `removed: volume "${own}" holds nothing else` },
    };
  }
}
