import type { Problem, Tree } from '../files/tree.ts';
import { printable } from '../output/wrap.ts';
import { type Arguments, COMMANDS, type Flag } from './arguments.ts';
import { shellWord } from './shell-word.ts';

/** What the run leaves out, and what to do about it. */
export function problemsOf(tree: Tree, given: Arguments): Problem[] {
  const advice = tree.recognised.map((one) => ({ path: one.path, message: adviceFor(one, given) }));
  return [...tree.problems, ...advice];
}

/** What is left out and why, for messages: `manifests/chart: is a Helm chart …`. */
export function problemText({ path, message }: Problem): string {
  return printable(`${path}: ${message}`);
}

/** What to do with a folder whose files are not yet what a cluster gets. */
function adviceFor({ path, kind }: Tree['recognised'][number], given: Arguments): string {
  if (kind === 'chart') {
    const rendering = `helm template NAME ${shellWord(path)}`;
    return `is a Helm chart, whose templates are no manifests yet. ${wayFor(given, 'what Helm renders', rendering, ' post-render')}`;
  }
  const rendering = `kustomize build ${shellWord(path)}`;
  return `is a kustomization, whose files are only parts of what a cluster gets. ${wayFor(given, 'what kustomize builds', rendering, '')}`;
}

/** The command line that does with a rendered stream what this one was to do; `host` is the command that prepares it. */
function wayFor(given: Arguments, what: string, rendering: string, host: string): string {
  const flags = flagsOf(given);
  if (given.command === 'check') return `Check ${what}: ${rendering} | prepare-contrast check -${flags}`;
  if (given.command === 'sizes')
    return `Measure the images of ${what}: ${rendering} | prepare-contrast sizes -${flags}`;
  return `Prepare ${what}: ${rendering} | prepare-contrast${host}${flags} > prepared.yaml`;
}

/** The configuration of this run, for another command line. */
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
  return flags.map((flag) => ` ${shellWord(flag)}`).join('');
}
