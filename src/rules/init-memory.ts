import { largest, raiseLimit } from '../contrast/raise-limit.ts';
import { type SoundAmount, soundMemory } from '../kube/memory-amount.ts';
import { describeMemory, sumOf } from '../kube/quantity.ts';
import { judgedContainers, type ResourceHolder } from '../kube/resources.ts';
import type { Container } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';

interface Limited {
  holder: ResourceHolder | Container;
  limit: SoundAmount;
}

export const initMemory = defineRule({
  id: 'init-memory',
  summary:
    'Raise the largest main container where the init containers together have more memory than the others.',
  rationale: 'The memory of the VM is counted without init containers, which run in it all the same.',
  remedy:
    'Applied by itself: the largest main container is raised by the difference. `memory.initContainers: kubelet` turns that off for newer releases.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',
  wokenBy: { keys: ['initContainers'] },

  *inspect(workload) {
    if (workload.settings.memory.initContainers === 'kubelet') return;
    const judged = judgedContainers(workload);
    const inits = limitsOf(judged.filter(({ role }) => role === 'init'));
    const others = limitsOf(judged.filter(({ role }) => role !== 'init'));
    const whole = limitsOf([workload.pod]);
    if (!inits || !others || !whole) return;

    const running = whole.length > 0 ? whole : others;
    const mains = running.filter(({ holder }) => !('role' in holder) || holder.role === 'main');
    const target = largest(mains, ({ limit }) => limit.quantity.nano);
    const [initSum, sum] = [total(inits), total(running)];
    if (!target || initSum <= sum) return;
    yield raiseLimit({
      ...target,
      to: target.limit.quantity.nano + initSum - sum,
      reason: `because the init containers have ${describeMemory(initSum)} together and the other containers ${describeMemory(sum)}`,
    });
  },
});

/** Those that have a limit; undefined where one cannot be counted on. */
function limitsOf(holders: (ResourceHolder | Container)[]): Limited[] | undefined {
  const limited: Limited[] = [];
  for (const holder of holders) {
    const limit = soundMemory(holder, 'limits');
    if (limit === 'unsound') return undefined;
    if (limit) limited.push({ holder, limit });
  }
  return limited;
}

function total(limited: Limited[]): bigint {
  return sumOf(limited.map(({ limit }) => limit.quantity));
}
