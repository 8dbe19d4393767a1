import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printString } from '../../yaml/edit/print-data.ts';
import { quoteForShell } from '../shell-quote.ts';
import { postRendererArguments } from './entry.ts';
import { type InitHost, kustomizationIn } from './hosts.ts';

/** How the manifests of a folder come about. */
export type Renderer = 'kustomize' | 'helm' | 'plain';

export function rendererOf(folder: string): Renderer {
  if (kustomizationIn(folder) !== undefined) return 'kustomize';
  return existsSync(join(folder, 'Chart.yaml')) ? 'helm' : 'plain';
}

/** What is left to the user: how the host is called, and where it takes no entry from a file. */
export function nextSteps(
  host: InitHost,
  file: string,
  { image, target, renderer }: { image: string | undefined; target: string; renderer: Renderer },
): string {
  const argument = quoteForShell(`--config=${file}`);
  switch (host) {
    case 'kustomize':
      return kustomizeSteps(image, target);
    case 'kpt':
      return kptSteps(image);
    case 'helm':
      return `Pass the post-renderer to every helm install and upgrade; a run without it reverts the preparation. Helm 4, after helm plugin install (docs/install.md):
  helm upgrade --install RELEASE . --post-renderer prepare-contrast --post-renderer-args ${argument}
Helm 3, with the program on the PATH:
  helm upgrade --install RELEASE . --post-renderer prepare-contrast --post-renderer-args post-render --post-renderer-args ${argument}
If the configuration selects workloads by namespace, add --post-renderer-args --namespace=NAMESPACE, because charts rarely set it.
helmfile passes it to every release through helmDefaults, which init writes to helmfile.yaml:
  helmDefaults:
    postRenderer: prepare-contrast
    postRendererArgs: [${postRendererArguments(file)
      .map((text) => printString(text, false))
      .join(', ')}]
Print the prepared manifests:
  ${helmPreview(argument)}`;
    case 'argocd':
      return `Argo CD runs the program as a config management plugin in a sidecar of its repo-server, for every application whose folder
holds ${file}. Whoever runs Argo CD adds this plugin once (examples/argocd has the sidecar):

${pluginText(file, renderer)}

Print what it gives Argo CD:
  ${preview(renderer, argument)}`;
  }
}

/** Renders the releases or the chart of this folder and prepares them. */
function helmPreview(argument: string): string {
  if (existsSync('helmfile.yaml')) return 'helmfile template';
  const prepared = `| prepare-contrast post-render ${argument}`;
  if (existsSync('helmfile.yaml.gotmpl')) return `helmfile template ${prepared}`;
  return `helm template ${existsSync('Chart.yaml') ? '.' : 'CHART'} ${prepared}`;
}

/** What Argo CD's plugin runs, for a shell in this folder. */
function preview(renderer: Renderer, argument: string): string {
  if (renderer === 'plain') return `prepare-contrast files . --ignore '*/' --out - ${argument}`;
  const rendering = renderer === 'kustomize' ? RENDERING.kustomize : 'helm template . --include-crds';
  return `${rendering} | prepare-contrast post-render ${argument}`;
}

function kptSteps(image: string | undefined): string {
  const order = 'functions that set values must run before this one';
  return image === undefined
    ? `From now on kpt fn render fails without --allow-exec; to leave the pipeline unchanged, use kpt fn eval (examples/kpt/exec).\nRender; ${order}:\n  kpt fn render --allow-exec`
    : `Render; ${order}:\n  kpt fn render`;
}

function kustomizeSteps(image: string | undefined, target: string): string {
  const [needs, flags] =
    image === undefined
      ? ['the program on the PATH', '--enable-alpha-plugins --enable-exec']
      : ['a container engine that provides the command docker', '--enable-alpha-plugins'];
  const whose =
    target === '.'
      ? `Build with ${needs}. Without the flags, kustomize build and kubectl apply -k fail, also in overlays that include this folder`
      : `Builds of this folder are as before: not prepared. Build the overlay instead, with ${needs}. Without the flags it fails`;
  const skipped =
    image === undefined ? ';\nwith --enable-alpha-plugins alone, kustomize skips the program' : '';
  return `${whose}${skipped}:\n  kustomize build ${flags} ${quoteForShell(target)}`;
}

/** The command that renders a folder of charts or kustomizations. */
const RENDERING = {
  kustomize: 'kustomize build .',
  helm: 'helm template "$ARGOCD_APP_NAME" . --namespace "$ARGOCD_APP_NAMESPACE" --include-crds',
};

/**
 * The lines by which Argo CD gets prepared manifests out of a folder. A pipe's exit code is that of its last command alone, so what is
 * rendered goes to a file. Plain manifests are those that Argo CD reads itself, which looks into no folder below.
 */
function generateLines(file: string, renderer: Renderer): string[] {
  const flags = `${quoteForShell(`--config=${file}`)} --namespace "$ARGOCD_APP_NAMESPACE"`;
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
    fileName: ${printString(`./${file}`, false)}
  generate:
    command: [sh, -euc]
    args:
      - |
          ${generateLines(file, renderer).join('\n          ')}`;
}
