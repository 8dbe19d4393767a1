import { GPU_PREFIX, gpuResourcesOf, isNoPassthrough } from '../kubernetes/gpu.ts';
import { pathOf, userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { at, itemsAt, textAt } from '../yaml/access.ts';
import { append, set } from '../yaml/edit/edit.ts';
import type { Node } from '../yaml/node.ts';
import { defineRule, type Finding } from './rule.ts';

/** Contrast documentation, GPU configuration: the variable that lets a container see all GPUs of its VM. */
export const VISIBLE_DEVICES = 'NVIDIA_VISIBLE_DEVICES';

export const gpuResource = defineRule({
  id: 'gpu-resource',
  summary: 'Request GPUs that can be passed into a VM, and let the container see them.',
  rationale:
    'Only whole GPUs of the passthrough device plugin reach a VM. In older releases a container sees them only where NVIDIA_VISIBLE_DEVICES is "all"; in newer ones the limit is enough, and "all" gives a container every GPU of the pod, those of other containers included.',
  remedy:
    'For releases that need the variable it is set by default, unless several containers of the pod request GPUs. Replace nvidia.com/gpu by the resource that the nodes offer, such as nvidia.com/pgpu: only the cluster knows which one that is.',
  source: 'Contrast documentation, GPU configuration',
  severity: 'error',
  triggers: { keys: [`${GPU_PREFIX}*`] },

  *inspect(workload) {
    const judged = userContainers(workload);
    for (const container of judged)
      yield* gpuResourcesOf(container)
        .filter(isNoPassthrough)
        .map((name) => wrongResource(container, name));
    const isPassedOn = (container: Container) => !gpuResourcesOf(container).every(isNoPassthrough);
    const users = judged.filter(isPassedOn);
    if (users.length === 0) return;
    const isRequired = workload.settings.release.fact('gpuVariable').value === 'required';
    for (const container of judged) {
      const asks = users.includes(container);
      if (asks && isRequired && users.length === 1) yield* judgeVariable(container);
      else if (asks && isRequired) yield* judgeShared(container);
      else if (seesAll(container) && !(asks && users.length === 1)) yield sharedView(container, asks);
    }
  },
});

function wrongResource(container: Container, name: string): Finding {
  return {
    path: pathOf(container, 'limits', name),
    // That slices cannot be passed on is not documented.
    ...(name === 'nvidia.com/gpu' ? {} : { severity: 'warning' as const }),
    message: `${container.title} requests ${name}, which cannot be passed into a VM: use the passthrough resource of the nodes, such as nvidia.com/pgpu or nvidia.com/GH100_H100_PCIE`,
  };
}

function variableOf(container: Container): { entries: readonly Node[]; index: number } {
  const entries = itemsAt(container.node, 'env');
  return { entries, index: entries.findLastIndex((entry) => textAt(entry, 'name') === VISIBLE_DEVICES) };
}

function seesAll(container: Container): boolean {
  const { entries, index } = variableOf(container);
  return index !== -1 && textAt(entries[index], 'value') === 'all';
}

/** The value `all` takes the GPUs of the other containers as well (Contrast source, patches of Kata). */
function sharedView(container: Container, asks: boolean): Finding {
  const others = asks ? ', those of the other containers included' : ', though it requests none';
  return {
    path: [...container.path, 'env', variableOf(container).index, 'value'],
    severity: asks ? 'warning' : 'info',
    currentValue: 'all',
    message: `${container.title} sees every GPU of the pod${others}, since ${VISIBLE_DEVICES} is all: remove the variable if that is not intended`,
  };
}

/** Where the variable is required and would break the isolation between the containers of the pod. */
function* judgeShared(container: Container): Iterable<Finding> {
  if (seesAll(container)) return;
  yield {
    path: container.path,
    severity: 'warning',
    message: `${container.title} sees no GPU without ${VISIBLE_DEVICES}=all, but with it sees those of the other containers of the pod too: use a pod for each, or a newer release of Contrast`,
  };
}

function* judgeVariable(container: Container): Iterable<Finding> {
  const resource = gpuResourcesOf(container).find((name) => !isNoPassthrough(name))!;
  const { entries, index } = variableOf(container);
  if (index === -1) {
    const entry = { name: VISIBLE_DEVICES, value: 'all' };
    yield {
      path: [...container.path, 'env', entries.length],
      proposedValue: entry,
      message: `${container.title} requests ${resource} but sees no GPU without ${VISIBLE_DEVICES}=all: set it`,
      fix: {
        edits: [append([...container.path, 'env'], entry)],
        message: `set ${VISIBLE_DEVICES} to all, since ${container.title} requests ${resource}`,
      },
    };
    return;
  }
  const value = textAt(entries[index], 'value');
  if (value === 'all') return;
  const path = [...container.path, 'env', index, 'value'];
  if (at(entries[index], 'valueFrom')) {
    yield {
      path: path.slice(0, -1),
      message: `${container.title} requests ${resource} but takes ${VISIBLE_DEVICES} from elsewhere: write the value all`,
    };
    return;
  }
  yield {
    path,
    ...(value === undefined ? {} : { currentValue: value }),
    proposedValue: 'all',
    message: `${container.title} requests ${resource}, but ${VISIBLE_DEVICES} is ${JSON.stringify(value ?? '')}: set it to all`,
    fix: {
      edits: [set(path, 'all')],
      message: `set ${VISIBLE_DEVICES} to all in place of ${JSON.stringify(value ?? '')}, since ${container.title} requests ${resource}`,
      removes: true,
    },
  };
}
