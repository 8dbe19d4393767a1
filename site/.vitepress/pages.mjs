// The pages of the site, in the order of its navigation: titles and files of the repository.

export const GROUPS = {
  Start: {
    Overview: 'README.md',
    'The first ten minutes': 'docs/first-steps.md',
    Install: 'docs/install.md',
    'An example application': 'examples/application/README.md',
  },
  'Helm, kustomize, kpt': {
    'Helm 4': 'examples/helm4/README.md',
    'Helm 3': 'examples/helm3/README.md',
    helmfile: 'examples/helmfile/README.md',
    kustomize: 'examples/kustomize/README.md',
    'kubectl kustomize': 'examples/kubectl/README.md',
    'kpt, executable': 'examples/kpt/exec/README.md',
    'kpt, image': 'examples/kpt/image/README.md',
    'Plain files': 'docs/files.md',
    'All examples': 'examples/README.md',
  },
  GitOps: {
    'Argo CD': 'examples/argocd/README.md',
    'Argo CD: plugin': 'examples/argocd/plugin/README.md',
    'Argo CD: build options': 'examples/argocd/build-options/README.md',
    Flux: 'examples/flux/README.md',
    'Config Sync': 'examples/config-sync/README.md',
    Porch: 'examples/porch/README.md',
    'What the tests run': 'docs/gitops.md',
  },
  'CI and clusters': {
    'CI systems and pre-commit': 'docs/ci.md',
    'contrast generate': 'docs/generate.md',
    'Admission policy': 'docs/guard.md',
    'My pod does not start': 'docs/compare.md',
  },
  'Sizes and cost': {
    Images: 'docs/sizes.md',
    Memory: 'docs/memory.md',
    Cost: 'README.md#see-what-it-costs',
  },
  Reference: {
    Commands: 'docs/commands.md',
    Settings: 'docs/settings.md',
    Rules: 'docs/rules.md',
    'Contrast releases': 'docs/releases.md',
    Platforms: 'docs/platforms.md',
    'Error codes': 'docs/errors.md',
  },
  Project: {
    Changes: 'CHANGELOG.md',
    Design: 'docs/design.md',
    Benchmark: 'docs/benchmark.md',
    Contributing: 'CONTRIBUTING.md',
    Security: 'SECURITY.md',
  },
};

/** The Markdown files that are pages. */
export const PAGES = Object.values(GROUPS)
  .flatMap(Object.values)
  .filter((file) => !file.includes('#'));

/** The file of the site for a file of the repository: `docs/rules.md` is `rules.md`. */
export const siteFileOf = (file) => file.replace(/^docs\//, '').replace(/README\.md$/, 'index.md');

/** The address of a page without the base of the site, with its fragment. */
export const addressOf = (file) =>
  `/${siteFileOf(file.replace(/#.*/, ''))}`.replace(/index\.md$/, '').replace(/\.md$/, '.html') +
  (file.match(/#.*/)?.[0] ?? '');
