/** Folders with files of the kernel. */
const KERNEL = ['dev', 'proc', 'sys'];

/** Folders of the kubelet (device plugins, volumes, pods) and of network plugins (Kubernetes, Device plugins; CNI specification). */
const SOCKETS = ['etc/cni', 'opt/cni', 'var/lib/cni', 'var/lib/kubelet'];

/**
 * Folders below /run with sockets of container runtimes, network plugins, and other programs of the node; from the documentation of
 * each program. /var/run is the same folder.
 */
const RUN = [
  ...['containerd', 'cri-dockerd', 'crio', 'docker', 'k3s', 'podman'],
  ...['calico', 'cilium', 'flannel', 'istio-cni', 'multus', 'netns', 'openvswitch', 'ztunnel'],
  ...['csi', 'dbus', 'nvidia', 'spire', 'systemd', 'udev'],
];

/** Folders that programs of the node write: logs, kernel modules, files of container runtimes (Kubernetes, Logging architecture). */
const NODE = ['lib/modules', 'run/log', 'var/lib/containerd', 'var/lib/docker', 'var/log'];

/**
 * Paths of a node of which a copy is useless: all of the node, files of the kernel, folders with sockets, sockets. For RE2, in which the
 * API server matches them; `unusablePath` recognizes the same paths.
 */
export const UNUSABLE_PATH = `^/+(\\./+)*((${[...KERNEL, ...SOCKETS].join('|')})(/.*)?|(var/)?run(/+|/(${RUN.join('|')})(/.*)?)?|.*\\.sock/*)?$`;

/** Returns what a path of a node is, for messages, if a copy of it is useless in a VM; undefined for other paths. */
export function unusablePath(path: string): string | undefined {
  const folder = normalize(path);
  if (folder === undefined) return undefined;
  if (folder === '') return 'the root folder of the host';
  if (folder.endsWith('.sock')) return `the host socket ${path}`;
  const kernel = KERNEL.find((one) => isIn(folder, one));
  if (kernel !== undefined) return `in /${kernel} of the host`;
  const below = folder.replace(/^var\/run/, 'run');
  const hasSockets =
    below === 'run' ||
    SOCKETS.some((one) => isIn(folder, one)) ||
    RUN.some((one) => isIn(below, `run/${one}`));
  return hasSockets ? `the folder ${path} of the host` : undefined;
}

/** True for folders that only programs of the node use, such as log collectors and device plugins. */
export function isNodeFolder(path: string): boolean {
  const folder = normalize(path);
  return unusablePath(path) !== undefined || NODE.some((one) => folder !== undefined && isIn(folder, one));
}

/** The path without its root and what means nothing: `var/log` for `//var/log/`; undefined for a relative path. */
function normalize(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
