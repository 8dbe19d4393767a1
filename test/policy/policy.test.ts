// The policy refuses what check fails on, as far as a pod alone shows it, and lets through what check lets through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '@marcbachmann/cel-js';
import { dump } from 'js-yaml';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import { CHECKS } from '../../src/policy/checks/index.ts';
import { UNSEEN } from '../../src/policy/checks/unseen.ts';
import { rules } from '../../src/rules/index.ts';
import { document } from '../config/load.ts';
import { defaulted, environment, type PodObject, refusals } from './admission.ts';
import { cases, DIGEST, EVERYTHING, exemptions, METAL, merged, pod, policiesOf, policyOf } from './cases.ts';

/** The rules that the guard enforces. */
const COVERED = ['runtime-class', ...CHECKS.map(({ rule }) => rule)];

for (const { title, change, spec = METAL, strict = false, refused, claims = [] } of cases) {
  test(`${title}: ${refused.length > 0 ? `refused (${refused.join(', ')})` : 'let through'}, as by check`, () => {
    const object = defaulted(pod(change));
    const messages = refusals(policyOf(spec, strict), { object });
    assert.deepEqual(
      messages.map((message) => /\[([\w-]+)\]$/.exec(message)?.[1]),
      refused,
      messages.join('\n'),
    );
    // People write manifests without what the API server fills in.
    const manifests = [pod(change), ...claims.map(claim)].map((one) => dump(one)).join('---\n');
    const answer = run(manifests, {
      configuration: document(spec),
      rules: rules.filter(({ id }) => COVERED.includes(id)),
    });
    const failing = asCheckResult(answer, strict).results.filter(
      ({ severity, rule }) =>
        // A warning about every pod with pod-level resources is not a reason to reject one.
        (severity === 'error' || (strict && severity === 'warning')) && COVERED.includes(rule),
    );
    assert.equal(failing.length > 0, refused.length > 0, failing.map(({ message }) => message).join('\n'));
  });
}

function claim(volumeMode: string, index: number): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `claim-${index}`, namespace: 'shop' },
    spec: { volumeMode, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}

test('a message names what it is about', () => {
  const object = pod('spec: {containers: [{}, {resources: null}]}');
  const [message] = refusals(policyOf(METAL), { object });
  assert.match(
    message!,
    /no memory limit.*: proxy; prepare the manifest with prepare-contrast \[memory-limit\]$/,
  );
});

for (const [title, workloads, change, namespace, exempt] of exemptions) {
  test(`${workloads.split('\n')[0]} ${exempt ? 'exempts' : 'does not exempt'} ${title}`, () => {
    const policy = policyOf(`${METAL}\nworkloads:\n  ${workloads}`);
    const object = pod(change);
    assert.equal(refusals(policy, { object, namespace }).length === 0, exempt);
  });
}

test('of several overrides that match a pod, the last one counts', () => {
  const spec = `${METAL}
workloads:
  overrides:
    - {match: {labelSelector: several}, cpu: {multiVcpu: true}}
    - {match: {labelSelector: one}, cpu: {multiVcpu: false}}`;
  const limited = (labels: string) => ({
    object: pod(`metadata: {labels: ${labels}}\nspec: {containers: [{resources: {limits: {cpu: 1}}}]}`),
  });
  assert.equal(refusals(policyOf(spec), limited('{}')).length, 1);
  assert.equal(refusals(policyOf(spec), limited('{several: ""}')).length, 0);
  assert.equal(refusals(policyOf(spec), limited('{several: "", one: ""}')).length, 1);
});

test('an ephemeral container needs a digest where others do, and no memory', () => {
  const policy = policyOf(`${METAL}\nrules: {image-digest: error}`);
  const oldObject = pod('{}');
  const debug = (image: string) => ({
    operation: 'UPDATE' as const,
    oldObject,
    object: merged(oldObject, { spec: { ephemeralContainers: [{ name: 'debug', image }] } }) as object,
  });
  assert.match(refusals(policy, debug('busybox'))[0] ?? '', /digest: debug;/);
  assert.deepEqual(refusals(policy, debug(`busybox${DIGEST}`)), []);
});

test('a pod from before the policy can be changed beside its spec, so that it can go', () => {
  const oldObject = pod('spec: {runtimeClassName: null}');
  const object = merged(oldObject, { metadata: { finalizers: [] } }) as object;
  const policy = policyOf(METAL);
  assert.deepEqual(refusals(policy, { operation: 'UPDATE', object, oldObject }), []);
  const changed = merged(oldObject, { spec: { containers: [{ image: `other${DIGEST}` }] } }) as object;
  assert.equal(refusals(policy, { operation: 'UPDATE', object: changed, oldObject }).length, 1);
});

/** As much of the API server's types as the policy may use: a field that is not here is a mistake. */
const TYPES: Record<string, Record<string, string>> = {
  Metadata: {
    name: 'string',
    labels: 'map<string, string>',
    annotations: 'map<string, string>',
    ownerReferences: 'list<Owner>',
  },
  Owner: { apiVersion: 'string', kind: 'string', name: 'string', controller: 'bool' },
  Resources: { limits: 'map<string, string>', requests: 'map<string, string>' },
  Mount: { name: 'string', mountPath: 'string', subPath: 'string', subPathExpr: 'string' },
  Device: { name: 'string', devicePath: 'string' },
  Variable: { name: 'string', value: 'string' },
  Handler: { httpGet: 'map', tcpSocket: 'map', sleep: 'map' },
  Lifecycle: { postStart: 'Handler', preStop: 'Handler' },
  Container: {
    name: 'string',
    image: 'string',
    restartPolicy: 'string',
    resources: 'Resources',
    volumeMounts: 'list<Mount>',
    volumeDevices: 'list<Device>',
    env: 'list<Variable>',
    lifecycle: 'Lifecycle',
  },
  ClaimSpec: { volumeMode: 'string' },
  ClaimTemplate: { spec: 'ClaimSpec' },
  Ephemeral: { volumeClaimTemplate: 'ClaimTemplate' },
  HostPath: { path: 'string', type: 'string' },
  Volume: {
    name: 'string',
    configMap: 'map',
    downwardAPI: 'map',
    emptyDir: 'map',
    projected: 'map',
    secret: 'map',
    hostPath: 'HostPath',
    persistentVolumeClaim: 'map',
    ephemeral: 'Ephemeral',
  },
  PodSpec: {
    runtimeClassName: 'string',
    containers: 'list<Container>',
    initContainers: 'list<Container>',
    ephemeralContainers: 'list<Container>',
    volumes: 'list<Volume>',
    hostNetwork: 'bool',
    hostPID: 'bool',
    hostIPC: 'bool',
  },
  Pod: { metadata: 'Metadata', spec: 'PodSpec' },
  Request: { operation: 'string', namespace: 'string' },
};

/** CEL that knows the types of a pod and of the variables so far. */
function typed(variables: Record<string, string>): Environment {
  const made = environment({ unlistedVariablesAreDyn: false });
  const types: Record<string, Record<string, string>> = { ...TYPES, Variables: variables };
  const added = new Set<string>();
  // A type has to be there before others use it.
  const add = (name: string): void => {
    if (added.has(name)) return;
    added.add(name);
    for (const type of Object.values(types[name]!)) {
      const inner = /\w+(?=>*$)/.exec(type)![0];
      if (Object.hasOwn(types, inner)) add(inner);
    }
    made.registerType(name, { fields: types[name]! });
  };
  for (const name of Object.keys(types)) add(name);
  return made
    .registerOperator('PodSpec != PodSpec', () => true)
    .registerVariable('object', 'Pod')
    .registerVariable('oldObject', 'Pod')
    .registerVariable('request', 'Request')
    .registerVariable('variables', 'Variables');
}

for (const strict of [false, true]) {
  test(`every expression ${strict ? 'of a strict policy ' : ''}passes the type check, and every variable is used`, () => {
    const { spec } = policyOf(EVERYTHING, strict);
    const variables: Record<string, string> = {};
    const check = (expression: string): string => {
      const { valid, error, type } = typed(variables).check(expression);
      assert.ok(valid, `${expression}: ${error?.message}`);
      return type!;
    };
    for (const { expression } of spec.matchConditions) assert.equal(check(expression), 'bool');
    for (const { name, expression } of spec.variables) variables[name] = check(expression);
    for (const { expression, messageExpression } of spec.validations) {
      assert.equal(check(expression), 'bool', expression);
      assert.equal(check(messageExpression), 'string', messageExpression);
      // Kubernetes: a message expression that gives a line break counts as if it were not there.
      assert.doesNotMatch(messageExpression, /\n/);
    }
    const uses = JSON.stringify([spec.validations, spec.variables]);
    for (const name of Object.keys(variables)) assert.match(uses, new RegExp(`variables\\.${name}\\b`));
  });
}

test('the type check of these tests finds a misspelt field', () => {
  assert.equal(typed({}).check('object.spec.runtimeClasName').valid, false);
  assert.equal(typed({}).check('variables.nothing').valid, false);
});

test('each rule that the guard enforces has pods that it refuses and pods that it lets through', () => {
  for (const rule of COVERED) {
    assert.ok(
      cases.some(({ refused }) => refused.includes(rule)),
      `no pod is refused by ${rule}`,
    );
  }
  assert.ok(cases.some(({ refused }) => refused.length === 0));
});

test('each rule is either enforced or named as one that is not', () => {
  const named = [...COVERED, ...UNSEEN.flatMap(({ rules }) => rules)];
  assert.deepEqual(named.toSorted(), rules.map(({ id }) => id).toSorted());
});

/** Objects of each kind that make this pod. */
function makersOf({ spec, metadata: { labels, annotations } }: PodObject): object[] {
  const template = { metadata: { labels, annotations }, spec };
  const metadata = { name: 'web', namespace: 'shop' };
  return [
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => ({
      apiVersion: 'apps/v1',
      kind,
      metadata,
      spec: { template },
    })),
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template } },
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { jobTemplate: { spec: { template } } } },
    { apiVersion: 'v1', kind: 'ReplicationController', metadata, spec: { template } },
  ];
}

test('the policy about templates says of objects that make pods what the other says of the pods', () => {
  for (const [index, { title, change, spec = METAL, strict = false }] of cases.entries()) {
    const [pods, templates] = policiesOf(spec, strict);
    // Templates come without what the API server fills in.
    const object = pod(change);
    const makers = makersOf(object);
    const maker = makers[index % makers.length]!;
    assert.deepEqual(refusals(templates, { object: maker }), refusals(pods, { object }), title);
  }
});

test('the policy about templates finds labels and annotations where check does, and leaves alone what others control', () => {
  const spec = `${METAL}\nworkloads: {exclude: [{kind: Deployment, labelSelector: "tier in (a)", annotationSelector: "!keep"}]}`;
  const [, templates] = policiesOf(spec);
  const count = (change: object): number => {
    const [deployment] = makersOf(pod('spec: {runtimeClassName: null}'));
    return refusals(templates, { object: merged(deployment, change) as object }).length;
  };
  const labels = { tier: 'a' };
  assert.equal(count({}), 1);
  assert.equal(count({ metadata: { labels } }), 0);
  assert.equal(count({ spec: { template: { metadata: { labels } } } }), 0);
  assert.equal(
    count({ metadata: { labels }, spec: { template: { metadata: { labels: { tier: 'b' } } } } }),
    1,
  );
  assert.equal(count({ metadata: { labels, annotations: { keep: '' } } }), 1);
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }];
  assert.equal(count({ metadata: { ownerReferences } }), 0);
});
