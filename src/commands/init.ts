import { existsSync, writeFileSync } from 'node:fs';
import { assign } from '../config/assignments.ts';
import { API_VERSION, KIND } from '../config/document.ts';
import { loadConfig } from '../config/load-config.ts';
import { findPlatform, platforms } from '../contrast/platforms.ts';
import { PreparationError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import { printable } from '../output/wrap.ts';
import { rules } from '../rules/index.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { Arguments } from './arguments.ts';
import { problemText } from './files-advice.ts';
import { chooseHost, refuseAbove } from './init/choose-host.ts';
import { configurationText } from './init/configuration.ts';
import type { Entry } from './init/edit-file.ts';
import { helmfileEntry, kptEntry, kustomizationEntry } from './init/entry.ts';
import type { InitHost } from './init/hosts.ts';
import { nextSteps, rendererOf } from './init/next-steps.ts';
import { diffLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

const FOLDER = '.';

/**
 * `init [HOST]`: writes a configuration into the working directory, and the entry by which the host finds it. What is there already
 * stays. Asks at the terminal for what neither the folder nor a flag says.
 * @throws PreparationError where something has to be said and nobody can be asked; then nothing is written.
 */
export function initCommand(options: Arguments, terminal: Terminal): number {
  const host = chooseHost(FOLDER, options.words[0], terminal);
  if (host === 'kustomize') refuseAbove(FOLDER);
  const file = options.given.get('--config')?.at(-1) ?? 'prepare-contrast.yaml';
  if (/[/\\]/.test(file))
    throw new PreparationError(`--config ${file}: name a file of this folder, without a path`);
  const image = options.given.get('--image')?.at(-1);
  if (image !== undefined && host !== 'kustomize' && host !== 'kpt')
    throw new PreparationError(`--image: ${host} runs no function out of an image; leave it out`);

  const say = (line: string) => terminal.writeOutput(`${line}\n`);
  if (existsSync(file)) say(`${file} is there already and stays as it is`);
  else {
    const text = configurationText(host, settingsFor(options, terminal), image);
    writeFileSync(file, text, { flag: 'wx' });
    say(`wrote ${file}`);
  }
  const entry = entryFor(host, file, image);
  if (entry) sayEntry(entry, say, terminal);
  say(`\n${nextSteps(host, file, { image, renderer: rendererOf(FOLDER) })}`);
  return 0;
}

/** The settings that flags and environment give, and the platform, which is asked for where it is missing. */
function settingsFor({ assignments, problems }: Arguments, terminal: Terminal): JsonObject {
  const assigned = assign({}, assignments, readYaml);
  const given = isObject(assigned.spec) ? assigned.spec : {};
  const spec = { ...given, platform: given.platform ?? askForPlatform(terminal) };
  loadConfig({
    document: { apiVersion: API_VERSION, kind: KIND, spec },
    problems: [...problems, ...assigned.problems],
    ruleIds: rules.map(({ id }) => id),
    parseYaml: readYaml,
    // The file may be about to be written.
    readSizesFile: (source) => ({
      source,
      document: { apiVersion: API_VERSION, kind: 'ImageSizes', spec: { images: [] } },
    }),
  });
  const choice = findPlatform(String(spec.platform), undefined);
  return { ...spec, platform: 'error' in choice ? spec.platform : choice.platform.name };
}

function askForPlatform(terminal: Terminal): string {
  const names = platforms.map(({ name }) => name);
  const answer = terminal.ask(`Contrast platform of the cluster (${names.join(', ')}): `)?.trim();
  if (answer) return answer;
  throw new PreparationError(
    `init: name the Contrast platform of the cluster: --platform ${names.join('|')}`,
  );
}

function entryFor(host: InitHost, file: string, image: string | undefined): Entry | undefined {
  if (host === 'kustomize') return kustomizationEntry(FOLDER, file);
  if (host === 'kpt') return kptEntry(FOLDER, file, image);
  return host === 'helm' ? helmfileEntry(FOLDER, file) : undefined;
}

function sayEntry(
  { file, state, leftOut = [], prepared }: Entry,
  say: (line: string) => void,
  terminal: Terminal,
): void {
  if (state === 'made') say(`wrote ${file}`);
  else if (state === 'kept') say(`${file} has the entry already`);
  else say(`added to ${file}:\n${unifiedDiff(file, prepared!, diffLayout(terminal))}`.trimEnd());
  for (const problem of leftOut) say(printable(`left out of it: ${problemText(problem)}`));
}
