import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseVersion } from '../../../src/contrast/version.ts';
import { imagesOf } from '../../../src/image-sizes/images-in-manifests.ts';
import { embeddedPods } from '../../../src/kubernetes/embedded-pods.ts';
import { indexInput } from '../../../src/kubernetes/input/index.ts';
import { ownerInInput } from '../../../src/kubernetes/input/owners.ts';
import { Kinds } from '../../../src/kubernetes/kinds/configured.ts';
import type { WorkloadKind } from '../../../src/kubernetes/kinds/kind.ts';
import { createsPods, isPodless, kindOf, knownKinds } from '../../../src/kubernetes/kinds/lookup.ts';
import { replicasOf } from '../../../src/kubernetes/replicas.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { admissionPolicies } from '../../../src/policy/policy.ts';
import { costOf } from '../../../src/report/costs/cost.ts';
import { generatedPods } from '../../../src/rules/generated-pods.ts';
import { rollingUpdate } from '../../../src/rules/rolling-update.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { runtimeClass } from '../../../src/rules/runtime-class.ts';
import { unsupportedKind } from '../../../src/rules/unsupported-kind.ts';
import { at, type Path } from '../../../src/yaml/access.ts';
import { sourceText } from '../../../src/yaml/source.ts';
import { configOf } from '../../config/load.ts';
import { prepared, workloadOf } from '../../support/manifests.ts';

/** Every place that depends on kinds works for each entry of the table, so that a new kind is one entry. */

const SPEC = 'platform: Metal-QEMU-SNP';
const POD_SPEC = {
  containers: [{ name: 'web', image: 'nginx:stable', resources: { limits: { memory: '256Mi' } } }],
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'shared' } }],
};

type Json = Record<string, unknown>;

/** The object with a value at a path, made of new maps. */
function withValue(object: Json, [key, ...rest]: Path, value: unknown): Json {
  if (key === undefined) return { ...object, ...(value as Json) };
  const inner = (object[key] ?? {}) as Json;
  return {
    ...object,
    [key]: rest.length === 0 && typeof value !== 'object' ? value : withValue(inner, rest, value),
  };
}

const apiVersionIn = (group: string) => (group === '' ? 'v1' : `${group}/v1`);

/** An object of a kind with everything that its entry says it can have. */
function objectOf(group: string, kind: string, facts: WorkloadKind): Json {
  let object: Json = { apiVersion: apiVersionIn(group), kind, metadata: { name: 'web', namespace: 'shop' } };
  object = withValue(object, facts.podTemplate, {
    ...(facts.podTemplate.length === 0 ? object : {}),
    spec: POD_SPEC,
  });
  if (Array.isArray(facts.replicas)) object = withValue(object, facts.replicas, 3);
  if (facts.rollingUpdate) object = withValue(object, [...facts.rollingUpdate, 'maxUnavailable'], '50%');
  if (facts.claimTemplates) {
    const parent = facts.claimTemplates.slice(0, -1);
    object = withValue(object, parent, { [facts.claimTemplates.at(-1)!]: [{ metadata: { name: 'state' } }] });
  }
  return object;
}

const read = (...objects: Json[]) =>
  readManifests(sourceText(`${objects.map((object) => JSON.stringify(object)).join('\n---\n')}\n`), {
    isOfInterest: () => true,
    namespace: '',
  });

const found = (object: Json, rule: Rule, spec = SPEC) =>
  prepared(`${JSON.stringify(object)}\n`, spec, [rule]).results.filter((result) => result.rule === rule.id);

test('a group has each kind once, and a name is that of Kubernetes or of one project alone', () => {
  for (const { group, kind, facts } of knownKinds())
    assert.equal(kindOf({ apiVersion: apiVersionIn(group), kind }), facts, `${kind} of ${group}`);
});

for (const { group, kind, facts } of knownKinds()) {
  if (facts.pods !== 'template') continue;
  describe(`${kind} of ${group || 'core'}`, () => {
    const object = objectOf(group, kind, facts);
    const text = `${JSON.stringify(object)}\n`;
    const podSpec = [...facts.podTemplate, 'spec'];
    const isAccepted = facts.acceptedSince !== undefined;

    test('its pod template is prepared', () => {
      const { output } = prepared(text, SPEC, [runtimeClass]);
      const [resource] = readManifests(sourceText(output), {
        isOfInterest: () => true,
        namespace: '',
      }).resources;
      const className = at(resource!.root, ...podSpec, 'runtimeClassName');
      assert.ok(className?.kind === 'scalar' && className.value.startsWith('contrast-cc'));
    });

    test('its images and its claims are found', () => {
      const input = read(object);
      assert.deepEqual(imagesOf(input, new Kinds()), ['nginx:stable']);
      assert.equal(indexInput(input).claimUsers('shop', 'shared').length, 1);
    });

    test('its pods are counted and cost something', () => {
      const { workload, facts: input } = workloadOf(text);
      const replicas = Array.isArray(facts.replicas) ? 3 : (facts.replicas as number | undefined);
      assert.equal(replicasOf(workload), replicas);
      const cost = costOf(workload, input, { memory: 0, cpus: 0, isConfidential: false })!;
      assert.equal(cost.onEveryNode, facts.perNode === true);
      assert.equal(cost.replicas, replicas);
    });

    test('its claim templates are volumes', () => {
      const names = workloadOf(text).workload.claimTemplates.map(({ name }) => name);
      assert.deepEqual(names, facts.claimTemplates ? ['state'] : []);
    });

    test('it is found in an object that holds it', () => {
      const [holder] = read({
        apiVersion: 'example.com/v1',
        kind: 'Holder',
        spec: { manifest: object },
      }).resources;
      assert.deepEqual(
        embeddedPods(holder!.root).map((pods) => pods.kind),
        [kind],
      );
    });

    test('what its controller creates is not prepared a second time', () => {
      const { creates } = facts;
      assert.equal(createsPods(object as never), creates !== undefined || facts.podTemplate.length === 0);
      if (!creates) return;
      const created = knownKinds().find((one) => one.kind === creates.kind && one.facts.pods === 'template')!;
      const child = objectOf(created.group, created.kind, created.facts as WorkloadKind);
      const { apiVersion } = object;
      const ownerReferences = [{ apiVersion, kind, name: 'web', controller: true, uid: 'u' }];
      const input = read(
        { ...object, metadata: { ...(object.metadata as object), uid: 'u' } },
        { ...child, metadata: { name: 'web-1', namespace: 'shop', resourceVersion: '1', ownerReferences } },
      );
      assert.equal(ownerInInput(input.resources[1]!, indexInput(input)), input.resources[0]);
      assert.equal(ownerInInput(input.resources[0]!, indexInput(input)), undefined);
    });

    test('pods without a policy are reported', () => {
      const isReported = !isAccepted && createsPods(object as never);
      assert.equal(found(object, generatedPods).length, isReported ? 1 : 0);
    });

    test('the rules on what contrast generate accepts know it', () => {
      const old = found(object, unsupportedKind, `${SPEC}\ncontrastVersion: "1.13"`);
      assert.equal(old.length, isAccepted ? 0 : 1);
      assert.equal(found(object, rollingUpdate).length, isAccepted && facts.rollingUpdate ? 1 : 0);
      if (isAccepted) assert.ok(parseVersion(facts.acceptedSince!));
    });

    test('the configuration and the policy know its name', () => {
      const exclude = (name: string) => configOf(`${SPEC}\nworkloads: {exclude: [{kind: ${name}}]}`);
      assert.throws(() => exclude(kind.toLowerCase()), new RegExp(`\\b${kind}\\b`));
      const { objects, warnings } = admissionPolicies(exclude(kind), {
        name: 'guard',
        namespaces: [],
        actions: ['Deny'],
        strict: false,
      });
      assert.deepEqual(warnings, []);
      if (facts.creates?.suffix) assert.match(JSON.stringify(objects), new RegExp(`\\? '${kind}'`));
    });
  });
}

test('kinds whose operators create pods are reported, kinds without pods are not', () => {
  for (const { group, kind, facts } of knownKinds()) {
    if (facts.pods === 'template') continue;
    const apiVersion = apiVersionIn(group);
    const results = found({ apiVersion, kind, metadata: { name: 'a' }, spec: { size: 3 } }, generatedPods);
    assert.equal(results.length, facts.pods === 'operator' ? 1 : 0, `${kind} of ${group}`);
    assert.equal(isPodless(apiVersion, kind), facts.pods === 'none' && !facts.affectsPods);
  }
});

test('a name of an object in JavaScript is not a kind', () => {
  for (const kind of ['constructor', '__proto__', 'toString'])
    for (const apiVersion of ['v1', 'constructor/v1', '__proto__/v1', ''])
      assert.equal(kindOf({ apiVersion, kind }), undefined);
});

test('no other file names a workload kind in its code', () => {
  const names = knownKinds()
    .filter(({ kind, facts }) => facts.pods === 'template' && kind !== 'Pod')
    .map(({ kind }) => kind);
  const literal = new RegExp(`['"\`](${[...new Set(names)].join('|')})['"\`]`);
  const folder = new URL('../../../src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('generated') && !/kinds\/\w+-kinds\.ts$/.test(file),
  );
  const naming = files.filter((file) => literal.test(readFileSync(new URL(file, folder), 'utf8')));
  // What genpolicy parses of each kind, how the API server and the controllers of Kubernetes treat and name objects of a kind, and the
  // resources that the API server hands to the guard.
  const known =
    /^(?:contrast\/genpolicy\/structs|compare\/.*|kubernetes\/generated-pod-names|policy\/subject)\.ts$/;
  assert.deepEqual(
    naming.filter((file) => !known.test(file)),
    [],
  );
});
