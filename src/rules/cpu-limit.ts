import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { effectivePlatform } from '../contrast/effective-platform.ts';
import { podVcpus, vcpuBoundOf } from '../contrast/vcpus.ts';
import { ceilWhole } from '../kubernetes/quantity.ts';
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

import { remove, set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';

type Holder = ResourceHolder | Container;

export const cpuLimit = defineRule({
  id: 'cpu-limit',
  summary:
    'Set CPU limits in place of requests on AKS, and remove them where the release measures a single CPU.',
  rationale:
    'The CPUs of a VM are fixed when it starts, and on bare metal they are measured. A release that expects a single CPU on the platform fails attestation for a pod with a CPU limit; newer releases measure up to 220.',
  remedy:
    'Applied by default: on AKS the request becomes the limit; on bare metal the limit is removed where the release measures a single CPU on the platform, and stays where it measures several or where that is not certain. `cpu.multiVcpu` overrides what is known of the release.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Contrast source, verifier CPUCountValid',
  severity: 'warning',
  triggers: { keys: ['cpu'] },

  inspect(workload) {
    const { host, name } = effectivePlatform(workload);
    const { certain, possible } = vcpuBoundOf(workload);
    const onAks = host === 'aks';
    if (!onAks && certain !== 1) return undefined;
    if (!onAks && possible !== 1) return uncertain(workload, name, possible!);
    const findings: Finding[] = [];
    const reason = singleCpu(workload, name);
    for (const holder of [workload.pod, ...userContainers(workload)])
      onAks ? judgeOnAks(holder, findings) : judgeOnMetal(holder, findings, reason);
    return findings;
  },
});

function singleCpu({ settings }: ConfidentialWorkload, platform: string): string {
  if (settings.cpu.multiVcpu === false) return 'cpu.multiVcpu: false says that a single CPU is measured';
  return `Contrast ${settings.release.name} measures a single CPU on ${platform}`;
}

/** One finding for the pod, since its limits add up. */
function uncertain(
  workload: ConfidentialWorkload,
  platform: string,
  possible: number,
): Finding[] | undefined {
  const holders = [workload.pod, ...userContainers(workload)];
  const limit = holders.map((holder) => amountOf(holder, 'limits', 'cpu')).find((found) => found);
  const vcpus = podVcpus(workload);
  if (!limit || vcpus === undefined || vcpus === 1 || vcpus > possible) return undefined;
  const release = `Contrast ${workload.settings.release.name}`;
  return [
    {
      path: limit.path,
      currentValue: textOf(limit),
      message: `the CPU limits give the VM ${vcpus} vCPUs, and whether ${release} measures several on ${platform} is inferred, not documented: if it measures up to ${possible}, the pod runs with ${vcpus}; if it measures one, attestation fails. The limits stay; set cpu.multiVcpu to true or false for your release`,
    },
  ];
}

const MULTI_VCPU =
  '. The VM has 1 vCPU now; cpu.multiVcpu: true keeps the limit if your release measures several';

function judgeOnMetal(holder: Holder, findings: Finding[], reason: string): void {
  const limit = amountOf(holder, 'limits', 'cpu');
  if (!limit) return;
  const who = holderTitle(holder);
  const becomesRequest = isRequiredByHugePages(holder, 'limits', 'cpu') && limit.scalar !== undefined;
  if (becomesRequest) findings.push(impliedRequest(holder, limit));
  const isSeveral = limit.quantity !== undefined && ceilWhole(limit.quantity.nano) > 1;
  const implied =
    becomesRequest || amountOf(holder, 'requests', 'cpu')
      ? ''
      : '; this also removes the CPU request that Kubernetes derived from it, which schedulers and a HorizontalPodAutoscaler may use';
  findings.push({
    path: limit.path,
    currentValue: textOf(limit),
    message: `${who} has a CPU limit of ${textOf(limit)}, with which the VM starts with several CPUs, but ${reason}, so attestation fails: remove the limit, or use a release that measures several`,
    fix: {
      edits: [remove(limit.path)],
      message: `removed the CPU limit ${textOf(limit)} of ${who}, since ${reason}, and attestation fails with more${implied}${isSeveral ? MULTI_VCPU : ''}`,
      removes: true,
    },
  });
}

/** Kubernetes derives a request from a limit. Without it, a pod with huge pages may have neither CPU nor memory, which Kubernetes rejects. */
function impliedRequest(holder: Holder, limit: Amount): Finding {
  const path = pathOf(holder, 'requests', 'cpu');
  const [who, text] = [holderTitle(holder), textOf(limit)];
  return {
    path,
    proposedValue: text,
    message: `${who} has huge pages, with which Kubernetes requires CPU or memory: set the CPU request to ${text} in place of the limit`,
    fix: {
      edits: [set(path, limit.scalar ?? text)],
      message: `set the CPU request of ${who} to ${text} in place of its limit, since Kubernetes requires CPU or memory with huge pages`,
    },
  };
}

function judgeOnAks(holder: Holder, findings: Finding[]): void {
  const request = amountOf(holder, 'requests', 'cpu');
  if (!request) return;
  const limit = amountOf(holder, 'limits', 'cpu');
  if (!limit) {
    // What cannot be read is left to vcpu-count.
    if (!request.quantity) return;
    findings.push(inPlaceOfRequest(holder, request), replaced(holder, request));
    // A request that equals the limit is what the API server adds if the request is missing.
  } else if (!request.quantity || request.quantity.nano !== limit.quantity?.nano) {
    findings.push(besideLimit(holder, request));
  }
}

/** The request goes once the limit has its value: nothing is lost. */
function replaced(holder: Holder, request: Amount): Finding {
  const finding = besideLimit(holder, request);
  const message = `removed the CPU request ${textOf(request)} of ${holderTitle(holder)}, which is its limit now`;
  return { ...finding, fix: { edits: [remove(request.path)], message } };
}

function besideLimit(holder: Holder, request: Amount): Finding {
  const who = holderTitle(holder);
  return {
    path: request.path,
    currentValue: textOf(request),
    message: `${who} has a CPU request of ${textOf(request)} in addition to its limit, but only the limit counts for the VM: remove the request`,
    fix: {
      edits: [remove(request.path)],
      message: `removed the CPU request ${textOf(request)} of ${who}, since only the limit counts for the VM`,
      removes: true,
    },
  };
}

function inPlaceOfRequest(holder: Holder, request: Amount): Finding {
  const path = pathOf(holder, 'limits', 'cpu');
  const who = holderTitle(holder);
  const text = textOf(request);
  return {
    path,
    proposedValue: text,
    message: `${who} has a CPU request of ${text} and no limit, but only limits give the VM its CPUs: set the limit instead`,
    fix: {
      edits: [set(path, request.scalar ?? text)],
      message: `set the CPU limit of ${who} to ${text} in place of its request, since only limits give the VM its CPUs`,
    },
  };
}
