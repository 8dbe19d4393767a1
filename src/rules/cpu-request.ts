import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { effectivePlatform } from '../contrast/effective-platform.ts';
import { isCertainly } from '../contrast/releases.ts';
import { expectedVcpus, mayCountRequests, podVcpus, vcpuBoundOf } from '../contrast/vcpus.ts';
import type { Amount, ResourceHolder } from '../kubernetes/resource-holder.ts';
import {
  amountOf,
  holderTitle,
  isRequiredByHugePages,
  pathOf,
  textOf,
  userContainers,
} from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { pluralize } from '../util/plural.ts';
import { remove, set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { optIn } from './wants-fix.ts';

const ID = 'cpu-request';

export const cpuRequest = defineRule({
  id: ID,
  summary: 'Find CPU requests that do not match the CPUs of the VM on bare metal.',
  rationale:
    'Only limits set the CPUs of the VM. Some releases also count requests when they predict the measured number of CPUs; the documentation of others names requests as a cause of failing attestation.',
  remedy:
    'Opt-in: `cpu.removeRequests: true` removes the requests, `rules: {cpu-request: {fix: true}}` sets the limit to the request if the release measures several CPUs. Without requests the scheduler and a HorizontalPodAutoscaler on CPU utilization ignore the CPU use of the pod.',
  source: 'Contrast documentation, Current limitations; Contrast source, generate',
  severity: 'warning',
  triggers: { keys: ['cpu'] },

  inspect(workload) {
    const { host, tee } = effectivePlatform(workload);
    if (host === 'aks') return undefined;
    const { possible } = vcpuBoundOf(workload);
    if (possible !== 1 && (tee !== 'snp' || !isMiscounted(workload))) return undefined;
    const judge = possible === 1 ? withSingleCpu : withSeveralCpus;
    return [workload.pod, ...userContainers(workload)].flatMap((holder) => {
      const request = amountOf(holder, 'requests', 'cpu');
      return request ? judge(workload, holder, request) : [];
    });
  },
});

/** True if `contrast generate` may expect another number of vCPUs than the VM has, since it counts requests. */
function isMiscounted(workload: ConfidentialWorkload): boolean {
  if (!mayCountRequests(workload)) return false;
  const [vm, expected] = [podVcpus(workload), expectedVcpus(workload, 'limits-and-requests')];
  return vm !== undefined && expected !== undefined && expected > vm;
}

function withSingleCpu(
  workload: ConfidentialWorkload,
  holder: ResourceHolder | Container,
  request: Amount,
): Finding[] {
  const [who, is] = [holderTitle(holder), textOf(request)];
  const finding: Finding = {
    path: request.path,
    currentValue: is,
    message: `${who} has a CPU request of ${is}, which gives the VM no CPUs and can make attestation fail in some releases: remove it, unless the scheduler needs it`,
    cause: {
      message:
        'CPU requests give the VMs no CPUs and can make attestation fail in some releases: remove them, unless the scheduler needs them',
      subject: who,
    },
    setting: { path: 'cpu.removeRequests', value: true },
  };
  return [withRemoval(finding, workload, holder, is)];
}

/** Reports a request above the limit, or without a limit. */
function withSeveralCpus(
  workload: ConfidentialWorkload,
  holder: ResourceHolder | Container,
  request: Amount,
): Finding[] {
  const limit = amountOf(holder, 'limits', 'cpu');
  if (!request.quantity || (limit?.quantity && limit.quantity.nano >= request.quantity.nano)) return [];
  const [who, is] = [holderTitle(holder), textOf(request)];
  const { release } = workload.settings;
  const expected = expectedVcpus(workload, 'limits-and-requests');
  const isCertain = isCertainly(release.fact('vcpuCount'), 'limits-and-requests');
  const [counts, inferred] = isCertain ? ['counts', ''] : ['may count', ' (inferred)'];
  const path = pathOf(holder, 'limits', 'cpu');
  const finding: Finding = {
    path,
    ...(limit && { currentValue: textOf(limit) }),
    proposedValue: is,
    message: `${who} has a CPU request of ${is} and ${limit ? `a limit of ${textOf(limit)}` : 'no limit'}: the VM starts with ${pluralize(podVcpus(workload) ?? 1, 'vCPU')} by the limits, but contrast generate of ${release.name} ${counts} the request too${inferred} and then expects ${expected}, so attestation would fail; set the limit to ${is}, or remove the request`,
    cause: {
      message: `CPU requests are larger than the limits, which contrast generate of ${release.name} ${counts} too${inferred}, so attestation would fail: set the limits to the requests, or remove the requests`,
      subject: who,
    },
  };
  if (workload.settings.cpu.removeRequests)
    return [withRemoval({ ...finding, path: request.path, currentValue: is }, workload, holder, is)];
  const fix = optIn(workload.settings, ID, () => ({
    edits: [set(path, request.scalar ?? is)],
    message: `set the CPU limit of ${who} to its request of ${is}, so that the VM has the CPUs that contrast generate expects`,
  }));
  return [{ ...finding, ...fix }];
}

function withRemoval(
  finding: Finding,
  { settings }: ConfidentialWorkload,
  holder: ResourceHolder | Container,
  is: string,
): Finding {
  if (!settings.cpu.removeRequests) return finding;
  // The setting is already on, so the message does not recommend it.
  const { proposedValue: _, setting: __, ...found } = finding;
  const who = holderTitle(holder);
  if (isRequiredByHugePages(holder, 'requests', 'cpu'))
    return {
      ...found,
      message: `${who} has a CPU request of ${is}, which gives the VM no CPUs. It is not removed, because Kubernetes requires CPU or memory with huge pages: set a memory limit`,
    };
  return {
    ...found,
    fix: {
      edits: [remove(finding.path)],
      message: `removed the CPU request ${is} of ${who}, as configured by cpu.removeRequests`,
      removes: true,
    },
  };
}
