import { readFileSync } from 'node:fs';

const MANIFEST = 'helm/prepare-contrast/plugin.yaml';
const BY_NODE = /- command: node\n\s+args: \["\$\{HELM_PLUGIN_DIR\}\/prepare-contrast\.cjs", "post-render"\]/;

/** plugin.yaml of the Helm 4 plugin that brings an executable and needs no Node. */
export function pluginManifest(executable) {
  const text = readFileSync(MANIFEST, 'utf8').replace(/^#.*\n/gm, '');
  if (!BY_NODE.test(text)) throw new Error(`${MANIFEST} does not run node as it used to`);
  return text.replace(
    BY_NODE,
    () => `- command: "\${HELM_PLUGIN_DIR}/${executable}"\n      args: ["post-render"]`,
  );
}
