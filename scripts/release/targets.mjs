/**
 * The systems that the release has an executable for, in the words of Go and container images, which Helm uses too.
 * `runtime` is Bun's npm package for the system, `target` Bun's name of it.
 */
export const targets = [
  { os: 'linux', arch: 'amd64', runtime: 'bun-linux-x64', target: 'bun-linux-x64' },
  { os: 'linux', arch: 'arm64', runtime: 'bun-linux-aarch64', target: 'bun-linux-arm64' },
  { os: 'darwin', arch: 'arm64', runtime: 'bun-darwin-aarch64', target: 'bun-darwin-arm64' },
  { os: 'windows', arch: 'amd64', runtime: 'bun-windows-x64', target: 'bun-windows-x64' },
];

/** The name of a system's artefacts, without version and suffix. */
export function nameOf({ os, arch }) {
  return `prepare-contrast-${os}-${arch}`;
}

/** The archive of a Helm plugin of a version; that of a system's executable has the name of the system. */
export function archiveOf(name, version) {
  return `${name}-${version}.tgz`;
}

export function executableOf(target) {
  return nameOf(target) + (target.os === 'windows' ? '.exe' : '');
}

/** The target that this machine runs, or undefined. */
export function targetHere() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return targets.find((target) => target.os === os && target.arch === arch);
}
