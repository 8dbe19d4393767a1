import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderString } from '../../edit/render-data.ts';
import { KUSTOMIZATIONS } from '../../files/names.ts';
import { shellWord } from '../shell-word.ts';
import type { InitHost } from './hosts.ts';

/** How the manifests of a folder come about. */
export type Renderer = 'kustomize' | 'helm' | 'plain';

export function rendererOf(folder: string): Renderer {
  if (KUSTOMIZATIONS.some((name) => existsSync(join(folder, name)))) return 'kustomize';
  return existsSync(join(folder, 'Chart.yaml')) ? 'helm' : 'plain';
}

/** What is left to the user: how the host is called, and where it takes no entry from a file. */
export function nextSteps(
  host: InitHost,
  file: string,
  { image, renderer }: { image: string | undefined; renderer: Renderer },
): string {
  const argument = shellWord(`--config=${file}`);
  switch (host) {
    case 'kustomize':
      return image === undefined
        ? 'Build with the program on the PATH; without the two flags kustomize skips it in silence:\n  kustomize build --enable-alpha-plugins --enable-exec .'
        : 'Build with a container engine that is called as docker:\n  kustomize build --enable-alpha-plugins .';
    case 'kpt':
      return `Render, with functions that set values before this one:\n  kpt fn render${image === undefined ? ' --allow-exec' : ''}`;
    case 'helm':
      return `Give Helm the post-renderer at every install and upgrade; one without it undoes the preparation. Helm 4, after helm plugin install:
  helm upgrade --install RELEASE . --post-renderer prepare-contrast --post-renderer-args ${argument}
Helm 3, with the program on the PATH:
  helm upgrade --install RELEASE . --post-renderer prepare-contrast --post-renderer-args post-render --post-renderer-args ${argument}
Where the configuration tells workloads apart by namespace, which charts rarely name, add --post-renderer-args --namespace=NAMESPACE.
helmfile gives it to every release by its helmDefaults, where init writes it into helmfile.yaml:
  helmDefaults:
    postRenderer: prepare-contrast
    postRendererArgs: [${renderString(`--config=${file}`, false)}]`;
    case 'argocd':
      return `Argo CD runs the program as a config management plugin in a sidecar of its repo-server, for every application whose folder
holds ${file}. Whoever runs Argo CD adds this plugin once (examples/argocd has the sidecar):

${pluginText(file, renderer)}`;
  }
}

/** What renders a folder whose files are no manifests yet. */
const RENDERING = {
  kustomize: 'kustomize build .',
  helm: 'helm template "$ARGOCD_APP_NAME" . --namespace "$ARGOCD_APP_NAMESPACE" --include-crds',
};

/**
 * The lines by which Argo CD gets prepared manifests out of a folder. A pipe's exit code is that of its last command alone, so what is
 * rendered goes to a file. Plain manifests are those that Argo CD reads itself, which looks into no folder below.
 */
function generateLines(file: string, renderer: Renderer): string[] {
  const flags = `${shellWord(`--config=${file}`)} --namespace "$ARGOCD_APP_NAMESPACE"`;
  if (renderer === 'plain') return [`prepare-contrast files . --ignore '*/' --out - ${flags}`];
  return [
    'rendered=$(mktemp)',
    `${RENDERING[renderer]} > "$rendered"`,
    `prepare-contrast post-render ${flags} < "$rendered"`,
  ];
}

/** The plugin for folders such as this one. */
function pluginText(file: string, renderer: Renderer): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ConfigManagementPlugin
metadata:
  name: prepare-contrast
spec:
  discover:
    fileName: ${renderString(`./${file}`, false)}
  generate:
    command: [sh, -euc]
    args:
      - |
          ${generateLines(file, renderer).join('\n          ')}`;
}
