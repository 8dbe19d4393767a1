import { allowsMultipleVcpus, effectivePlatform } from '../contrast/effective-platform.ts';
import { remove, set } from '../edit/edit.ts';
import {
  type Amount,
  amountOf,
  holderTitle,
  judgedContainers,
  pathOf,
  type ResourceHolder,
  textOf,
} from '../kube/resources.ts';
import type { Container } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

type Holder = ResourceHolder | Container;

export const cpuLimit = defineRule({
  id: 'cpu-limit',
  summary: 'Set CPU limits in place of requests on AKS, and remove them on bare metal.',
  rationale:
    'The CPUs of a VM are fixed when it starts. On AKS the limits say how many; on bare metal the measurement expects a single one, and a limit makes attestation fail.',
  remedy:
    'Applied by itself: on AKS the request becomes the limit, on bare metal the limit is removed. `cpu.multiVcpu: true` keeps limits where the release and the platform can measure them.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',
  wokenBy: { keys: ['cpu'] },

  inspect(workload) {
    const onAks = effectivePlatform(workload).host === 'aks';
    if (!onAks && allowsMultipleVcpus(workload)) return undefined;
    const findings: Finding[] = [];
    const judge = onAks ? judgeOnAks : judgeOnMetal;
    judge(workload.pod, findings);
    for (const container of judgedContainers(workload)) judge(container, findings);
    return findings;
  },
});

function judgeOnMetal(holder: Holder, findings: Finding[]): void {
  const limit = amountOf(holder, 'limits', 'cpu');
  if (!limit) return;
  const who = holderTitle(holder);
  const implied = amountOf(holder, 'requests', 'cpu')
    ? ''
    : '; the CPU request that Kubernetes made of it goes too, which schedulers and a HorizontalPodAutoscaler may count on';
  findings.push({
    path: limit.path,
    currentValue: textOf(limit),
    message: `${who} has a CPU limit of ${textOf(limit)}: limits change how many CPUs the VM starts with, so attestation fails on bare metal; remove it, unless the release measures several CPUs (cpu.multiVcpu)`,
    fix: {
      edits: [remove(limit.path)],
      message: `removed the CPU limit ${textOf(limit)} of ${who}, which makes attestation fail on bare metal${implied}`,
      removes: true,
    },
  });
}

function judgeOnAks(holder: Holder, findings: Finding[]): void {
  const request = amountOf(holder, 'requests', 'cpu');
  if (!request) return;
  if (!amountOf(holder, 'limits', 'cpu')) {
    // What cannot be read is left to vcpu-count.
    if (!request.quantity) return;
    findings.push(inPlaceOfRequest(holder, request), replaced(holder, request));
  } else {
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
    message: `${who} has a CPU request of ${textOf(request)} beside its limit, but only the limit counts for the VM: remove the request`,
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
