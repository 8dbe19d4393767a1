import { kebabName } from '../config/assignments.ts';
import { type Field, fields } from '../generated/fields.ts';
import { version } from '../version.ts';

const HEAD = `prepare-contrast ${version}: prepares Kubernetes manifests for Contrast (Confidential Containers)

Usage:
  prepare-contrast                reads a ResourceList (kustomize, kpt) or a stream of manifests on stdin,
                                  writes it, prepared, to stdout and says on stderr what was changed and found
  prepare-contrast post-render    the same as Helm's post-renderer: a chart that renders nothing is no error
  prepare-contrast sizes PATH…    measures the images of manifests (or --image REF) at their registries and writes image-sizes.yaml
                                  for images.sizesFrom; the only command that opens network connections
  prepare-contrast policy         prints a ValidatingAdmissionPolicy by which a cluster refuses pods that are not prepared
  prepare-contrast ./FILE         as the first, with the configuration in FILE: how kustomize calls an exec plugin

Options:
  --config FILE         configuration (kind PrepareContrast, or a ConfigMap), where the input brings none
  --namespace NAME      namespace of objects that name none, as Helm's often do
  --report-file FILE    writes the whole report; .html, .json and .sarif give these formats, anything else text
  --quiet               no summary on stderr; errors are still told
  --format FORMAT       check: text (default), json, sarif or github
  --strict              check: fails on warnings too; policy: refuses these too
  --generate [--generate-dir DIR] -- ARGS…
                        post-render: hands the manifests on to your own "contrast generate ARGS…", which runs and keeps
                        its files in DIR, and writes what it makes of them
  --namespaces A,B, --namespace-selector SELECTOR, --name NAME, --actions Deny|Warn|Audit
                        policy: the namespaces that it holds for, its name, what becomes of a pod that is not prepared
  --output FILE, --update, --check, --pin, --image-platform OS/ARCH, --compressed-only, --layers, --no-cache
                        sizes: the file, - for stdout; ask for every tag again; fail where a tag has moved; let image-digest write
                        the digests; the platform; no unpacked sizes; each layer too; count layers anew
  --archive [IMAGE=]PATH, --mirror NAME=HOST[/PREFIX], --plain-http HOST, --ca-file FILE, --parallel N, --timeout SECONDS
                        sizes: OCI layouts and docker save archives; registries in place of others, without TLS, with a CA of
                        their own; requests at a time; patience. All but the last two can be given several times
  --help, --version

Exit codes:
  0  prepared; check: everything is; sizes: written, or up to date
  1  prepared as far as possible, but an error stands; the output is complete. check: something is not prepared.
     sizes --check: out of date
  2  wrong usage, configuration or input; nothing is written to stdout

Configuration, as flags (each also as PREPARE_CONTRAST_… in the environment and as data of a ConfigMap):
`;

/** What --help prints: the usage, and every setting of the configuration as a flag. */
export function help(): string {
  const lines = fields.map(
    (field) => `  ${`--${kebabName(field)}`.padEnd(COLUMN - 2)}${wrap(describe(field))}`,
  );
  return `${HEAD}${lines.join('\n')}\n`;
}

const COLUMN = 30;
const WIDTH = 110;

function describe({ type, enum: values, default: preset, description }: Field): string {
  const allowed = values ? ` One of ${values.join(', ')}.` : type === 'yaml' ? ' As YAML text.' : '';
  return `${description}${allowed}${preset === undefined ? '' : ` Default: ${String(preset)}.`}`;
}

function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length + 1 > WIDTH - COLUMN) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(COLUMN)}`);
}
