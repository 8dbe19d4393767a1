import assert from 'node:assert/strict';
import { type RunResult, run } from '../../src/engine/run.ts';
import { amountOf } from '../../src/kubernetes/resources.ts';
import { textAt } from '../../src/yaml/access.ts';
import { document } from '../config/load.ts';
import { pod, workloadOf } from './manifests.ts';

/** What a sentence of the documentation, or a change between releases, comes to for a user, through the whole program. */
export interface Sentence {
  /** What it says, in few words. */
  says: string;
  /** The `spec` of a Pod named app, or whole manifests. */
  given: string;
  /** The `spec` of the configuration; that of the table where absent. */
  config?: string;
  /** Arguments of `contrast generate`, if the run calls it. */
  generateArguments?: string[];
  /** What `--namespace` gives. */
  namespace?: string;
  /** Fields of the pod afterwards: `web.limits.memory=670Mi`, `runtimeClassName=contrast-cc`; `-` for an absent one. */
  leaves?: string[];
  /** Tags of the result vm-size: `vmMemory=448Mi`. */
  size?: string[];
  /** Results that there are, `error volume-type`, with part of their message where that is the point. */
  results?: (string | [result: string, message: RegExp])[];
  /** Rules that say nothing. */
  silent?: string[];
}

/** Runs the program on what is given and compares the answer. */
export function checkSentence({
  given,
  config,
  generateArguments,
  namespace,
  leaves = [],
  size = [],
  results = [],
  silent = [],
}: Sentence & { config: string }): void {
  const manifests = given.startsWith('apiVersion') ? given : pod(given);
  const answer = run(manifests, {
    configuration: document(config),
    ...(generateArguments && { generateArguments }),
    ...(namespace !== undefined && { namespace }),
  });
  for (const expected of leaves)
    assert.equal(`${expected.split('=')[0]}=${fieldOf(answer, expected)}`, expected);
  const tags = answer.results.find(({ rule }) => rule === 'vm-size')?.tags ?? {};
  for (const expected of size) {
    const name = expected.split('=')[0]!;
    assert.equal(`${name}=${tags[name]}`, expected);
  }
  const found = answer.results.map(({ rule, severity, changed, message }) => ({
    result: `${changed ? 'changed' : severity} ${rule}`,
    message,
  }));
  for (const expected of results) {
    const [wanted, pattern] = typeof expected === 'string' ? [expected, /./] : expected;
    assert.ok(
      found.some(({ result, message }) => result === wanted && pattern.test(message)),
      `no ${wanted} ${pattern} among\n${found.map(({ result, message }) => `${result}: ${message}`).join('\n')}`,
    );
  }
  assert.deepEqual(
    answer.results
      .filter(({ rule }) => silent.includes(rule))
      .map(({ rule, message }) => `${rule}: ${message}`),
    [],
  );
}

/** The field that `web.limits.memory=…` or `runtimeClassName=…` names, in the output; `-` for an absent one. */
function fieldOf({ output }: RunResult, expected: string): string {
  const { workload } = workloadOf(output);
  const [name, field, resource] = expected.split('=')[0]!.split('.');
  if (field === undefined) return textAt(workload.podSpec, name!) ?? '-';
  const holder = workload.containers.find((one) => one.name === name);
  assert.ok(holder, `no container ${name}`);
  return amountOf(holder, field as 'limits' | 'requests', resource!)?.scalar?.value ?? '-';
}
