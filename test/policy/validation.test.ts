// The same pods and policies through the API server's own packages: its CEL, its type check, its cost limits.
import assert from 'node:assert/strict';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { run } from '../hosts/workspace.ts';
import { defaulted, type Policy, type Request } from './admission.ts';
import { cases, EVERYTHING, exemptions, METAL, merged, pod, policyOf } from './cases.ts';

interface Question {
  policy: Policy;
  requests?: Request[];
  typeCheck?: boolean;
}

interface Reply {
  /** What the type check of the API server puts into the status of the policy. */
  warnings: string[];
  /** For each request the messages with which it is refused. */
  answers: string[][];
}

async function ask(questions: Question[]): Promise<Reply[]> {
  const input = questions.map(({ requests = [], ...question }) => ({
    ...question,
    requests: requests.map((request) => ({ operation: 'CREATE', namespace: 'shop', ...request })),
  }));
  const { code, stdout, stderr } = await run(
    hostPath('the API server'),
    [],
    process.cwd(),
    process.env,
    JSON.stringify(input),
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Reply[];
}

hostTest('the API server', 'its type check has nothing to say about a policy', async () => {
  const policies = [policyOf(EVERYTHING), policyOf(EVERYTHING, true)];
  const replies = await ask(policies.map((policy) => ({ policy, typeCheck: true })));
  assert.deepEqual(
    replies.map(({ warnings }) => warnings),
    [[], []],
  );
});

hostTest('the API server', 'it refuses and lets through the same pods', async () => {
  const replies = await ask(
    cases.map(({ change, spec = METAL, strict = false }) => ({
      policy: policyOf(spec, strict),
      requests: [{ object: defaulted(pod(change)) }],
    })),
  );
  for (const [index, { title, refused }] of cases.entries()) {
    const rules = replies[index]!.answers[0]!.map((message) => /\[([\w-]+)\]$/.exec(message)?.[1]);
    assert.deepEqual(rules, refused, title);
  }
});

hostTest('the API server', 'it exempts the same pods', async () => {
  const replies = await ask(
    exemptions.map(([, workloads, change, namespace]) => ({
      policy: policyOf(`${METAL}\nworkloads:\n  ${workloads}`),
      requests: [{ object: defaulted(pod(change)), namespace }],
    })),
  );
  for (const [index, [title, , , , exempt]] of exemptions.entries())
    assert.equal(replies[index]!.answers[0]!.length === 0, exempt, title);
});

hostTest('the API server', 'it lets a pod from before the policy go', async () => {
  const oldObject = pod('spec: {runtimeClassName: null}');
  const [unchanged, changed] = [
    merged(oldObject, { metadata: { finalizers: [] } }),
    merged(oldObject, { spec: { containers: [{ image: 'other' }] } }),
  ] as object[];
  const requests: Request[] = [
    { operation: 'UPDATE', oldObject, object: unchanged! },
    { operation: 'UPDATE', oldObject, object: changed! },
  ];
  const [reply] = await ask([{ policy: policyOf(METAL), requests }]);
  assert.deepEqual(
    reply!.answers.map(({ length }) => length),
    // Two causes: the class that is missing, and the request that differs from its limit.
    [0, 2],
  );
});

hostTest('the API server', 'a pod as large as pods get stays far within its cost limits', async () => {
  const container = (index: number) => ({
    name: `c${index}`,
    image: `i${index}`,
    resources: { limits: { memory: '1Gi' }, requests: { memory: '1Mi' } },
    volumeMounts: Array.from({ length: 40 }, (_, mount) => ({ name: `v${mount}`, mountPath: `/v${mount}` })),
  });
  const object = pod('{}');
  object.spec.containers = Array.from({ length: 30 }, (_, index) => container(index));
  object.spec.volumes = Array.from({ length: 40 }, (_, index) => ({ name: `v${index}`, nfs: {} }));
  const [reply] = await ask([{ policy: policyOf(METAL, true), requests: [{ object }] }]);
  assert.equal(reply!.answers[0]!.length, 3);
});
