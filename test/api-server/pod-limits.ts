import assert from 'node:assert/strict';
import { hostPath } from '../hosts/programs.ts';
import { run } from '../hosts/workspace.ts';

/** The memory limit in bytes, the CPU limit in thousandths, and the memory that the scheduler counts in bytes. */
export interface PodReply {
  memory: string;
  cpu: string;
  requested: string;
}

type Reply = PodReply | { nano: string } | { error: string };

/** What Kubernetes' own code says of pods and quantities. */
export async function ask(questions: readonly object[]): Promise<Reply[]> {
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { code, stdout, stderr } = await run(hostPath('pod-limits'), [], process.cwd(), process.env, input);
  assert.equal(code, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Reply);
}
