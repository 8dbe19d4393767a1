// The guard's policies on the oldest version of Kubernetes that has them, on the oldest that the newest API server can emulate, and on
// the newest: their type check and their verdicts.
import assert from 'node:assert/strict';
import { document } from '../config/load.ts';
import { cases, EVERYTHING, METAL, pod } from '../policy/cases.ts';
import type { Client } from './client.ts';
import { addRuntimeClass, create, type Guard, guard, POLICIES, rejectingRules } from './guards.ts';
import type { ServerOptions } from './server.ts';
import { runs, serverTests } from './server-test.ts';
import { until } from './until.ts';

const VERSIONS: Record<string, ServerOptions> = {
  'Kubernetes 1.30': { program: 'the oldest kube-apiserver' },
  'Kubernetes 1.34, emulated': { emulatedVersion: '1.34' },
  'the newest Kubernetes': {},
};

/** One configuration with everything that policies can have; in a long run those of all cases. */
const CONFIGURATIONS = [
  ...new Set([EVERYTHING, 'platform: AKS-CLH-SNP', ...cases.map(({ spec = METAL }) => spec)]),
].slice(0, runs(1));

/** What the type check of the API server says about each policy, once it has seen all of them. */
async function typeWarnings(client: Client): Promise<Record<string, string[]>> {
  const read = async (): Promise<Policy[]> => (await client.demand('GET', POLICIES)).items;
  await until(async () =>
    (await read()).every(({ metadata, status }) => status?.observedGeneration === metadata.generation),
  );
  return Object.fromEntries(
    (await read()).map(({ metadata: { name }, status }) => [
      name,
      (status!.typeChecking?.expressionWarnings ?? []).map(
        ({ fieldRef, warning }) => `${fieldRef}: ${warning}`,
      ),
    ]),
  );
}

interface Policy {
  metadata: { name: string; generation: number };
  status?: {
    observedGeneration?: number;
    typeChecking?: { expressionWarnings?: { fieldRef: string; warning: string }[] };
  };
}

/** Cases of one configuration. Older versions do not know pod-level resources and image volumes, and drop them. */
const judged = cases.filter(({ spec = METAL, change }) => {
  const { resources, volumes } = pod(change).spec;
  return spec === METAL && resources === undefined && !JSON.stringify(volumes ?? []).includes('"image":');
});

for (const [version, options] of Object.entries(VERSIONS)) {
  const serverTest = serverTests({ ...options, controllers: ['validatingadmissionpolicy-status'] });

  serverTest(`${version} rejects and admits the made cases`, async ({ client }) => {
    const classes = new Set(judged.flatMap(({ change }) => pod(change).spec.runtimeClassName ?? []));
    for (const name of classes) await addRuntimeClass(client, String(name));
    const guards = [false, true].map((strict) => ({
      ...{ namespace: strict ? 'strict' : 'lax', configuration: document(METAL), strict },
    }));
    await guard(client, guards);
    const wrong: unknown[] = [];
    for (const { title, change, strict = false, refused } of judged) {
      const { namespace } = guards[Number(strict)]!;
      const object = pod(change);
      object.metadata.namespace = namespace;
      const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`;
      const answer = await client.request('POST', path, object);
      const rules = rejectingRules(answer);
      const isRight = answer.status >= 300 ? refused.length > 0 : rules.join() === refused.join();
      if (!isRight) wrong.push({ title, refused, rules, answer: answer.body.message });
    }
    assert.deepEqual(wrong, []);
  });

  // Between two versions, so only in a long run.
  if (options.emulatedVersion && runs(1) === 1) continue;
  serverTest(`the type check of ${version} has no warning about a policy`, async ({ client }, t) => {
    const guards: Guard[] = CONFIGURATIONS.flatMap((spec, index) =>
      [false, true].map((strict) => ({
        ...{ namespace: `type-check-${index}-${strict}`, configuration: document(spec), strict },
        // Those about templates are large: their expressions are checked for seven kinds.
        templates: strict,
      })),
    );
    await guard(client, guards);
    await create(client, MISSPELT);
    const { misspelt, ...others } = await typeWarnings(client);
    assert.match(misspelt!.join(), /runtimeClasName/);
    const warned = Object.entries(others).filter(([, warnings]) => warnings.length > 0);
    assert.deepEqual(warned, []);
    t.diagnostic(`${Object.keys(others).length} policies`);
  });
}

/** Shows that the type check knows pods. */
const MISSPELT = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'misspelt' },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
    validations: [{ expression: "object.spec.runtimeClasName == ''" }],
  },
};
