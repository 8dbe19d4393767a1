import { combineSettings, formatSettings, type Setting, SIZES_FILE } from '../rules/setting.ts';
import { groupBy } from '../util/group-by.ts';
import { pluralize } from '../util/plural.ts';
import { type Count, type Findings, inPlaces, totalOf } from './findings-count.ts';

/** Maximum number of settings in "Next steps". */
const SETTINGS = 5;

/** Title of the settings. */
export const SETTINGS_TITLE = 'Next steps, in spec of the configuration:';

export interface Command {
  purpose: string;
  command: string;
}

/** What to do after a run. */
export interface NextSteps {
  /** At most five lines to paste into `spec:` of the configuration, those that remove the most errors first. */
  settings: string[];
  /** Commands to run: for the file that a setting names, and to read about a rule. */
  commands: Command[];
}

/** Settings of one section of the configuration, and what they remove. */
export interface Step extends Count {
  settings: Setting[];
  /** `volumes: {persistent: secure-pv, subPath: split}` */
  line: string;
}

/** Returns the settings that remove findings, by section; those that remove the most errors first. */
export function stepsOf({ bySetting }: Findings): Step[] {
  const sections = groupBy(bySetting.values(), ({ setting }) => setting.path.split('.')[0]!);
  return [...sections.values()]
    .map((answers): Step => {
      const settings = combineSettings(answers.map(({ setting }) => setting));
      return { settings, line: formatSettings(settings)[0]!, ...totalOf(answers) };
    })
    .sort(byWeight)
    .slice(0, SETTINGS);
}

/**
 * Returns the settings to paste and the commands to run; both empty if no error or warning remains.
 *
 * `volumes: {persistent: secure-pv, subPath: split}  # removes 2 errors in 31 places`
 */
export function nextSteps(findings: Findings): NextSteps {
  const steps = stepsOf(findings);
  const commands: Command[] = [];
  if (steps.some(({ settings }) => settings.some(({ path }) => path === SIZES_FILE.path)))
    commands.push({
      purpose: `Write ${String(SIZES_FILE.value)}`,
      command: 'prepare-contrast sizes --pin MANIFESTS',
    });
  const rule = ruleToExplain(findings);
  if (rule !== undefined)
    commands.push({ purpose: 'Read about the rule', command: `prepare-contrast explain ${rule}` });
  return { settings: steps.map(stepText), commands };
}

/** The rule with the most findings that no setting removes; if settings remove all, the rule with the most. */
function ruleToExplain({ byRule, unanswered }: Findings): string | undefined {
  const rules = unanswered.size > 0 ? unanswered : byRule;
  return [...rules].sort(([, a], [, b]) => byWeight(a, b))[0]?.[0];
}

/** Errors weigh more than any number of warnings, and findings more than places. */
function byWeight(a: Count, b: Count): number {
  return b.errors - a.errors || b.warnings - a.warnings || b.places - a.places;
}

/** `volumes: {persistent: secure-pv}  # removes 1 error` */
export function stepText(step: Step): string {
  const condition = step.settings.find((setting) => setting.condition !== undefined)?.condition;
  return `${step.line}  # removes ${removedBy(step)}${condition === undefined ? '' : `, ${condition}`}`;
}

/** What settings remove: `2 errors and 1 warning in 31 places`. */
export function removedBy({ errors, warnings, places }: Count): string {
  const parts = [
    ...(errors > 0 ? [pluralize(errors, 'error')] : []),
    ...(warnings > 0 ? [pluralize(warnings, 'warning')] : []),
  ];
  return parts.join(' and ') + inPlaces(errors + warnings, places);
}
