import type { PodGroups } from '../../../costs/pod-groups.ts';
import { nodesPicture } from '../nodes-picture.ts';

/** Lets users pack the pods on nodes of a size of their own. */
export function enableNodes(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>('#node-form');
  if (!form) return;
  const picture = root.querySelector<HTMLElement>('#node-picture')!;
  const groups = JSON.parse(root.querySelector('#pod-groups')!.textContent!) as PodGroups;
  const field = (id: string) => form.querySelector<HTMLInputElement>(`#${id}`)!;
  const [memory, cpus] = [field('node-memory'), field('node-cpus')];

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    const size = { memory: Math.floor(memory.valueAsNumber * 1024), cpus: cpus.valueAsNumber };
    if (!(size.memory > 0) || size.cpus <= 0) picture.textContent = 'Say how much memory a node has, in GiB.';
    else
      picture.innerHTML = nodesPicture(groups, {
        memory: size.memory,
        cpus: Number.isNaN(size.cpus) ? undefined : size.cpus,
      }).text;
  });
}
