import type { Layer } from '../config/build-settings.ts';
import type { Config } from '../config/load-config.ts';
import { PREFIX } from '../config/pod-annotations.ts';
import { platformNamed, platforms, removedNames } from '../contrast/platforms.ts';
import { INJECTED_CONTAINERS } from '../kube/workload.ts';
import { allOf, anyOf, celText, celTexts } from './cel.ts';
import { matcherExpression } from './matcher.ts';

/** A named expression that validations and later variables use as `variables.<name>`. */
export interface Variable {
  name: string;
  expression: string;
}

/** Every variable that a policy may need, each after those that it uses. */
export function variablesOf(config: Config): Variable[] {
  return [
    ...METADATA,
    ...WORKLOAD,
    ...settingVariables(config),
    { name: 'exempt', expression: exemption(config) },
    ...POD,
    { name: 'confidential', expression: confidentialExpression(config) },
    { name: 'mayLimitCpus', expression: mayLimitCpus() },
    // A pod of a foreign class runs outside of confidential VMs: nothing else is asked of it.
    {
      name: 'judged',
      expression: "!variables.exempt && (variables.className == '' || variables.confidential)",
    },
  ];
}

/** The variables that the expressions use, directly or by way of others, in their order. */
export function usedVariables(all: readonly Variable[], expressions: readonly string[]): Variable[] {
  const used: Variable[] = [];
  const texts = [...expressions];
  for (const variable of [...all].reverse()) {
    if (!texts.some((text) => new RegExp(`variables\\.${variable.name}\\b`).test(text))) continue;
    used.unshift(variable);
    texts.push(variable.expression);
  }
  return used;
}

const METADATA: Variable[] = [
  { name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
  { name: 'annotations', expression: 'has(object.metadata.annotations) ? object.metadata.annotations : {}' },
];

/**
 * The object that the pod was made for. A Deployment makes its pods by a ReplicaSet called `<name>-<pod-template-hash>`, a
 * CronJob by a Job called `<name>-<minutes since 1970>` (Kubernetes, Deployments; CronJob controller).
 */
const WORKLOAD: Variable[] = [
  {
    name: 'owners',
    expression:
      'has(object.metadata.ownerReferences) ? object.metadata.ownerReferences.filter(o, has(o.controller) && o.controller) : []',
  },
  {
    name: 'workloadKind',
    expression: `size(variables.owners) == 0 ? 'Pod'
: variables.owners[0].kind == 'ReplicaSet' && 'pod-template-hash' in variables.labels ? 'Deployment'
: variables.owners[0].kind == 'Job' && variables.owners[0].name.matches('-[0-9]{8,}$') ? 'CronJob'
: variables.owners[0].kind`,
  },
  {
    name: 'workloadName',
    expression: `size(variables.owners) == 0 ? object.metadata.name
: variables.workloadKind == 'Deployment' ? variables.owners[0].name.substring(0, size(variables.owners[0].name) - size(variables.labels['pod-template-hash']) - 1)
: variables.workloadKind == 'CronJob' ? variables.owners[0].name.substring(0, variables.owners[0].name.lastIndexOf('-'))
: variables.owners[0].name`,
  },
  {
    name: 'workloadApiVersion',
    expression: "size(variables.owners) == 0 ? 'v1' : variables.owners[0].apiVersion",
  },
];

/** What an override may set, each as the last override that matches the pod sets it. */
function settingVariables(config: Config): Variable[] {
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
function exemption({ include, exclude }: Config): string {
  const skip = celText(`${PREFIX}skip`);
  return [
    "'kubernetes.io/config.mirror' in variables.annotations",
    `(${skip} in variables.annotations && variables.annotations[${skip}] == 'true')`,
    ...exclude.map(matcherExpression),
    ...(include ? [`!${anyOf(include.map((matcher) => `(${matcherExpression(matcher)})`))}`] : []),
  ].join('\n|| ');
}

const POD: Variable[] = [
  {
    name: 'className',
    expression: "has(object.spec.runtimeClassName) ? object.spec.runtimeClassName : ''",
  },
  {
    name: 'containers',
    expression: `(object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : []))
.filter(c, !(c.name in ${celTexts([...INJECTED_CONTAINERS])}))`,
  },
  { name: 'volumes', expression: 'has(object.spec.volumes) ? object.spec.volumes : []' },
  // What is newer than some API servers, whose type check would not know the fields.
  { name: 'newFields', expression: 'dyn(object.spec)' },
  {
    name: 'imageVolumes',
    expression:
      'has(variables.newFields.volumes) ? variables.newFields.volumes.filter(v, has(v.image)).map(v, v.name) : []',
  },
  ...(['limits', 'requests'] as const).map((field) => ({
    name: field === 'limits' ? 'podLimits' : 'podRequests',
    expression: `has(variables.newFields.resources) && has(variables.newFields.resources.${field}) ? variables.newFields.resources.${field} : {}`,
  })),
  {
    name: 'allowed',
    expression: `${celText(`${PREFIX}allow`)} in variables.annotations ? variables.annotations[${celText(`${PREFIX}allow`)}] : ''`,
  },
];

/** Whether the class is one under which Contrast runs pods on the platform; see `readRuntimeClass`. */
function confidentialExpression(config: Config): string {
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

function classesOf(kind: 'tee' | 'none'): string {
  return platforms
    .filter(({ tee }) => (tee === 'none') === (kind === 'none'))
    .map(({ runtimeClass }) => runtimeClass)
    .join('|');
}

/** Whether the pod's VM may have CPU limits: its class names the platform, else the configuration does. */
function mayLimitCpus(): string {
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
