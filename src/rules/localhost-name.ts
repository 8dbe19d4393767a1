import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { entryTitle, environmentOf } from '../kubernetes/env.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { groupBy } from '../util/group-by.ts';
import { joinWords } from '../util/join-words.ts';
import { itemsAt, type Path, textAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

/** Matches `localhost` as a whole name. */
const LOCALHOST = /(?<![\w.-])localhost(?![\w-]|\.\w)/;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];

export const localhostName = defineRule({
  id: 'localhost-name',
  summary: 'Find programs that connect to `localhost` by name.',
  rationale:
    'The address of `localhost` is in `/etc/hosts`, which the host provides: it can redirect the connection out of the VM.',
  remedy: 'Use `127.0.0.1` (or `::1`).',
  source: 'Contrast documentation, Hardening',
  severity: 'info',
  triggers: { words: ['localhost'] },

  *inspect(workload) {
    const mentions = groupBy(mentionsOf(workload), ({ container }) => container);
    for (const [container, own] of mentions) {
      yield {
        path: own[0]!.path,
        message: `${container.title} has "localhost" in ${joinWords(own.map(({ title }) => title))}, whose address the host controls: use 127.0.0.1`,
      };
    }
  },
});

interface Mention {
  container: Container;
  title: string;
  path: Path;
}

function* mentionsOf(workload: ConfidentialWorkload): Iterable<Mention> {
  for (const entry of environmentOf(workload)) {
    const { container, path } = entry;
    if (isLocal(textAt(entry.node, 'value')))
      yield { container, title: entryTitle(entry), path: [...path, 'value'] };
  }
  for (const container of userContainers(workload)) {
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
