import { FORMATS } from '../output/formats.ts';
import { COMMANDS, type Command, type Flag } from './arguments.ts';

/** How a command is called and what it does: the one source of --help, the manual page and shell completions. */
export interface CommandUsage {
  command: Command;
  /** What stands behind the program's name. */
  synopsis: string;
  /** One sentence or two. */
  text: string;
}

export const PURPOSE = 'prepares Kubernetes manifests for Contrast (Confidential Containers)';

export const commandUsages: readonly CommandUsage[] = [
  {
    command: 'krm',
    synopsis: '',
    text: 'reads a ResourceList (kustomize, kpt) or a stream of manifests on stdin, writes it, prepared, to stdout and says on stderr what was changed and found. With a path in place of a command (./FILE) the configuration is in FILE: how kustomize calls an exec plugin',
  },
  {
    command: 'post-render',
    synopsis: 'post-render',
    text: "the same as Helm's post-renderer: a chart that renders nothing is no error",
  },
  {
    command: 'files',
    synopsis: 'files PATH…',
    text: 'prepares the manifests of files and folders: copies with --out, one stream with --out -, the files themselves with --in-place; --diff and --dry-run only show',
  },
  {
    command: 'check',
    synopsis: 'check [PATH… | -]',
    text: 'changes nothing and tells what is not prepared, in files and folders, as files finds them, or on stdin',
  },
  {
    command: 'sizes',
    synopsis: 'sizes [PATH… | -]',
    text: 'measures the images of manifests (or --image REF) at their registries and writes image-sizes.yaml for images.sizesFrom; the only command that opens network connections',
  },
  {
    command: 'policy',
    synopsis: 'policy',
    text: 'prints a ValidatingAdmissionPolicy by which a cluster refuses pods that are not prepared',
  },
  {
    command: 'init',
    synopsis: 'init [kustomize | kpt | helm | argocd]',
    text: 'writes a configuration for the folder that it is called in, and the entry by which the host finds it; overwrites nothing',
  },
  { command: 'explain', synopsis: 'explain [RULE]', text: 'lists all rules, or tells everything about one' },
  {
    command: 'completion',
    synopsis: 'completion bash | zsh | fish',
    text: 'prints what makes the shell complete commands, flags and values',
  },
];

/** What a flag of the program itself is for. */
export interface FlagUsage {
  flag: Flag;
  /** What its value stands for. */
  value?: string;
  /** The values there are, where they are few. */
  values?: readonly string[];
  text: string;
}

export const flagUsages: readonly FlagUsage[] = [
  {
    flag: '--config',
    value: 'FILE',
    text: 'configuration (kind PrepareContrast, or a ConfigMap), where the input brings none',
  },
  { flag: '--namespace', value: 'NAME', text: "namespace of objects that name none, as Helm's often do" },
  {
    flag: '--report-file',
    value: 'FILE',
    text: 'writes the whole report; .html, .md, .json, .sarif and .github (annotations of GitHub Actions) give these formats, anything else text',
  },
  { flag: '--quiet', text: 'no summary; errors are still told' },
  {
    flag: '--verbose',
    text: 'every change and remark, also on a terminal, where most are otherwise only counted. Short: -v',
  },
  {
    flag: '--out',
    value: 'FOLDER',
    text: 'where prepared copies go, a folder of their own; files that are no manifests are copied too. - prints all manifests as one stream, or nothing where one is left out',
  },
  {
    flag: '--in-place',
    text: 'changes the files themselves and keeps what they were beside them, as FILE.orig',
  },
  { flag: '--dry-run', text: 'does everything but writing, and lists the files that would change' },
  {
    flag: '--diff',
    text: 'writes nothing but a unified diff, to stdout; exits as diff does: 1 where something would change, 2 on trouble',
  },
  {
    flag: '--ignore',
    value: 'PATTERN',
    text: 'leaves out what the pattern names, as in .gitignore, and counts more than .krmignore files; can be given several times. Hidden files are always left out',
  },
  {
    flag: '--format',
    value: 'FORMAT',
    values: FORMATS,
    text: `${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}; text by default`,
  },
  { flag: '--strict', text: 'fails on warnings too; in a policy, refuses what these are about' },
  {
    flag: '--generate',
    text: 'hands the prepared manifests on to your own "contrast generate", with what stands behind --, and writes what it makes of them; where it fails nothing is written, and its exit code is passed on',
  },
  {
    flag: '--generate-dir',
    value: 'FOLDER',
    text: 'where contrast generate runs and keeps its files; the working directory by default',
  },
  { flag: '--namespaces', value: 'A,B', text: 'the namespaces that the policy holds for' },
  { flag: '--namespace-selector', value: 'SELECTOR', text: 'the same, by labels' },
  { flag: '--name', value: 'NAME', text: 'name of the policy' },
  {
    flag: '--actions',
    value: 'ACTIONS',
    values: ['Deny', 'Warn', 'Audit'],
    text: 'what becomes of a pod that is not prepared: Deny (default), Warn, Audit, or two of them with a comma',
  },
  {
    flag: '--image',
    value: 'REF',
    text: 'sizes: an image to measure; can be given several times. init: the image that runs the function, where it is not installed',
  },
  { flag: '--output', value: 'FILE', text: 'the file of sizes, - for stdout' },
  { flag: '--update', text: 'asks for every tag again' },
  { flag: '--check', text: 'writes nothing and fails where a tag has moved or an entry lacks something' },
  { flag: '--pin', text: 'lets image-digest write the digests' },
  { flag: '--compressed-only', text: 'no unpacked sizes' },
  { flag: '--layers', text: 'each layer too' },
  { flag: '--image-platform', value: 'OS/ARCH', text: 'platform of the images; linux/amd64 by default' },
  {
    flag: '--archive',
    value: '[IMAGE=]PATH',
    text: 'an OCI layout or docker save archive to look into; can be given several times',
  },
  {
    flag: '--mirror',
    value: 'NAME=HOST[/PREFIX]',
    text: 'a registry in place of another; can be given several times',
  },
  { flag: '--plain-http', value: 'HOST', text: 'a registry without TLS; can be given several times' },
  { flag: '--ca-file', value: 'FILE', text: 'a further certificate authority; can be given several times' },
  { flag: '--parallel', value: 'N', text: 'requests at a time; 4 by default' },
  { flag: '--timeout', value: 'SECONDS', text: 'patience with a registry; 60 by default' },
  { flag: '--no-cache', text: 'counts layers anew' },
  { flag: '--help', text: 'this text, or behind a command what there is to know of it. Short: -h' },
  { flag: '--version', text: 'the version' },
];

export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'prepared; check: everything is; files --diff: nothing would change'],
  [
    1,
    'prepared as far as possible, but an error stands; the output is complete. check: something is not prepared, or a file was left out. files: a file was left out, or something would change (--diff)',
  ],
  [
    2,
    'wrong usage, configuration or input; nothing is written. files --diff, files --out -: a file was left out',
  ],
];

/** The commands that take the flag; none for those that every command line may have. */
export function commandsWith(flag: Flag): Command[] {
  const entries = Object.entries(COMMANDS) as [Command, { flags: readonly Flag[] }][];
  return entries.filter(([, { flags }]) => flags.includes(flag)).map(([command]) => command);
}
