// Real manifests, multiplied: every copy has namespaces of its own, as the environments of a cluster have, so that objects find those that
// they name. Each copy also gets a LimitRange and a ResourceQuota.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseAllDocuments } from 'yaml';

/** What stands for the number of the copy. */
const COPY = '\u{E000}';

/** The three definitions of Argo CD's custom resources would be nine tenths of the bytes. */
const MAX_LENGTH = 100_000;

const CLUSTER_SCOPED =
  /^(Namespace|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|IngressClass|(Validating|Mutating)WebhookConfiguration)$/;

const LIMITS = [
  `apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: limits\n  namespace: default-${COPY}\nspec:\n  limits:\n  - type: Container\n    default: {cpu: 500m}\n`,
  `apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: quota\n  namespace: default-${COPY}\nspec:\n  hard:\n    limits.memory: 64Gi   # for all of the team\n    pods: "200"\n`,
];

/**
 * Returns `count` objects as YAML documents, from the manifests of a folder.
 * @param annotated True for annotations as kpt and kustomize write them, with the file of each object
 */
export function realDocuments(folder, count, annotated) {
  const templates = readdirSync(folder)
    // The same chart as in the stream of Helm 4.
    .filter((file) => file.endsWith('.yaml') && file !== 'helm3-vault-stream.yaml')
    .sort()
    .flatMap((file) => templatesOf(file, readFileSync(join(folder, file), 'utf8'), annotated));
  templates.push(...LIMITS);
  return Array.from({ length: count }, (_, index) =>
    templates[index % templates.length].replaceAll(COPY, String(Math.floor(index / templates.length))),
  );
}

/** The objects of a file, with a mark where each copy has its number. */
function templatesOf(file, text, annotated) {
  return parseAllDocuments(text).flatMap((document, index) => {
    if (!isMap(document.contents) || !isMap(document.get('metadata'))) return [];
    const [start, end] = document.contents.range;
    if (end - start > MAX_LENGTH) return [];
    const source = text.slice(start, end);
    return [edited(source, editsOf(document, { text, file, index, annotated }), start)];
  });
}

function editsOf(document, { text, file, index, annotated }) {
  const metadata = document.get('metadata');
  const name = metadata.get('name', true);
  const namespace = metadata.get('namespace', true);
  const [first] = metadata.items;
  const column = ' '.repeat(columnOf(text, first.key.range[0]));
  const lines = [];
  const edits = [];
  if (CLUSTER_SCOPED.test(document.get('kind'))) edits.push([name.range[1], `-${COPY}`]);
  else if (namespace) edits.push([namespace.range[1], `-${COPY}`]);
  else lines.push(`namespace: default-${COPY}`);
  if (annotated) {
    const entries = [
      `config.kubernetes.io/index: '${index}'`,
      `config.kubernetes.io/path: 'copy-${COPY}/${file}'`,
      `internal.config.kubernetes.io/index: '${index}'`,
      `internal.config.kubernetes.io/path: 'copy-${COPY}/${file}'`,
    ];
    const annotations = metadata.items.find(({ key }) => key.value === 'annotations');
    if (!annotations) lines.push('annotations:', ...entries.map((entry) => `  ${entry}`));
    else if (isMap(annotations.value)) {
      const [{ key }] = annotations.value.items;
      const inner = ' '.repeat(columnOf(text, key.range[0]));
      edits.push([key.range[0], entries.map((entry) => `${entry}\n${inner}`).join('')]);
    } else
      edits.push([annotations.key.range[1] + 1, entries.map((entry) => `\n${column}  ${entry}`).join('')]);
  }
  edits.push([first.key.range[0], lines.map((line) => `${line}\n${column}`).join('')]);
  return edits;
}

function columnOf(text, offset) {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function edited(source, edits, start) {
  let text = source;
  for (const [offset, added] of edits.sort(([one], [other]) => other - one))
    text = text.slice(0, offset - start) + added + text.slice(offset - start);
  return text.endsWith('\n') ? text : `${text}\n`;
}
