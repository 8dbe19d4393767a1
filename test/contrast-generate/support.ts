import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';

/** Does what is known of `contrast`: the real one needs images, a registry and in the end confidential hardware. */
export const CONTRAST = fileURLToPath(new URL('contrast.mjs', import.meta.url));

const DIGEST = `@sha256:${'0'.repeat(64)}`;

export const CONFIG_MAP = `# kept as it is
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  mode: "0755"   # octal
`;

export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1${DIGEST}
          resources:
            limits: {memory: 700Mi}   # measured
`;

export const COORDINATOR = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: coordinator, namespace: shop}
spec:
  serviceName: coordinator
  selector: {matchLabels: {app: coordinator}}
  template:
    metadata: {labels: {app: coordinator}, annotations: {contrast.edgeless.systems/pod-role: coordinator}}
    spec:
      containers:
        - {name: coordinator, image: "ghcr.io/edgelesssys/contrast/coordinator:v1.18.0", resources: {limits: {memory: 200Mi}}}
`;

/** Flags by which these manifests are prepared without an error. */
export const CONFIG = [
  '--platform',
  'Metal-QEMU-SNP',
  '--images-multiplier',
  '1',
  '--rules',
  'image-memory: "off"',
];
/** The end of a command line: arguments of `contrast`. */
export const BEHIND = ['--', '--reference-values', 'Metal-QEMU-SNP'];

/** What `contrast` keeps in the folder that it runs in. */
export const OWN_FILES = [
  'layers-cache.json',
  'manifest.json',
  'rules.rego',
  'seedshare-owner.pem',
  'settings.json',
  'workload-owner.pem',
];

/** A workspace that has a `contrast` on its PATH. */
export function inWorkspaceWithContrast<T>(body: (workspace: Workspace) => Promise<T>): Promise<T> {
  return inWorkspace((workspace) => {
    symlinkSync(CONTRAST, join(workspace.folder, 'bin/contrast'));
    return body(workspace);
  });
}

/** A workload as far as tests look into it. */
export interface Pods {
  kind: string;
  spec: {
    template: {
      metadata: { annotations: Record<string, string> };
      spec: { runtimeClassName: string; containers: { resources: { requests: object } }[] };
    };
  };
}
