import { groupBy } from '../group-by.ts';
import { entryTitle, environmentOf } from '../kube/environment.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';
import { shortList } from '../short-list.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';

/** `localhost` as a name of its own, not as a part of one. */
const LOCALHOST = /(?<![\w.-])localhost(?![\w-]|\.\w)/;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];

export const localhostName = defineRule({
  id: 'localhost-name',
  summary: 'Find programs that connect to `localhost` by name.',
  rationale:
    'What `localhost` means is written in `/etc/hosts`, which the host provides: it can lead the connection out of the VM.',
  remedy: 'Write `127.0.0.1` (or `::1`).',
  source: 'Contrast documentation, Hardening',
  severity: 'info',
  wokenBy: { word: 'localhost' },

  *inspect(workload) {
    const mentions = groupBy(mentionsOf(workload), ({ container }) => container);
    for (const [container, own] of mentions) {
      yield {
        path: own[0]!.path,
        message: `${container.title} has "localhost" in ${shortList(own.map(({ title }) => title))}: the host decides what that is, so write 127.0.0.1`,
      };
    }
  },
});

interface Mention {
  container: Container;
  title: string;
  path: Path;
}

function* mentionsOf(workload: Workload): Iterable<Mention> {
  for (const entry of environmentOf(workload)) {
    const { container, path } = entry;
    if (isLocal(textAt(entry.node, 'value')))
      yield { container, title: entryTitle(entry), path: [...path, 'value'] };
  }
  for (const container of judgedContainers(workload)) {
    for (const list of ['command', 'args']) {
      yield* inList(container, list, [list]);
    }
    for (const probe of PROBES) {
      yield* inList(container, probe, [probe, 'exec', 'command']);
      const keys = [probe, 'httpGet', 'host'];
      if (isLocal(textAt(container.node, ...keys)))
        yield { container, title: probe, path: [...container.path, ...keys] };
    }
  }
}

function* inList(container: Container, title: string, keys: string[]): Iterable<Mention> {
  for (const [index, item] of itemsAt(container.node, ...keys).entries()) {
    if (item.kind === 'scalar' && isLocal(item.value))
      yield { container, title, path: [...container.path, ...keys, index] };
  }
}

function isLocal(text: string | undefined): boolean {
  return text?.includes('localhost') === true && LOCALHOST.test(text);
}
