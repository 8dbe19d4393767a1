import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUSTOMIZATIONS } from '../../files/file-patterns.ts';
import type { FileProblem, Tree } from '../../files/tree.ts';
import { printable } from '../../util/text.ts';
import { CONFIGURATION } from '../find-configuration.ts';
import { type Arguments, COMMANDS, type Flag } from '../parse-args.ts';
import { overlayOf } from '../prepared-overlay.ts';
import { quoteForShell } from '../shell-quote.ts';

/** The files and folders that the run leaves out, with advice. */
export function problemsOf(tree: Tree, given: Arguments): FileProblem[] {
  const advice = tree.recognised.map((one) => ({
    path: one.path,
    code: 'file-not-rendered' as const,
    message: adviceFor(one, given),
  }));
  return [...tree.problems, ...advice];
}

/** `manifests/chart: is a Helm chart …` */
export function problemText({ path, message }: FileProblem): string {
  return printable(`${path}: ${message}`);
}

/** Advice for a folder that must be rendered first. */
function adviceFor({ path, kind }: Tree['recognised'][number], given: Arguments): string {
  if (kind === 'chart') {
    const rendering = `helm template NAME ${quoteForShell(path)}`;
    return `is a Helm chart, whose templates must be rendered first. ${wayFor(given, 'the output of Helm', rendering, ' post-render')}`;
  }
  const overlay = overlayOf(path);
  // The overlay is what is deployed; the other commands prepare or measure what it includes.
  const isOverlaid = given.command === 'check' && given.config === join(overlay, CONFIGURATION);
  const built = isOverlaid ? overlay : path;
  const rendering = `kustomize build ${pluginFlags(built)}${quoteForShell(built)}`;
  return `is a kustomization, which must be built first. ${wayFor(given, 'the output of kustomize', rendering, '')}`;
}

/** The flags with which kustomize builds a folder that has the program as a transformer, as `init` sets it up. */
function pluginFlags(folder: string): string {
  const configuration = textOf(join(folder, CONFIGURATION));
  const kustomization = KUSTOMIZATIONS.map((name) => textOf(join(folder, name))).join('');
  if (!configuration.includes('config.kubernetes.io/function') || !kustomization.includes(CONFIGURATION))
    return '';
  return `--enable-alpha-plugins ${/^[ \t]*exec:/m.test(configuration) ? '--enable-exec ' : ''}`;
}

/** The text of a file; empty if it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The command line that applies this run to the rendered stream; `host` is the command that prepares it. */
function wayFor(given: Arguments, what: string, rendering: string, host: string): string {
  const flags = flagsOf(given);
  if (given.command === 'check') return `Check ${what}: ${rendering} | prepare-contrast check -${flags}`;
  if (given.command === 'sizes')
    return `Measure the images of ${what}: ${rendering} | prepare-contrast sizes -${flags}`;
  if (given.command === 'usage')
    return `Measure the containers of ${what}: ${rendering} | prepare-contrast usage -${flags} --prometheus URL`;
  return `Prepare ${what}: ${rendering} | prepare-contrast${host}${flags} > prepared.yaml`;
}

/** The flags that configure this run, for the suggested command line. */
function flagsOf({ command, config, namespace, assignments }: Arguments): string {
  const settings = assignments.filter(({ source }) => source.startsWith('--'));
  const takesNamespace = (COMMANDS[command].flags as readonly Flag[]).includes('--namespace');
  const flags = [
    ...(config === undefined ? [] : ['--config', config]),
    ...(namespace === undefined || !takesNamespace ? [] : ['--namespace', namespace]),
    ...settings.flatMap(({ source, value }) => [
      source,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return flags.map((flag) => ` ${quoteForShell(flag)}`).join('');
}
