import type { InitHost } from './hosts.ts';

/** What is left to the user: how the host is called, and where it takes no entry from a file. */
export function nextSteps(host: InitHost, file: string, image: string | undefined): string {
  const argument = `--config=${file}`;
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
In helmfile.yaml for all releases (Helm 3 takes post-render as a first argument too):
  helmDefaults:
    postRenderer: prepare-contrast
    postRendererArgs: [${argument}]`;
    case 'argocd':
      return `Argo CD runs the program as a config management plugin in its repo-server, for applications whose folder holds ${file}.
Whoever runs Argo CD sets the plugin up once, with this as its command:
  set -eu; rendered=$(mktemp); kustomize build . > "$rendered"; prepare-contrast post-render ${argument} < "$rendered"
or helm template "$ARGOCD_APP_NAME" . in place of kustomize. An application can name the plugin:
  spec:
    source:
      plugin:
        name: prepare-contrast`;
  }
}
