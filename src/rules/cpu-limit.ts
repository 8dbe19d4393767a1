import { allowsMultipleVcpus, effectivePlatform } from '../contrast/effective-platform.ts';
import { remove, set } from '../edit/edit.ts';
import {
  type Amount,
  amountOf,
  holderTitle,
  judgedContainers,
  pathOf,
  podLevel,
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
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  *inspect(workload) {
    const holders: Holder[] = [podLevel(workload), ...judgedContainers(workload)];
    const onAks = effectivePlatform(workload).host === 'aks';
    if (!onAks && allowsMultipleVcpus(workload)) return;
    for (const holder of holders) {
      const finding = onAks ? onAksFinding(holder) : onMetalFinding(holder);
      if (finding) yield finding;
    }
  },
});

function onMetalFinding(holder: Holder): Finding | undefined {
  const limit = amountOf(holder, 'limits', 'cpu');
  if (!limit) return undefined;
  const who = holderTitle(holder);
  const implied = amountOf(holder, 'requests', 'cpu')
    ? ''
    : '; the CPU request that Kubernetes made of it goes too, which schedulers and a HorizontalPodAutoscaler may count on';
  return {
    path: limit.path,
    currentValue: textOf(limit),
    message: `the CPU limit ${textOf(limit)} of ${who} gives the VM more CPUs than were measured, so attestation fails on bare metal: remove it`,
    fix: {
      edits: [remove(limit.path)],
      message: `removed the CPU limit ${textOf(limit)} of ${who}, which makes attestation fail on bare metal${implied}`,
      removes: true,
    },
  };
}

function onAksFinding(holder: Holder): Finding | undefined {
  const request = amountOf(holder, 'requests', 'cpu');
  if (!request) return undefined;
  const limit = amountOf(holder, 'limits', 'cpu');
  return limit ? besideLimit(holder, request) : inPlaceOfLimit(holder, request);
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

function inPlaceOfLimit(holder: Holder, request: Amount): Finding | undefined {
  const { scalar, quantity } = request;
  // What cannot be read is left to vcpu-count.
  if (!scalar || !quantity) return undefined;
  const path = pathOf(holder, 'limits', 'cpu');
  const who = holderTitle(holder);
  return {
    path,
    proposedValue: quantity.text,
    message: `${who} has a CPU request of ${quantity.text} and no limit, but only limits give the VM its CPUs: set the limit instead`,
    fix: {
      edits: [set(path, scalar), remove(request.path)],
      message: `set the CPU limit of ${who} to ${quantity.text} in place of its request, since only limits give the VM its CPUs`,
    },
  };
}
