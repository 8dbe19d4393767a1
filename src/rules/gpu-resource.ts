import { append, set } from '../edit/edit.ts';
import { GPU_PREFIX, gpuResourcesOf } from '../kube/gpu.ts';
import { judgedContainers, pathOf } from '../kube/resources.ts';
import type { Container } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { at, itemsAt, textAt } from '../yaml/read.ts';

/** Contrast documentation, GPU configuration: the variable that lets a container see the GPUs of its VM. */
const VARIABLE = 'NVIDIA_VISIBLE_DEVICES';

export const gpuResource = defineRule({
  id: 'gpu-resource',
  summary: 'Ask for GPUs that can be passed into a VM, and let the container see them.',
  rationale:
    'Only whole GPUs of the passthrough device plugin reach a VM. In the guest a container sees none of them unless NVIDIA_VISIBLE_DEVICES is "all".',
  remedy:
    'The variable is set by itself. Replace nvidia.com/gpu by the resource that the nodes offer, such as nvidia.com/pgpu: which one it is only the cluster tells.',
  source: 'Contrast documentation, GPU configuration',
  severity: 'error',
  wokenBy: { keys: [`${GPU_PREFIX}*`] },

  *inspect(workload) {
    for (const container of judgedContainers(workload)) {
      const resources = gpuResourcesOf(container);
      yield* resources.filter(isNoPassthrough).map((name) => wrongResource(container, name));
      const passed = resources.find((name) => !isNoPassthrough(name));
      if (passed !== undefined) yield* judgeVariable(container, passed);
    }
  },
});

/** Resources of the common NVIDIA device plugin: GPUs of the host, shared ones and slices. */
function isNoPassthrough(name: string): boolean {
  return /^nvidia\.com\/(gpu(\.shared)?$|mig-)/.test(name);
}

function wrongResource(container: Container, name: string): Finding {
  return {
    path: pathOf(container, 'limits', name),
    // That slices cannot be passed on is not documented.
    ...(name === 'nvidia.com/gpu' ? {} : { severity: 'warning' as const }),
    message: `${container.title} asks for ${name}, which cannot be passed into a VM: ask for the passthrough resource of the nodes, such as nvidia.com/pgpu or nvidia.com/GH100_H100_PCIE`,
  };
}

function* judgeVariable(container: Container, resource: string): Iterable<Finding> {
  const entries = itemsAt(container.node, 'env');
  const index = entries.findLastIndex((entry) => textAt(entry, 'name') === VARIABLE);
  if (index === -1) {
    const entry = { name: VARIABLE, value: 'all' };
    yield {
      path: [...container.path, 'env', entries.length],
      proposedValue: entry,
      message: `${container.title} asks for ${resource} but sees no GPU without ${VARIABLE}=all: set it`,
      fix: {
        edits: [append([...container.path, 'env'], entry)],
        message: `set ${VARIABLE} to all, since ${container.title} asks for ${resource}`,
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
      message: `${container.title} asks for ${resource} but takes ${VARIABLE} from elsewhere: write the value all`,
    };
    return;
  }
  yield {
    path,
    ...(value === undefined ? {} : { currentValue: value }),
    proposedValue: 'all',
    message: `${container.title} asks for ${resource}, but ${VARIABLE} is ${JSON.stringify(value ?? '')}: set it to all`,
    fix: {
      edits: [set(path, 'all')],
      message: `set ${VARIABLE} to all in place of ${JSON.stringify(value ?? '')}, since ${container.title} asks for ${resource}`,
      removes: true,
    },
  };
}
