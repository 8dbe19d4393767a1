import { type EnvironmentEntry, environmentOf, sourceOf } from '../kubernetes/env.ts';
import { memoPerInput } from '../kubernetes/input/memo.ts';
import { groupBy } from '../util/group-by.ts';
import { at, entriesOf, mapAt, textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

export const secretValue = defineRule({
  id: 'secret-value',
  summary:
    'Find environment variables whose value in a Secret is not text that `contrast generate` can decode.',
  rationale:
    '`contrast generate` decodes the values of environment variables from the Secrets that it is given, and fails on bytes that are not UTF-8 and on ' +
    'Base64 with line breaks.',
  remedy: 'Write the Base64 on one line. Mount a Secret with binary values as a volume.',
  source: 'Kata Containers source, genpolicy (secret.rs)',
  severity: 'error',
  triggers: { keys: ['secretKeyRef', 'secretRef'] },

  *inspect(workload, facts) {
    const problems = problemsOf(facts);
    const reported = new Set<string>();
    for (const entry of environmentOf(workload)) {
      const source = sourceOf(entry);
      if (source?.kind !== 'Secret') continue;
      for (const [key, problem] of problems(source.name)) {
        const id = `${source.name}/${key}`;
        if (reported.has(id) || !takes(entry, key)) continue;
        reported.add(id);
        yield finding(entry, { secret: source.name, key, problem });
      }
    }
  },
});

/** What is wrong with values of the Secrets of a name, by key; of several Secrets the first one counts that has the key, as for genpolicy. */
const problemsOf = memoPerInput((facts) => {
  const byName = groupBy(facts.ofKind('Secret'), ({ name }) => name);
  const known = new Map<string, Map<string, string>>();
  return (name: string): ReadonlyMap<string, string> => {
    let problems = known.get(name);
    if (!problems) {
      problems = new Map();
      const seen = new Set<string>();
      for (const { root } of byName.get(name) ?? []) {
        for (const [key, value] of entriesOf(mapAt(root, 'data'))) {
          const problem = seen.has(key) || value.kind !== 'scalar' ? undefined : problemOf(value.value);
          seen.add(key);
          if (problem !== undefined) problems.set(key, problem);
        }
      }
      known.set(name, problems);
    }
    return problems;
  };
});

/** Base64 with padding and without anything else. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function problemOf(text: string): string | undefined {
  if (!BASE64.test(text)) {
    const isBroken = BASE64.test(text.replace(/[\r\n]/g, ''));
    return isBroken ? 'has line breaks in its Base64; write it on one line' : 'is not Base64; encode it';
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)),
    );
    return undefined;
  } catch {
    return 'is not UTF-8 text; mount the Secret as a volume';
  }
}

/** True where the entry's variables include the value of that key. */
function takes({ list, node }: EnvironmentEntry, key: string): boolean {
  return list === 'envFrom' || textAt(at(node, 'valueFrom', 'secretKeyRef'), 'key') === key;
}

function finding(
  { path, container }: EnvironmentEntry,
  { secret, key, problem }: { secret: string; key: string; problem: string },
): Finding {
  return {
    path,
    message: `contrast generate fails on key ${JSON.stringify(key)} of Secret "${secret}", from which ${container.title} takes an environment variable: its value ${problem}`,
  };
}
