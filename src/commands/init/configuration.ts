import { stringify } from 'yaml';
import { API_VERSION, KIND } from '../../config/document.ts';
import { platformNamed } from '../../contrast/platforms.ts';
import { renderString } from '../../edit/render-data.ts';
import type { JsonObject } from '../../json.ts';
import type { InitHost } from './hosts.ts';

interface Suggestion {
  key: string;
  text: string;
  /** What KRM functions are told instead: they open no files. */
  forFunctions?: string;
  onlyInMemory?: boolean;
}

/** What there is to be configured besides the platform: shown as comments until somebody needs it. */
const SUGGESTIONS: readonly Suggestion[] = [
  {
    key: 'contrastVersion',
    text: `# the Contrast release in use, where it is not the newest
# contrastVersion: "1.18"`,
  },
  {
    key: 'memory',
    text: `# for containers that have neither a memory limit nor a request; without it each of them is an error
# memory:
#   default: 256Mi
#   containers: {"*/web": 1Gi}`,
  },
  {
    key: 'images',
    onlyInMemory: true,
    text: `# images end up in the memory of the VM, so their sizes count: prepare-contrast sizes writes this file
# images:
#   sizesFrom: image-sizes.yaml`,
    forFunctions: `# images end up in the memory of the VM, so their sizes count: prepare-contrast sizes writes image-sizes.yaml,
# which belongs among the resources; or give single sizes here
# images:
#   sizes:
#     - {image: "registry.example.com/web:1", compressed: 67Mi, uncompressed: 184Mi}`,
  },
  {
    key: 'workloads',
    text: `# workloads that stay outside of confidential VMs
# workloads:
#   exclude:
#     - {namespace: monitoring}`,
  },
  {
    key: 'rules',
    text: `# rules that weigh more or less for you, or are off: prepare-contrast explain lists them
# rules:
#   image-digest: error`,
  },
];

/** The configuration as a file with comments. `image` is that of the function, where the host takes it from one. */
export function configurationText(host: InitHost, spec: JsonObject, image: string | undefined): string {
  const { platform, ...settings } = spec;
  const pullsIntoMemory = platformNamed(String(platform))?.host === 'metal';
  const isFunction = host === 'kustomize' || host === 'kpt';
  const suggestions = SUGGESTIONS.filter(
    ({ key, onlyInMemory }) => !(key in settings) && (!onlyInMemory || pullsIntoMemory),
  );
  const parts = [
    `# the Contrast platform of the cluster\nplatform: ${String(platform)}`,
    ...Object.entries(settings).map(([key, value]) =>
      stringify({ [key]: value }, { lineWidth: 0 }).trimEnd(),
    ),
    ...suggestions.map(({ text, forFunctions }) => (isFunction ? (forFunctions ?? text) : text)),
  ];
  return `# How prepare-contrast prepares what is here. prepare-contrast --help lists all settings.
apiVersion: ${API_VERSION}
kind: ${KIND}
metadata:
  name: prepare-contrast
${annotations(host, image)}spec:
${parts.join('\n').replace(/^(?=.)/gm, '  ')}
`;
}

function annotations(host: InitHost, image: string | undefined): string {
  if (host === 'kustomize') {
    const [how, lines] =
      image === undefined
        ? ['kustomize runs the program on the PATH', 'exec:\n        path: prepare-contrast']
        : ['kustomize runs this image', `container:\n        image: ${renderString(image, false)}`];
    return `  annotations:\n    # ${how}\n    config.kubernetes.io/function: |\n      ${lines}\n`;
  }
  if (host !== 'kpt') return '';
  return `  annotations:\n    # the cluster does not get this file\n    config.kubernetes.io/local-config: "true"\n`;
}
