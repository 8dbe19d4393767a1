import { dottedName, kebabName, withValue } from '../../config/assignments.ts';
import { KIND, ownObject } from '../../config/document.ts';
import { run } from '../../engine/run.ts';
import { concatenateFiles } from '../../files/concatenate.ts';
import { fields } from '../../generated/fields.ts';
import { countFindings } from '../../report/findings-count.ts';
import { type Step, stepsOf, stepText } from '../../report/next-steps.ts';
import { type Setting, SIZES_FILE } from '../../rules/setting.ts';
import { PreparationError } from '../../util/errors.ts';
import type { Json, JsonObject } from '../../util/json.ts';
import { printable } from '../../util/text.ts';
import { EMPTY_FILES } from '../empty-files.ts';
import { readManifests } from '../manifest-files.ts';
import type { Arguments } from '../parse-args.ts';
import { quoteForShell } from '../shell-quote.ts';
import type { Terminal } from '../terminal.ts';

/** Settings that remove findings in the manifests of a folder. */
export interface Offers {
  steps: Step[];
  /** Why the manifests could not be looked at. */
  problem?: string;
}

/**
 * Returns the settings that remove findings in the given manifests with the configuration `spec`, as the next steps of a run. A KRM function
 * opens no files, so the file of image sizes cannot be a setting for it.
 */
export function offersFor(
  paths: readonly string[],
  spec: JsonObject,
  { options, terminal, isFunction }: { options: Arguments; terminal: Terminal; isFunction: boolean },
): Offers {
  if (paths.length === 0) return { steps: [] };
  try {
    const read = readManifests({ ...options, words: [...paths] }, () => terminal.readInput());
    const source = read.kind === 'stream' ? read.source : concatenateFiles(read.files).text;
    const { results } = run(source, {
      configuration: ownObject(KIND, spec),
      // The files may be about to be written.
      ...EMPTY_FILES,
    });
    const isPossible = ({ settings }: Step) =>
      !isFunction || settings.every(({ path }) => path !== SIZES_FILE.path);
    return { steps: stepsOf(countFindings(results)).filter(isPossible) };
  } catch (error) {
    if (error instanceof PreparationError) return { steps: [], problem: error.message };
    throw error;
  }
}

/** Asks for each setting whether to write it. Returns the chosen ones; undefined without a terminal. */
export function choose(steps: readonly Step[], terminal: Terminal): Setting[] | undefined {
  const chosen: Setting[] = [];
  for (const step of steps) {
    const answer = terminal.ask(`${printable(stepText(step))}\nWrite it? [y/N] `);
    if (answer === undefined) return undefined;
    if (/^y(es)?$/i.test(answer.trim())) chosen.push(...step.settings);
  }
  return chosen;
}

/** The flags that set the settings: `--volumes-persistent secure-pv`. */
export function flagsFor(steps: readonly Step[]): string {
  return steps.flatMap(({ settings }) => settings.map(flagFor)).join(' ');
}

function flagFor({ path, value }: Setting): string {
  const field = fields.find((one) => path === dottedName(one) || path.startsWith(`${dottedName(one)}.`))!;
  const rest = path.slice(dottedName(field).length + 1);
  const whole = rest === '' ? value : { [rest]: value };
  const text = typeof whole === 'object' ? JSON.stringify(whole) : String(whole);
  return `--${kebabName(field)} ${quoteForShell(text)}`;
}

/** Returns `spec` with the settings. */
export function withSettings(spec: JsonObject, settings: readonly Setting[]): JsonObject {
  return settings.reduce<Json>(
    (result, { path, value }) => withValue(result, path.split('.'), value),
    spec,
  ) as JsonObject;
}
