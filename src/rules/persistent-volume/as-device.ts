import { IMAGE_STORE_DEVICE, SECURE_PV_DEVICE } from '../../contrast/reserved-names.ts';
import type { Mount } from '../../kubernetes/volume-mounts.ts';
import type { Container } from '../../kubernetes/workload.ts';
import type { Json } from '../../util/json.ts';
import { itemsAt, seqAt, textAt } from '../../yaml/access.ts';
import { append, remove } from '../../yaml/edit/edit.ts';
import { jsonOf } from '../../yaml/to-json.ts';
import type { Finding } from '../rule.ts';
import { type ClaimUse, fileSystemMounts } from './conversion.ts';

/** Replaces the mounts of claims with devices. */
export function* asDevices(uses: readonly ClaimUse[]): Iterable<Finding> {
  const mounts = uses.flatMap(fileSystemMounts);
  for (const container of new Set(mounts.map((mount) => mount.container))) {
    const own = mounts.filter((mount) => mount.container === container);
    yield withoutMounts(container, own);
    const devices = itemsAt(container.node, 'volumeDevices');
    const present = new Set(devices.map((device) => textAt(device, 'name')));
    const missing = new Set(own.map(({ name }) => name).filter((name) => !present.has(name)));
    for (const [index, name] of [...missing].entries()) {
      const value = { name, devicePath: devicePathFor(name, container) };
      const list = [...container.path, 'volumeDevices'];
      yield {
        path: [...list, devices.length + index],
        proposedValue: value,
        message: `${container.title} needs "${name}" as a device`,
        fix: {
          edits: [append(list, value)],
          severity: 'warning',
          message: `added the block device ${value.devicePath} to ${container.title}, whose program must open it itself: no file system is mounted from it`,
        },
      };
    }
  }
}

function withoutMounts(container: Container, mounts: readonly Mount[]): Finding {
  const path = [...container.path, 'volumeMounts'];
  const list = jsonOf(seqAt(container.node, 'volumeMounts')!) as Json[];
  const indexes = mounts.map((mount) => mount.path.at(-1) as number);
  const rest = list.filter((_, index) => !indexes.includes(index));
  const names = mounts.map(({ name, node }) => `"${name}" at ${textAt(node, 'mountPath') ?? 'no path'}`);
  const [who, what] = [container.title, names.join(' and ')];
  return {
    path,
    currentValue: list,
    ...(rest.length > 0 && { proposedValue: rest }),
    message: `${who} mounts ${what} as a file system: use volumeDevices`,
    fix: {
      // From the end, so that the remaining indexes stay valid.
      edits: indexes.toSorted((a, b) => b - a).map((index) => remove([...path, index])),
      removes: true,
      message: `removed ${what} from ${who}, since a block device cannot be mounted`,
    },
  };
}

function devicePathFor(name: string, { node }: Container): string {
  const devices = itemsAt(node, 'volumeDevices').map((device) => textAt(device, 'devicePath'));
  const mounts = itemsAt(node, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'));
  const taken = [SECURE_PV_DEVICE, IMAGE_STORE_DEVICE, ...devices, ...mounts];
  let path = `/dev/${name}`;
  while (taken.includes(path)) path += '-block';
  return path;
}
