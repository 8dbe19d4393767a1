import { formatNames, formats } from '../report/formats/index.ts';
import { HOSTS } from './init/hosts.ts';
import { COMMANDS, type Command, type Flag, SHORT } from './parse-args.ts';

/** How a command is called and what it does: the one source of --help, the man page and shell completions. */
export interface CommandUsage {
  command: Command;
  /** Arguments after the program name. */
  synopsis: string;
  /** One or two sentences; the first one describes the command in lists. */
  text: string;
  example: string;
  exitCodes: readonly ExitCode[];
}

export type ExitCode = readonly [code: number, meaning: string];

export const PURPOSE = 'prepares Kubernetes manifests for Contrast (Confidential Containers)';

/** The command whose output `compare --live` reads. */
export const KUBECTL_GET =
  'kubectl get pods,rs,deploy,sts,ds,job,cronjob,runtimeclass,events -A -o yaml --show-managed-fields';

const USAGE_ERROR: ExitCode = [2, 'invalid usage, configuration or input; nothing is written'];
const STREAM_CODES: readonly ExitCode[] = [
  [0, 'prepared'],
  [1, 'errors remain; the output is complete'],
  USAGE_ERROR,
];
const SIMPLE_CODES: readonly ExitCode[] = [[0, 'success'], USAGE_ERROR];

export const commandUsages: readonly CommandUsage[] = [
  {
    command: 'krm',
    synopsis: '',
    text: 'Prepare a ResourceList (kustomize, kpt) or a stream of manifests from stdin. Write it to stdout, and report changes and findings on stderr. A path instead of a command (./FILE) is taken as the configuration file, as kustomize calls exec plugins.',
    example: 'helm template shop ./chart | prepare-contrast --platform Metal-QEMU-SNP > prepared.yaml',
    exitCodes: STREAM_CODES,
  },
  {
    command: 'post-render',
    synopsis: 'post-render',
    text: 'Prepare the manifests that Helm passes to its post-renderer. Like the program without a command, but empty input is accepted.',
    example: 'helm template shop ./chart | prepare-contrast post-render --platform Metal-QEMU-SNP',
    exitCodes: STREAM_CODES,
  },
  {
    command: 'files',
    synopsis: 'files PATH…',
    text: 'Prepare the manifests in files and folders. Choose the destination with --out or --in-place, or preview the changes with --diff or --dry-run.',
    example: 'prepare-contrast files manifests --out resources --platform Metal-QEMU-SNP',
    exitCodes: [
      [0, 'prepared; --diff: no changes'],
      [1, 'errors remain or a file was left out; --diff: changes'],
      [2, 'invalid usage or input; --diff, --out -: also if a file was left out'],
    ],
  },
  {
    command: 'check',
    synopsis: 'check [PATH… | -]',
    text: 'Report everything that is not prepared, and change nothing. Reads files and folders, or stdin.',
    example: 'kustomize build . | prepare-contrast check - --platform Metal-QEMU-SNP',
    exitCodes: [
      [0, 'every workload is prepared'],
      [1, 'a workload is not prepared, an error remains (--strict: or a warning), or a file was left out'],
      USAGE_ERROR,
    ],
  },
  {
    command: 'compare',
    synopsis: 'compare PATH… --live FILE|-',
    text: `Compare live objects with the files, and say why pods do not start. Name the files that were prepared or, better, generated. FILE is the output of ${KUBECTL_GET}; the program opens no connection.`,
    example: `${KUBECTL_GET} | prepare-contrast compare resources --live -`,
    exitCodes: [
      [0, 'the live objects are as prepared'],
      [1, 'an error was found (--strict: or a warning), or a file was left out'],
      USAGE_ERROR,
    ],
  },
  {
    command: 'sizes',
    synopsis: 'sizes [PATH… | -]',
    text: 'Measure the images of manifests in their registries and write image-sizes.yaml for images.sizesFrom. Only sizes and usage open network connections.',
    example: 'prepare-contrast sizes manifests',
    exitCodes: [
      [0, 'success; --check: the file is up to date'],
      [1, '--check: the file is out of date'],
      [2, 'invalid usage or input, or an image cannot be measured'],
    ],
  },
  {
    command: 'usage',
    synopsis: 'usage [PATH… | -]',
    text: 'Measure the memory that containers used, and write memory-usage.yaml. The figures come from Prometheus, Thanos, Mimir or VictoriaMetrics, or from files of other tools; memory.usageFrom sets limits from them.',
    example: 'prepare-contrast usage manifests --prometheus http://localhost:9090',
    exitCodes: [
      [0, 'success; --check: the limits cover the measured use'],
      [1, '--check: a limit does not cover the measured use'],
      [2, 'invalid usage or input, or the use cannot be measured'],
    ],
  },
  {
    command: 'policy',
    synopsis: 'policy',
    text: 'Print a ValidatingAdmissionPolicy with which a cluster rejects pods that are not prepared.',
    example: 'prepare-contrast policy --platform Metal-QEMU-SNP --namespaces shop | kubectl apply -f -',
    exitCodes: SIMPLE_CODES,
  },
  {
    command: 'init',
    synopsis: 'init [HOST [PATH…]]',
    text: `Write a configuration for the current folder, and the entry by which the host finds it; for a kustomization, both in an overlay beside the folder. HOST is ${HOSTS.slice(0, -1).join(', ')} or ${HOSTS.at(-1)}; by default, the host that the files of the folder are for. Offers settings that remove findings in the manifests of the folder, or in PATH: the rendered manifests of a chart or a kustomization. Existing files are never overwritten.`,
    example: 'prepare-contrast init kustomize --platform Metal-QEMU-SNP',
    exitCodes: SIMPLE_CODES,
  },
  {
    command: 'explain',
    synopsis: 'explain [RULE | CODE]',
    text: 'List all rules, or explain a rule or the code of an error. For a rule: what it does, why, and how to fix what it finds.',
    example: 'prepare-contrast explain image-memory',
    exitCodes: SIMPLE_CODES,
  },
  {
    command: 'completion',
    synopsis: 'completion bash | zsh | fish | kubectl',
    text: 'Print a script that completes commands, flags and values in the shell.',
    example: 'source <(prepare-contrast completion bash)',
    exitCodes: SIMPLE_CODES,
  },
];

/** What a flag of the program does. Settings of the configuration are flags too; their texts come from the schema. */
export interface FlagUsage {
  flag: Flag;
  /** Placeholder of the value; absent for switches. */
  value?: string;
  /** The accepted values, for completions. */
  values?: readonly string[];
  text: string;
  /** Texts for commands in which the flag has another meaning. */
  textFor?: Partial<Record<Command, string>>;
}

/** The short form of a flag, if there is one. */
export function shortOf(flag: Flag): string | undefined {
  return Object.keys(SHORT).find((short) => SHORT[short] === flag);
}

export const flagUsages: readonly FlagUsage[] = [
  {
    flag: '--config',
    value: 'FILE',
    text: 'configuration file; by default prepare-contrast.yaml beside the manifests or in a folder above',
    textFor: {
      krm: 'configuration file, if the input does not include one',
      'post-render': 'configuration file',
      init: 'name of the configuration file to write (default prepare-contrast.yaml)',
    },
  },
  { flag: '--no-config', text: 'do not use a prepare-contrast.yaml that is found' },
  { flag: '--filename', value: 'PATH', text: 'file or folder, like an argument; repeatable' },
  {
    flag: '--live',
    value: 'FILE',
    text: 'output of kubectl get to compare with, YAML or JSON; - for stdin; repeatable',
  },
  { flag: '--namespace', value: 'NAME', text: 'namespace of objects without one' },
  {
    flag: '--report-file',
    value: 'FILE',
    text: `full report; the suffix selects the format: ${formats.flatMap(({ suffixes }) => suffixes[0] ?? []).join(', ')}, .txt`,
  },
  {
    flag: '--severity',
    value: 'SEVERITY',
    values: ['info', 'warning', 'error'],
    text: 'list only results of this severity or higher',
  },
  { flag: '--quiet', text: 'suppress the summary; errors are still printed' },
  { flag: '--verbose', text: 'show every change and remark, also on a terminal' },
  {
    flag: '--out',
    value: 'FOLDER',
    text: 'write prepared copies to FOLDER and copy other files; - prints all manifests as one stream',
  },
  {
    flag: '--in-place',
    text: 'change the files; the originals are kept as FILE.orig',
    textFor: {
      init: 'kustomize: change the kustomization of this folder instead of writing an overlay beside it',
    },
  },
  { flag: '--no-backup', text: 'with --in-place: keep no FILE.orig' },
  { flag: '--dry-run', text: 'write nothing, and list the files that would change' },
  { flag: '--diff', text: 'print a unified diff instead of writing files' },
  {
    flag: '--ignore',
    value: 'PATTERN',
    text: 'exclude files by .gitignore-style pattern; repeatable',
  },
  {
    flag: '--format',
    value: 'FORMAT',
    values: formatNames,
    text: `output format: ${formatNames.slice(0, -1).join(', ')} or ${formatNames.at(-1)} (default text)`,
  },
  {
    flag: '--strict',
    text: 'fail on warnings too',
    textFor: { policy: 'also reject pods for which check reports warnings' },
  },
  {
    flag: '--generate',
    text: 'run "contrast generate" on the prepared manifests (arguments after --) and write its output',
  },
  {
    flag: '--generate-dir',
    value: 'FOLDER',
    text: 'folder in which contrast generate runs (default .)',
  },
  { flag: '--namespaces', value: 'A,B', text: 'namespaces to which the policy applies' },
  {
    flag: '--namespace-selector',
    value: 'SELECTOR',
    text: 'namespaces to which the policy applies, by their labels',
  },
  { flag: '--name', value: 'NAME', text: 'name of the policy (default prepare-contrast)' },
  {
    flag: '--actions',
    value: 'ACTIONS',
    values: ['Deny', 'Warn', 'Audit'],
    text: 'what to do with a pod that is not prepared: Deny (default), Warn, Audit, or two of them separated by a comma',
  },
  {
    flag: '--templates',
    text: 'also print a policy that warns users who apply a Deployment, a Job or another object whose pods would be rejected',
  },
  {
    flag: '--image',
    value: 'REF',
    text: 'image to measure; repeatable',
    textFor: { init: 'image that runs the function if the program is not installed' },
  },
  { flag: '--output', value: 'FILE', text: 'file to write; - for stdout' },
  { flag: '--update', text: 're-resolve every tag' },
  {
    flag: '--check',
    text: 'write nothing, and fail if the file is out of date',
    textFor: { usage: 'write nothing, and fail if a limit is too small' },
  },
  { flag: '--pin', text: 'let the rule image-digest write the digests' },
  { flag: '--compressed-only', text: 'skip uncompressed sizes' },
  { flag: '--layers', text: 'also list each layer' },
  { flag: '--image-platform', value: 'OS/ARCH', text: 'platform of the images (default linux/amd64)' },
  {
    flag: '--archive',
    value: '[IMAGE=]PATH',
    text: 'OCI layout or docker save archive to read; repeatable',
  },
  { flag: '--mirror', value: 'NAME=HOST', text: 'registry, or HOST/PREFIX, to use instead of NAME' },
  { flag: '--registry', value: 'HOST', text: 'contact only this registry; repeatable' },
  { flag: '--plain-http', value: 'HOST', text: 'registry without TLS; repeatable' },
  { flag: '--ca-file', value: 'FILE', text: 'additional certificate authority; repeatable' },
  { flag: '--parallel', value: 'N', text: 'concurrent requests (default 4)' },
  {
    flag: '--timeout',
    value: 'SECONDS',
    text: 'registry timeout in seconds (default 60)',
    textFor: { usage: 'query timeout in seconds (default 120)' },
  },
  { flag: '--no-cache', text: 'ignore the layer cache' },
  {
    flag: '--prometheus',
    value: 'URL',
    text: 'server to query, up to the prefix of /api/v1',
  },
  { flag: '--vpa', value: 'FILE', text: 'recommendations to read instead; - for stdin' },
  { flag: '--krr', value: 'FILE', text: 'JSON result to read instead; - for stdin' },
  {
    flag: '--top',
    value: 'FILE',
    text: 'kubectl top pod --containers to read instead',
  },
  {
    flag: '--metric',
    value: 'NAME',
    text: 'metric instead of the working set',
  },
  { flag: '--window', value: 'DURATION', text: 'time to look back: 14d (default), 36h, 90m' },
  {
    flag: '--label',
    value: 'NAME=VALUE',
    text: 'series with this label, or NAME=~REGEX; repeatable',
  },
  { flag: '--tenant', value: 'ID', text: 'tenant of the server (X-Scope-OrgID)' },
  { flag: '--token-file', value: 'FILE', text: 'bearer token (default: PROMETHEUS_TOKEN)' },
  {
    flag: '--basic-auth-file',
    value: 'FILE',
    text: 'user:password (default: PROMETHEUS_USERNAME…)',
  },
  { flag: '--help', text: 'show help; after a command, help for that command' },
  { flag: '--version', text: 'print the version' },
];

/** The commands that accept the flag; empty for flags that every command accepts. */
export function commandsWith(flag: Flag): Command[] {
  const entries = Object.entries(COMMANDS) as [Command, { flags: readonly Flag[] }][];
  return entries.filter(([, { flags }]) => flags.includes(flag)).map(([command]) => command);
}
