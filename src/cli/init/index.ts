import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assign, dottedName } from '../../config/assignments.ts';
import { KIND, ownObject } from '../../config/document.ts';
import { loadConfig } from '../../config/load-config.ts';
import { confidentialPlatforms, findPlatform } from '../../contrast/platforms.ts';
import { unifiedDiff } from '../../files/unified-diff.ts';
import { stepText } from '../../report/next-steps.ts';
import { rules } from '../../rules/index.ts';
import { SIZES_FILE } from '../../rules/setting.ts';
import { PreparationError } from '../../util/errors.ts';
import { isObject, type JsonObject } from '../../util/json.ts';
import { printable } from '../../util/text.ts';
import { loadYaml } from '../../yaml/load.ts';
import { isOn } from '../boolean-flags.ts';
import { EMPTY_FILES } from '../empty-files.ts';
import { problemText } from '../files/hints.ts';
import { CONFIGURATION } from '../find-configuration.ts';
import type { Arguments } from '../parse-args.ts';
import { diffLayout } from '../summary-layout.ts';
import type { Terminal } from '../terminal.ts';
import { chooseHost, refuseAbove } from './choose-host.ts';
import { configurationText } from './configuration.ts';
import type { Entry } from './edit-file.ts';
import { helmfileEntry, kptEntry } from './entry.ts';
import type { InitHost } from './hosts.ts';
import { kustomizationEntry, kustomizeTarget } from './kustomize.ts';
import { manifestsIn } from './manifests.ts';
import { nextSteps, rendererOf } from './next-steps.ts';
import { choose, flagsFor, type Offers, offersFor, withSettings } from './offers.ts';
import { SCHEMA_FILE, writeSchema } from './schema-file.ts';

const FOLDER = '.';

/**
 * `init [HOST [PATH…]]`: writes a configuration into the working directory, or an overlay of kustomize beside it, and the entry by which the host finds it. What
 * is there already stays. Looks at the manifests of the folder, or at the given ones, and offers the settings that remove findings. Asks at the terminal for what neither the folder nor a flag says.
 * @throws PreparationError where something has to be said and nobody can be asked; then nothing is written.
 */
export function initCommand(options: Arguments, terminal: Terminal): number {
  const platformFlag = `--platform ${confidentialPlatforms.join('|')}`;
  const hasPlatform = options.assignments.some(({ field }) => dottedName(field) === 'platform');
  const host = chooseHost(FOLDER, options.words[0], terminal, hasPlatform ? '' : ` ${platformFlag}`);
  if (host === 'kustomize') refuseAbove(FOLDER);
  const name = options.given.get('--config')?.at(-1) ?? CONFIGURATION;
  if (/[/\\]/.test(name))
    throw new PreparationError(
      'usage-invalid-value',
      `--config ${name}: name a file in this folder, without a path`,
    );
  const image = options.given.get('--image')?.at(-1);
  if (image !== undefined && host !== 'kustomize' && host !== 'kpt')
    throw new PreparationError(
      'usage-conflict',
      `--image: ${host} does not run functions from images; remove the flag`,
    );
  const inPlace = isOn(options.given, '--in-place');
  if (inPlace && host !== 'kustomize')
    throw new PreparationError('usage-conflict', `--in-place: not for ${host}; remove the flag`);
  const target = host === 'kustomize' ? kustomizeTarget(FOLDER, name, inPlace) : FOLDER;
  const file = join(target, name);

  const say = (line: string) => terminal.writeOutput(`${line}\n`);
  if (existsSync(file)) say(`${file} exists and is unchanged`);
  else {
    const spec = settingsFor(options, () => askForPlatform(terminal, `init ${host} ${platformFlag}`));
    const paths = options.words.length > 1 ? options.words.slice(1) : manifestsIn(FOLDER, name).names;
    const offers = offersFor(paths, spec, {
      options,
      terminal,
      isFunction: host === 'kustomize' || host === 'kpt',
    });
    const chosen = choose(offers.steps, terminal);
    mkdirSync(target, { recursive: true });
    writeFileSync(file, configurationText(host, withSettings(spec, chosen ?? []), image), { flag: 'wx' });
    say(`wrote ${file}`);
    if (offers.problem !== undefined) say(printable(`the manifests were not inspected: ${offers.problem}`));
    if (chosen === undefined) sayOffers(offers, file, say);
    if (chosen?.some(({ path }) => path === SIZES_FILE.path))
      say(`write ${String(SIZES_FILE.value)} before the next run: prepare-contrast sizes --pin MANIFESTS`);
  }
  if (writeSchema(target))
    say(`wrote ${join(target, SCHEMA_FILE)}, with which editors complete and check ${file}`);
  const entry = entryFor(host, { target, name, image });
  if (entry) sayEntry(entry, say, terminal);
  say(`\n${nextSteps(host, name, { image, target, renderer: rendererOf(FOLDER) })}`);
  return 0;
}

/** The settings that flags and environment give, and the platform, which is asked for where it is missing. */
function settingsFor({ assignments, problems }: Arguments, ask: () => string): JsonObject {
  const assigned = assign({}, assignments, loadYaml);
  const given = isObject(assigned.spec) ? assigned.spec : {};
  const spec = { ...given, platform: given.platform ?? ask() };
  loadConfig({
    document: ownObject(KIND, spec),
    problems: [...problems, ...assigned.problems],
    ruleIds: rules.map(({ id }) => id),
    parseYaml: loadYaml,
    // The files may be about to be written.
    ...EMPTY_FILES,
  });
  const choice = findPlatform(String(spec.platform), undefined);
  return { ...spec, platform: 'error' in choice ? spec.platform : choice.platform.name };
}

/** Lists the settings that nobody could be asked about. */
function sayOffers({ steps }: Offers, file: string, say: (line: string) => void): void {
  if (steps.length === 0) return;
  say(
    `settings that remove findings in these manifests, to paste below spec of ${file}; the host fails while errors remain:`,
  );
  for (const step of steps) say(printable(`  ${stepText(step)}`));
  say(`or as flags of init, before ${file} exists:`);
  say(printable(`  ${flagsFor(steps)}`));
}

function askForPlatform(terminal: Terminal, command: string): string {
  const list = confidentialPlatforms
    .map((name, index) => `${String(index + 1).padStart(4)}  ${name}`)
    .join('\n');
  const question = `Contrast platform of the cluster:\n${list}\n      or an -Insecure platform, for development without confidential hardware\nNumber or name: `;
  const answer = terminal.ask(question)?.trim();
  if (answer) return confidentialPlatforms[Number(answer) - 1] ?? answer;
  throw new PreparationError(
    'usage-missing-argument',
    `init: name the Contrast platform of the cluster: prepare-contrast ${command}`,
  );
}

function entryFor(
  host: InitHost,
  { target, name, image }: { target: string; name: string; image: string | undefined },
): Entry | undefined {
  if (host === 'kustomize') return kustomizationEntry(FOLDER, target, name);
  if (host === 'kpt') return kptEntry(FOLDER, name, image);
  return host === 'helm' ? helmfileEntry(FOLDER, name) : undefined;
}

function sayEntry(
  { file, state, leftOut = [], prepared }: Entry,
  say: (line: string) => void,
  terminal: Terminal,
): void {
  if (state === 'made') say(`wrote ${file}`);
  else if (state === 'unchanged') say(`${file} already has the entry`);
  else say(`added to ${file}:\n${unifiedDiff(file, prepared!, diffLayout(terminal))}`.trimEnd());
  for (const problem of leftOut) say(printable(`not added: ${problemText(problem)}`));
}
