import { stringify } from 'yaml';
import { API_VERSION, KIND } from '../../config/document.ts';
import { platformNamed } from '../../contrast/platforms.ts';
import type { JsonObject } from '../../util/json.ts';
import { printString } from '../../yaml/edit/print-data.ts';
import type { InitHost } from './hosts.ts';
import { SCHEMA_FILE } from './schema-file.ts';

interface Suggestion {
  key: string;
  text: string;
  /** The text for KRM functions, which open no files. */
  forFunctions?: string;
  onlyInMemory?: boolean;
}

/** What there is to be configured besides the platform: shown as comments until somebody needs it. */
const SUGGESTIONS: readonly Suggestion[] = [
  {
    key: 'contrastVersion',
    text: `# the Contrast release in use; default: the newest
# contrastVersion: "1.18"`,
  },
  {
    key: 'memory',
    text: `# the limit of containers without memory limit and request; without this setting each of them is an error
# memory:
#   default: 256Mi
#   containers: {"*/web": 1Gi}`,
  },
  {
    key: 'images',
    onlyInMemory: true,
    text: `# images are stored in the memory of the VM, so their sizes count; prepare-contrast sizes writes this file
# images:
#   sizesFrom: image-sizes.yaml`,
    forFunctions: `# images are stored in the memory of the VM, so their sizes count; prepare-contrast sizes writes image-sizes.yaml,
# which belongs among the resources; or give single sizes here
# images:
#   sizes:
#     - {image: "registry.example.com/web:1", compressed: 67Mi, uncompressed: 184Mi}`,
  },
  {
    key: 'workloads',
    text: `# workloads that run outside confidential VMs
# workloads:
#   exclude:
#     - {namespace: monitoring}`,
  },
  {
    key: 'rules',
    text: `# severities of rules; prepare-contrast explain lists the rules
# rules:
#   image-digest: error`,
  },
];

/** Returns the configuration as a file with comments. `image` is the image of the function, if the host runs one. */
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
  return `# yaml-language-server: $schema=${SCHEMA_FILE}
# Configuration of prepare-contrast for this folder. prepare-contrast help settings lists all settings.
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
        : ['kustomize runs this image', `container:\n        image: ${printString(image, false)}`];
    return `  annotations:\n    # ${how}\n    config.kubernetes.io/function: |\n      ${lines}\n`;
  }
  if (host !== 'kpt') return '';
  return `  annotations:\n    # the cluster does not get this file\n    config.kubernetes.io/local-config: "true"\n`;
}
