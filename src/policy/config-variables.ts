import type { Layer } from '../config/build-settings.ts';
import type { Config } from '../config/load-config.ts';

import { OWN_PREFIX } from '../contrast/annotations.ts';
import {
  findPlatform,
  type Platform,
  platformNamed,
  platforms,
  removedNames,
} from '../contrast/platforms.ts';
import { rejectsSharedFileSystems as rejects } from '../contrast/shared-file-systems.ts';
import { vcpuBound } from '../contrast/vcpus.ts';

import { MIRROR_POD } from '../kubernetes/input/owners.ts';
import { allOf, anyOf, celText, celTexts, type Variable } from './cel.ts';
import { matcherExpression } from './matcher.ts';
import type { Subject } from './subject.ts';

/** Variables for settings that overrides can change; the last matching override wins. */
export function configVariables(config: Config, subject: Subject): Variable[] {
  const { platform, cpu, runtimeClass } = config.settings;
  const said = (multiVcpu: boolean | undefined) =>
    celText(multiVcpu === undefined ? 'release' : `${multiVcpu}`);
  return [
    {
      name: 'platform',
      expression: overridden(config, subject, celText(platform.name), (layer) =>
        layer.platform === undefined ? undefined : celText(nameOf(layer.platform)),
      ),
    },
    {
      name: 'multiVcpu',
      expression: overridden(config, subject, said(cpu.multiVcpu), (layer) =>
        layer.cpu?.multiVcpu === undefined ? undefined : said(layer.cpu.multiVcpu),
      ),
    },
    {
      name: 'onConflict',
      expression: overridden(
        config,
        subject,
        celText(runtimeClass.onConflict),
        (layer) => layer.runtimeClass?.onConflict && celText(layer.runtimeClass.onConflict),
      ),
    },
    { name: 'allowed', expression: allowedExpression(config, subject) },
  ];
}

/** The findings that the pod accepts, as text like that of its annotation; see `allowedFor`. */
function allowedExpression({ overrides }: Config, subject: Subject): string {
  const allow = celText(`${OWN_PREFIX}allow`);
  const annotation = `${allow} in variables.annotations ? variables.annotations[${allow}] : ''`;
  const configured = overrides.flatMap(({ match, allow: rules }) => {
    const entries = [...rules.keys()].map((rule) => `\n${rule}: configured`).join('');
    return entries === '' ? [] : [`(${matcherExpression(match, subject)} ? ${celText(entries)} : '')`];
  });
  return configured.length === 0 ? annotation : [`(${annotation})`, ...configured].join('\n+ ');
}

function overridden(
  { overrides }: Config,
  subject: Subject,
  base: string,
  valueIn: (layer: Layer) => string | undefined,
): string {
  return overrides.reduce((below, { match, settings }) => {
    const value = valueIn(settings);
    return value === undefined ? below : `${matcherExpression(match, subject)} ? ${value}\n: ${below}`;
  }, base);
}

function nameOf(platform: string): string {
  return platformNamed(removedNames.get(platform.toLowerCase()) ?? platform)!.name;
}

/** Matches pods that the configuration excludes, pods that opt out, and the kubelet's mirror pods. */
export function exemption({ include, exclude }: Config, subject: Subject): string {
  const skip = celText(`${OWN_PREFIX}skip`);
  return [
    `${celText(MIRROR_POD)} in variables.annotations`,
    `(${skip} in variables.annotations && variables.annotations[${skip}] == 'true')`,
    ...exclude.map((matcher) => matcherExpression(matcher, subject)),
    ...(include ? [`!${anyOf(include.map((matcher) => `(${matcherExpression(matcher, subject)})`))}`] : []),
  ].join('\n|| ');
}

/** True if Contrast runs pods of this class on the platform; see `readRuntimeClass`. */
export function confidentialExpression(config: Config): string {
  const insecure = platforms.filter(({ tee }) => tee === 'none');
  const chosen = chosenPlatforms(config);
  const onAks = platforms.filter(({ host }) => host === 'aks').map(({ name }) => name);
  const isOther = `variables.className != ${celText(AKS_CLASS)}`;
  const fits = chosen.some((name) => onAks.includes(name))
    ? `(variables.platform in ${celTexts(onAks)} || ${isOther})`
    : isOther;
  const secureClass = `variables.className.matches(${celText(SECURE_CLASS)}) && ${fits}`;
  if (!insecure.some(({ name }) => chosen.includes(name))) return secureClass;
  const insecureClass = `variables.className.matches(${celText(INSECURE_CLASS)})`;
  return `variables.platform in ${celTexts(insecure.map(({ name }) => name))} ? ${insecureClass} : (${secureClass})`;
}

/** The names of the platforms that the configuration or an override of it gives to pods. */
export function chosenPlatforms({ settings: { platform }, overrides }: Config): string[] {
  const others = overrides.flatMap(({ settings }) => settings.platform ?? []).map(nameOf);
  return [...new Set([platform.name, ...others])];
}

/** The class of AKS, which `contrast generate` ignores on other platforms. */
const AKS_CLASS = 'kata-cc-isolation';
const HASH = '(-[0-9a-f]{8})?';
const SECURE_CLASS = `^(contrast-cc|${AKS_CLASS}|contrast-cc-[0-9a-f]{8,64}|(${classesOf('tee')})${HASH})$`;
const INSECURE_CLASS = `^(contrast-insecure|(${classesOf('none')})${HASH})$`;

/** A correctly spelled class, of any platform. */
export const CONTRAST_CLASS = `${SECURE_CLASS}|${INSECURE_CLASS}`;

/** The class of a platform that Contrast removed, or that of AKS, for pods that are not on AKS. */
export const REMOVED_CLASS = `^(contrast-cc-(${[...removedNames.keys()].join('|')})${HASH}|${AKS_CLASS})$`;

/**
 * Matches, in lower case, probable misspellings of a Contrast class. `readRuntimeClass` counts differing letters, which CEL cannot.
 * This expression matches names with the prefix of a Contrast class, and names with the prefix and one end of
 * `kata-cc-isolation` whose length differs by at most two. Shorter and longer names, such as `kata-cc`, are other classes.
 */
export const LOOKALIKE_CLASS = '^contrast|^kata-?cc-?(iso.{4,8}|.{3,7}tion)$';

function classesOf(kind: 'tee' | 'none'): string {
  return platforms
    .filter(({ tee }) => (tee === 'none') === (kind === 'none'))
    .map(({ runtimeClass }) => runtimeClass)
    .join('|');
}

/**
 * Whether the pod's VM may have CPU limits: its class names the platform, else the configuration does. Where it is not certain that a
 * release measures several CPUs, nothing is refused.
 */
export function mayLimitCpus({ contrastVersion }: Config): string {
  const allowing = (multiVcpu: boolean | undefined) =>
    platforms.filter((platform) => {
      const choice = findPlatform(platform.name, contrastVersion);
      return !('error' in choice) && vcpuBound(platform, choice.release, multiVcpu).possible !== 1;
    });
  return [false, undefined, true]
    .map((multiVcpu) => {
      const said = multiVcpu === undefined ? 'release' : `${multiVcpu}`;
      return `(variables.multiVcpu == ${celText(said)} && ${runsOn(allowing(multiVcpu))})`;
    })
    .join('\n|| ');
}

/** True if the pod runs on AKS, where a CPU request becomes the limit; undefined if no pod does. */
export function runsOnAks(config: Config): string | undefined {
  const onAks = platforms.filter(({ host }) => host === 'aks');
  const isChosen = chosenPlatforms(config).some((name) => onAks.some((platform) => platform.name === name));
  return isChosen ? runsOn(onAks) : undefined;
}

/** Whether `contrast generate` fails on mounts of hostPath and image volumes at the release of the platform; undefined if it never does. */
export function rejectsSharedFileSystems(config: Config): string | undefined {
  const chosen = chosenPlatforms(config);
  const rejecting = chosen.filter((name) => {
    const choice = findPlatform(name, config.contrastVersion);
    return !('error' in choice) && rejects(choice.platform, choice.release);
  });
  return rejecting.length === 0 ? undefined : `variables.platform in ${celTexts(rejecting)}`;
}

const UNSPECIFIC_CLASS = '^(|contrast-cc|kata-cc-isolation|contrast-insecure|contrast-cc-[0-9a-f]{8,64})$';

/** True if the pod runs on one of the platforms: its class names the platform, else the configuration does; see `effectivePlatform`. */
function runsOn(list: readonly Platform[]): string {
  const classes = list.map(({ runtimeClass }) => runtimeClass).join('|');
  return anyOf([
    `variables.className.matches(${celText(`^(${classes})${HASH}$`)})`,
    allOf([
      `variables.className.matches(${celText(UNSPECIFIC_CLASS)})`,
      `variables.platform in ${celTexts(list.map(({ name }) => name))}`,
    ]),
  ]);
}
