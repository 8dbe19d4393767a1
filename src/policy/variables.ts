import type { Config } from '../config/load-config.ts';
import { MEMORY_ANNOTATION } from '../contrast/annotations.ts';
import { INJECTED_CONTAINERS } from '../contrast/confidential-workload.ts';
import { GENERATED_ANNOTATIONS } from '../contrast/generated-annotations.ts';
import { GPU_PREFIX } from '../kubernetes/gpu.ts';
import { celText, celTexts, type Variable } from './cel.ts';
import { confidentialExpression, configVariables, exemption, mayLimitCpus } from './config-variables.ts';
import type { Subject } from './subject.ts';

/** All variables of the policy, each after those that it uses. */
export function variablesOf(config: Config, subject: Subject): Variable[] {
  return [
    ...subject.variables,
    ...configVariables(config, subject),
    { name: 'exempt', expression: [...subject.exempt, exemption(config, subject)].join('\n|| ') },
    ...POD,
    { name: 'confidential', expression: confidentialExpression(config) },
    { name: 'mayLimitCpus', expression: mayLimitCpus(config) },
    // A pod with a class that is not Contrast's runs outside confidential VMs: no other checks apply.
    {
      name: 'judged',
      expression: "!variables.exempt && (variables.className == '' || variables.confidential)",
    },
  ];
}

/** Returns the variables that the expressions use, directly or indirectly, in order. */
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

function namesIn(list: 'volumeMounts' | 'volumeDevices'): string {
  const names = namesOf(list);
  return `variables.containers.${names}\n+ variables.ephemeralContainers.${names}`;
}

function namesOf(list: 'volumeMounts' | 'volumeDevices'): string {
  return `map(c, has(c.${list}) ? c.${list}.map(m, m.name) : [])`;
}

function withoutInjected(containers: string): string {
  return `${containers}\n.filter(c, !(variables.generated && c.name in ${celTexts([...INJECTED_CONTAINERS])}))`;
}

const POD: Variable[] = [
  {
    name: 'className',
    expression: "has(variables.spec.runtimeClassName) ? variables.spec.runtimeClassName : ''",
  },
  {
    name: 'generated',
    expression: `${celTexts(GENERATED_ANNOTATIONS)}.exists(a, a in variables.annotations)`,
  },
  {
    name: 'containers',
    expression: withoutInjected(
      '(variables.spec.containers + (has(variables.spec.initContainers) ? variables.spec.initContainers : []))',
    ),
  },
  {
    name: 'ephemeralContainers',
    expression: 'has(variables.spec.ephemeralContainers) ? variables.spec.ephemeralContainers : []',
  },
  // The names that each container mounts and uses as devices.
  { name: 'mounts', expression: namesIn('volumeMounts') },
  { name: 'devices', expression: namesIn('volumeDevices') },
  {
    name: 'mainMounts',
    expression: `${withoutInjected('variables.spec.containers')}.${namesOf('volumeMounts')}`,
  },
  {
    name: 'usesGpu',
    expression: `variables.containers.exists(c, has(c.resources) && has(c.resources.limits)
  && c.resources.limits.exists(k, k.startsWith(${celText(GPU_PREFIX)}) && quantity(c.resources.limits[k]).compareTo(quantity('0')) != 0))`,
  },
  { name: 'volumes', expression: 'has(variables.spec.volumes) ? variables.spec.volumes : []' },
  // Fields that the type check of older API servers does not know.
  { name: 'newFields', expression: 'dyn(variables.spec)' },
  {
    name: 'imageVolumes',
    expression:
      'has(variables.newFields.volumes) ? variables.newFields.volumes.filter(v, has(v.image)).map(v, v.name) : []',
  },
  ...(['limits', 'requests'] as const).map((field) => ({
    name: field === 'limits' ? 'podLimits' : 'podRequests',
    expression: `has(variables.newFields.resources) && has(variables.newFields.resources.${field}) ? variables.newFields.resources.${field} : {}`,
  })),
  { name: 'givesLimits', expression: `${celText(MEMORY_ANNOTATION)} in variables.annotations` },
];
