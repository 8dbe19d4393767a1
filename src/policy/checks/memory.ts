import type { Config } from '../../config/load-config.ts';
import { runsOnAks } from '../config-variables.ts';
import { type GuardCheck, has } from './check.ts';

/** True if the configuration sets limits for containers without one. */
function givesLimits({ settings, overrides }: Config): boolean {
  const layers = [settings.memory, ...overrides.map((override) => override.settings.memory)];
  return layers.some(
    (memory) => memory?.default !== undefined || Object.keys(memory?.containers ?? {}).length > 0,
  );
}

export const memoryLimit: GuardCheck = {
  rule: 'memory-limit',
  where: 'a container has no memory limit, and neither has the pod',
  refusal({ config, fails }) {
    const anyOfThem = fails({ fixed: givesLimits(config) });
    if (!anyOfThem && !fails({ fixed: true })) return undefined;
    // The rule derives a limit from a request and from the pod's annotation.
    const among = anyOfThem ? 'true' : `(${has('requests', 'memory')} || variables.givesLimits)`;
    return {
      problem: 'these containers have no memory limit, so they do not add memory to the VM',
      culprits: {
        name: 'withoutMemoryLimit',
        expression: `'memory' in variables.podLimits ? []
: variables.containers.filter(c, !(${has('limits', 'memory')}) && ${among}).map(c, c.name)`,
      },
    };
  },
};

export const memoryRequest: GuardCheck = {
  rule: 'memory-request',
  where: 'the memory request of a container differs from its limit',
  refusal({ fails }) {
    if (!fails({ fixed: true })) return undefined;
    return {
      problem: 'the memory request of these containers differs from their limit, which the VM always uses',
      culprits: {
        name: 'requestNotLimit',
        expression: `'memory' in variables.podLimits ? []
: variables.containers.filter(c, ${has('limits', 'memory')}
  && !(${has('requests', 'memory')}
    && quantity(c.resources.requests.memory).compareTo(quantity(c.resources.limits.memory)) == 0)).map(c, c.name)`,
      },
    };
  },
};

/** CEL: a pod whose memory request is not its limit. */
const POD_REQUEST_DIFFERS = `'memory' in variables.podLimits
&& !('memory' in variables.podRequests
  && quantity(variables.podRequests.memory).compareTo(quantity(variables.podLimits.memory)) == 0)`;

/**
 * A pod-level request without a limit is admitted: the API server sets it if the pod has other pod-level resources, and rejects
 * one below the sum of the containers, as it rejects container limits above the pod's. All resources of
 * a pod are a warning.
 */
export const podLevelResources: GuardCheck = {
  rule: 'pod-level-resources',
  where:
    'the pod-level memory request differs from the limit; with `--strict`, if it has pod-level resources at all',
  refusal({ fails }) {
    const all = fails({ fixed: false });
    if (!all && !fails({ fixed: true })) return undefined;
    const differs = all ? 'size(variables.podLimits) + size(variables.podRequests) > 0' : POD_REQUEST_DIFFERS;
    return {
      problem: all
        ? 'the pod has pod-level resources, which only recent clusters and releases support'
        : 'the memory request of the pod differs from its limit, which the VM always uses',
      culprits: { name: 'podResources', expression: `${differs} ? ['the pod'] : []` },
    };
  },
};

/** CEL: whether an amount of memory is less than a MiB. */
function isTiny(amount: string): string {
  return `quantity(${amount}).compareTo(quantity('1Mi')) < 0`;
}

export const memoryUnit: GuardCheck = {
  rule: 'memory-unit',
  where: 'an amount of memory is less than 1Mi, as `128m` is; a request may be 0',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    const isTinyRequest = (amount: string) =>
      `quantity(${amount}).compareTo(quantity('0')) > 0 && ${isTiny(amount)}`;
    return {
      problem: 'these have amounts of memory below 1Mi, too little for a VM: is a unit missing?',
      culprits: {
        name: 'tinyMemory',
        expression: `variables.containers.filter(c,
  (${has('limits', 'memory')} && ${isTiny('c.resources.limits.memory')})
  || (${has('requests', 'memory')} && ${isTinyRequest('c.resources.requests.memory')})).map(c, c.name)
+ (('memory' in variables.podLimits && ${isTiny('variables.podLimits.memory')})
  || ('memory' in variables.podRequests && ${isTinyRequest('variables.podRequests.memory')}) ? ['the pod'] : [])`,
      },
    };
  },
};

export const cpuLimit: GuardCheck = {
  rule: 'cpu-limit',
  where:
    'it has a CPU limit on a platform where the release measures a single CPU; on AKS, a CPU request that is not also the limit',
  refusal({ config, fails }) {
    if (!fails({ fixed: true })) return undefined;
    const onAks = runsOnAks(config);
    const limited = culprits(has('limits', 'cpu'), "'cpu' in variables.podLimits");
    const cases = `variables.mayLimitCpus ? [] : ${limited}`;
    return {
      problem: onAks
        ? 'the CPU limits of these do not fit the platform: on AKS a limit takes the place of the request, elsewhere the release measures a single CPU'
        : 'these have a CPU limit, but the release measures a single CPU on the platform, so attestation fails',
      culprits: {
        name: 'wrongCpuLimit',
        expression: onAks ? `${onAks} ? ${culprits(REQUEST_ALONE, POD_REQUEST_ALONE)}\n: ${cases}` : cases,
      },
    };
  },
};

/** CEL: the names of the containers c for which a condition holds, and `the pod` if one holds for the pod. */
function culprits(ofContainer: string, ofPod: string): string {
  return `(variables.containers.filter(c, ${ofContainer}).map(c, c.name)
  + (${ofPod} ? ['the pod'] : []))`;
}

/** CEL: a CPU request without a limit of the same amount. */
const REQUEST_ALONE = `${has('requests', 'cpu')} && !(${has('limits', 'cpu')}
    && quantity(c.resources.requests.cpu).compareTo(quantity(c.resources.limits.cpu)) == 0)`;
const POD_REQUEST_ALONE = `'cpu' in variables.podRequests && !('cpu' in variables.podLimits
    && quantity(variables.podRequests.cpu).compareTo(quantity(variables.podLimits.cpu)) == 0)`;
