import type { Layer } from '../config/build-settings.ts';
import type { Config } from '../config/load-config.ts';
import { PREFIX } from '../config/pod-annotations.ts';
import { platformNamed, platforms, removedNames } from '../contrast/platforms.ts';
import { MIRROR_POD } from '../kube/ownership.ts';
import { allOf, anyOf, celText, celTexts, type Variable } from './cel.ts';
import { matcherExpression } from './matcher.ts';

/** What an override may set, each as the last override that matches the pod sets it. */
export function settingVariables(config: Config): Variable[] {
  const { platform, cpu, runtimeClass } = config.settings;
  return [
    {
      name: 'platform',
      expression: overridden(config, celText(platform.name), (layer) =>
        layer.platform === undefined ? undefined : celText(nameOf(layer.platform)),
      ),
    },
    {
      name: 'multiVcpu',
      expression: overridden(config, String(cpu.multiVcpu), (layer) => layer.cpu?.multiVcpu?.toString()),
    },
    {
      name: 'onForeign',
      expression: overridden(
        config,
        celText(runtimeClass.onForeign),
        (layer) => layer.runtimeClass?.onForeign && celText(layer.runtimeClass.onForeign),
      ),
    },
  ];
}

function overridden(
  { overrides }: Config,
  base: string,
  valueIn: (layer: Layer) => string | undefined,
): string {
  return overrides.reduce((below, { match, settings }) => {
    const value = valueIn(settings);
    return value === undefined ? below : `${matcherExpression(match)} ? ${value}\n: ${below}`;
  }, base);
}

function nameOf(platform: string): string {
  return platformNamed(removedNames.get(platform.toLowerCase()) ?? platform)!.name;
}

/** The pods that the configuration leaves alone, those that opt out, and the kubelet's copies of its static pods. */
export function exemption({ include, exclude }: Config): string {
  const skip = celText(`${PREFIX}skip`);
  return [
    `${celText(MIRROR_POD)} in variables.annotations`,
    `(${skip} in variables.annotations && variables.annotations[${skip}] == 'true')`,
    ...exclude.map(matcherExpression),
    ...(include ? [`!${anyOf(include.map((matcher) => `(${matcherExpression(matcher)})`))}`] : []),
  ].join('\n|| ');
}

/** Whether the class is one under which Contrast runs pods on the platform; see `readRuntimeClass`. */
export function confidentialExpression(config: Config): string {
  const insecure = platforms.filter(({ tee }) => tee === 'none');
  const chosen = [
    config.settings.platform.name,
    ...config.overrides.flatMap(({ settings }) => settings.platform ?? []).map(nameOf),
  ];
  const secureClass = `variables.className.matches(${celText(SECURE_CLASS)})`;
  if (!insecure.some(({ name }) => chosen.includes(name))) return secureClass;
  const insecureClass = `variables.className.matches(${celText(INSECURE_CLASS)})`;
  return `variables.platform in ${celTexts(insecure.map(({ name }) => name))} ? ${insecureClass} : ${secureClass}`;
}

const HASH = '(-[0-9a-f]{8})?';
const SECURE_CLASS = `^(contrast-cc|kata-cc-isolation|contrast-cc-[0-9a-f]{8,64}|(${classesOf('tee')})${HASH})$`;
const INSECURE_CLASS = `^(contrast-insecure|(${classesOf('none')})${HASH})$`;

/** A class that is spelt right, whatever platform it is of. */
export const CONTRAST_CLASS = `${SECURE_CLASS}|${INSECURE_CLASS}`;

/** The class of a platform that Contrast removed. */
export const REMOVED_CLASS = `^contrast-cc-(${[...removedNames.keys()].join('|')})${HASH}$`;

/**
 * What, in lower case, was probably meant as a class of Contrast. `readRuntimeClass` counts the letters that differ, which CEL
 * cannot: here a name counts that starts like one of Contrast, and one of the length of `kata-cc-isolation`, give or take
 * two, with its start and one end of its last word. Shorter and longer ones, such as `kata-cc`, are classes of their own.
 */
export const LOOKALIKE_CLASS = '^contrast|^kata-?cc-?(iso.{4,8}|.{3,7}tion)$';

function classesOf(kind: 'tee' | 'none'): string {
  return platforms
    .filter(({ tee }) => (tee === 'none') === (kind === 'none'))
    .map(({ runtimeClass }) => runtimeClass)
    .join('|');
}

/** Whether the pod's VM may have CPU limits: its class names the platform, else the configuration does. */
export function mayLimitCpus(): string {
  const bare =
    "variables.className.matches('^(|contrast-cc|kata-cc-isolation|contrast-insecure|contrast-cc-[0-9a-f]{8,64})$')";
  const aks = platforms.filter(({ host }) => host === 'aks');
  const single = platforms.filter(({ maxVcpus }) => maxVcpus && maxVcpus.multi <= 1);
  const runsOn = (list: typeof platforms): string =>
    anyOf([
      `variables.className.matches(${celText(`^(${list.map(({ runtimeClass }) => runtimeClass).join('|')})${HASH}$`)})`,
      allOf([bare, `variables.platform in ${celTexts(list.map(({ name }) => name))}`]),
    ]);
  return `${runsOn(aks)}\n|| (variables.multiVcpu && !${runsOn(single)})`;
}
