import { stringify } from 'yaml';
import { loadConfig } from '../config/load-config.ts';
import { LABELS, parseSelector, type Requirement } from '../config/selector.ts';
import { formatVersion } from '../contrast/version.ts';
import { PreparationError } from '../errors.ts';
import { admissionPolicy } from '../policy/policy.ts';
import { rules } from '../rules/index.ts';
import { version } from '../version.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { Arguments } from './arguments.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { sizesBeside } from './sizes-beside.ts';
import type { Terminal } from './terminal.ts';

/** `policy`: prints a ValidatingAdmissionPolicy and its binding for the configuration in use. */
export function policyCommand(options: Arguments, terminal: Terminal): number {
  const { config, warnings } = loadConfig({
    document: options.config === undefined ? undefined : readConfigurationFile(options.config),
    readSizesFile: sizesBeside(options.config),
    assignments: options.assignments,
    problems: options.problems,
    ruleIds: rules.map(({ id }) => id),
    parseYaml: readYaml,
  });
  const name = policyName(flagOf(options, '--name'));
  const made = admissionPolicy(config, {
    name,
    namespaces: namespacesOf(options),
    actions: actionsOf(flagOf(options, '--actions')),
    strict: options.strict,
  });
  for (const warning of [...warnings, ...made.warnings])
    terminal.writeMessage(`prepare-contrast: warning: ${warning}\n`);
  const { platform, version: release } = config.settings;
  const head = `# Refuses pods that are not prepared for Contrast. Made by prepare-contrast ${version} for ${platform.name}, Contrast ${formatVersion(release)};
# make it anew when the configuration changes. It guards against mistakes: who may write pods can exempt them by annotation,
# and only attestation proves what runs.
`;
  const documents = [made.policy, made.binding].map((document) =>
    stringify(document, { lineWidth: 0, blockQuote: 'literal' }),
  );
  terminal.writeOutput(`${head}${documents.join('---\n')}`);
  return 0;
}

function flagOf({ given }: Arguments, flag: string): string | undefined {
  return given.get(flag)?.at(-1);
}

/** Kubernetes, object names: a DNS subdomain. */
function policyName(name = 'prepare-contrast'): string {
  if (name.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return name;
  throw new PreparationError(
    `--name: ${JSON.stringify(name)} is no name of an object: write lower-case letters, digits, "-" and "."`,
  );
}

const DNS_LABEL = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** The namespaces by name or by label. There is no default: all of them would be the system's own too. */
function namespacesOf(options: Arguments): Requirement[] {
  const namespaces = flagOf(options, '--namespaces');
  const namespaceSelector = flagOf(options, '--namespace-selector');
  if ((namespaces === undefined) === (namespaceSelector === undefined)) {
    throw new PreparationError(
      'policy: say which namespaces it is for, by --namespaces shop,api or by --namespace-selector contrast=required, not by both',
    );
  }
  if (namespaces !== undefined) {
    const values = namespaces.split(',').map((value) => value.trim());
    const wrong = values.find((value) => !DNS_LABEL.test(value));
    if (wrong !== undefined)
      throw new PreparationError(`--namespaces: ${JSON.stringify(wrong)} is no name of a namespace`);
    return [{ key: 'kubernetes.io/metadata.name', operator: 'in', values }];
  }
  const parsed = parseSelector(namespaceSelector!, LABELS);
  if ('error' in parsed) throw new PreparationError(`--namespace-selector: ${parsed.error}`);
  const numeric = parsed.find(({ operator }) => operator === 'gt' || operator === 'lt');
  if (numeric)
    throw new PreparationError(
      `--namespace-selector: ${numeric.key} is compared as a number, which namespaces cannot be selected by`,
    );
  return parsed;
}

const ACTIONS = ['Deny', 'Warn', 'Audit'];

function actionsOf(text = 'Deny'): string[] {
  const actions = text.split(',').map((given) => {
    const action = ACTIONS.find((one) => one.toLowerCase() === given.trim().toLowerCase());
    if (action === undefined)
      throw new PreparationError(`--actions: ${JSON.stringify(given)} is none of ${ACTIONS.join(', ')}`);
    return action;
  });
  if (new Set(actions).size < actions.length)
    throw new PreparationError('--actions: the same action stands twice');
  // Kubernetes refuses the two together: the caller would be told the same thing twice.
  if (actions.includes('Deny') && actions.includes('Warn'))
    throw new PreparationError('--actions: Deny and Warn exclude each other');
  return actions;
}
