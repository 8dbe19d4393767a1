import { type SoundAmount, soundMemory } from '../kubernetes/memory-quantity.ts';
import { describeMemory, sumOf } from '../kubernetes/quantity.ts';
import type { ResourceHolder } from '../kubernetes/resource-holder.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { largest } from '../util/largest.ts';
import { defineRule } from './rule.ts';
import { raiseLimit } from './shared/raise-limit.ts';

interface Limited {
  holder: ResourceHolder | Container;
  limit: SoundAmount;
}

export const initMemory = defineRule({
  id: 'init-memory',
  summary:
    'Raise the limit of the largest main container if the init containers together have more memory than the other containers.',
  rationale:
    'Before Contrast 1.17, the memory of the VM does not include init containers, although they run in it. Newer releases document the formula of the kubelet: the VM has room for ' +
    'the largest init container.',
  remedy:
    'Applied automatically: the limit of the largest main container is raised by the difference. `memory.initContainers: sum` or `kubelet` overrides what is documented for the release.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',
  triggers: { keys: ['initContainers'] },

  *inspect(workload) {
    if (workload.settings.memory.initContainers === 'kubelet') return;
    const judged = userContainers(workload);
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
      reason: `because the init containers have ${describeMemory(initSum)} together and the other containers ${describeMemory(sum)} (memory.initContainers: sum)`,
    });
  },
});

/** Returns the holders that have a limit; undefined if a limit is invalid. */
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
