// The manifest with which krew installs the executable as a kubectl plugin.
import { archiveOf, nameOf, targets } from './targets.mjs';

/**
 * Returns the manifest of a version. `product` is the content of package.json, `sumOf` the SHA-256 of a file of the release in hexadecimal
 * digits. Fields: https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest
 */
export function krewManifest({ version, description, homepage, repository }, sumOf) {
  const releases = `https://github.com/${repository.replace('github:', '')}/releases/download/v${version}`;
  const platforms = targets.map((target) => {
    const file = archiveOf(nameOf(target), version);
    return `    - selector:
        matchLabels:
          os: ${target.os}
          arch: ${target.arch}
      uri: ${releases}/${file}
      sha256: ${sumOf(file)}
      files:
        - from: ${nameOf(target)}/*
          to: .
      bin: prepare-contrast${target.os === 'windows' ? '.exe' : ''}
`;
  });
  return `apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: prepare-contrast
spec:
  version: v${version}
  homepage: ${homepage}
  shortDescription: Prepare manifests for Confidential Containers
  description: |
    ${description}.
  caveats: |
    For completion, save the output of \`kubectl prepare-contrast completion kubectl\` as the executable
    kubectl_complete-prepare_contrast on the PATH.
  platforms:
${platforms.join('')}`;
}
