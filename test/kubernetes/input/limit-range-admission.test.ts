import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultLimit } from '../../../src/kubernetes/input/limit-range.ts';
import { admit } from '../../../src/kubernetes/input/limit-range-admission.ts';
import { pod, workloadOf } from '../../support/manifests.ts';

/** Pods with a container `a` of these resources, the LimitRange items, and what the API server does. */
interface Case {
  why: string;
  resources: string;
  /** One LimitRange for each, its `spec.limits` in flow style. */
  ranges: string[];
  added?: string[];
  refused?: RegExp[];
}

const cases: Case[] = [
  {
    why: 'defaults fill what is missing',
    resources: '{}',
    ranges: ['[{type: Container, default: {memory: 512Mi, cpu: 500m}, defaultRequest: {memory: 256Mi}}]'],
    added: ['limits.memory=512Mi', 'limits.cpu=500m', 'requests.memory=256Mi', 'requests.cpu=500m'],
  },
  {
    why: 'its own limit is its request before defaults apply',
    resources: '{limits: {memory: 1Gi}}',
    ranges: ['[{type: Container, default: {memory: 512Mi}, defaultRequest: {memory: 256Mi}}]'],
  },
  {
    why: 'a maximum is the default limit, and that the default request',
    resources: '{}',
    ranges: ['[{type: Container, max: {cpu: 2}}]'],
    added: ['limits.cpu=2', 'requests.cpu=2'],
  },
  {
    why: 'a minimum alone is the default request',
    resources: '{}',
    ranges: ['[{type: Container, min: {memory: 64Mi}}]'],
    added: ['requests.memory=64Mi'],
  },
  {
    why: 'of several LimitRanges each fills what those before it left',
    resources: '{}',
    ranges: [
      '[{type: Container, default: {memory: 512Mi}}]',
      '[{type: Container, default: {memory: 1Gi, cpu: 1}}]',
    ],
    added: ['limits.memory=512Mi', 'requests.memory=512Mi', 'limits.cpu=1', 'requests.cpu=1'],
  },
  {
    why: 'limits over the maximum are refused, and reported once if the request is the same',
    resources: '{limits: {memory: 2Gi}}',
    ranges: ['[{type: Container, max: {memory: 1Gi}}]'],
    refused: [/memory limit 2Gi of container "a" is over the maximum 1Gi/],
  },
  {
    why: 'limits and other requests over the maximum are refused',
    resources: '{requests: {memory: 1.5Gi}, limits: {memory: 2Gi}}',
    ranges: ['[{type: Container, max: {memory: 1Gi}}]'],
    refused: [/memory limit 2Gi .* over the maximum 1Gi/, /memory request 1.5Gi .* over the maximum 1Gi/],
  },
  {
    why: 'requests under the minimum are refused, limits as well',
    resources: '{requests: {memory: 10Mi}, limits: {memory: 32Mi}}',
    ranges: ['[{type: Container, min: {memory: 64Mi}}]'],
    refused: [/memory request 10Mi .* under the minimum 64Mi/, /memory limit 32Mi .* under the minimum 64Mi/],
  },
  {
    why: 'a request over the default limit makes the pod invalid',
    resources: '{requests: {memory: 1Gi}}',
    ranges: ['[{type: Container, default: {memory: 512Mi}}]'],
    added: ['limits.memory=512Mi'],
    refused: [/memory request 1Gi of container "a" is over the limit 512Mi/],
  },
  {
    why: 'the ratio of limit to request is bounded',
    resources: '{requests: {memory: 100Mi}, limits: {memory: 201Mi}}',
    ranges: ['[{type: Container, maxLimitRequestRatio: {memory: 2}}]'],
    refused: [/memory limit 201Mi of container "a" is more than 2 times its request 100Mi/],
  },
  {
    why: 'equal request and limit meet any ratio',
    resources: '{requests: {memory: 100Mi}, limits: {memory: 100Mi}}',
    ranges: ['[{type: Container, maxLimitRequestRatio: {memory: 1}}]'],
  },
  {
    why: 'the pod as a whole has separate bounds',
    resources: '{limits: {memory: 600Mi}}',
    ranges: ['[{type: Pod, max: {memory: 512Mi, cpu: 4}}]'],
    refused: [/memory limit 600Mi of the pod is over/, /the pod has no cpu limit/],
  },
];

const limitRange = (index: number, limits: string) =>
  `---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: range${index}}\nspec:\n  limits: ${limits}\n`;

test('the LimitRanger is simulated', () => {
  for (const { why, resources, ranges, added = [], refused = [] } of cases) {
    const text =
      pod(`containers:\n- {name: a, image: i, resources: ${resources}}`) +
      ranges.map((items, index) => limitRange(index, items)).join('');
    const { workload, facts } = workloadOf(text);
    const { additions, refusals } = admit(workload, facts.limitRanges(''));
    assert.deepEqual(
      additions.map(({ field, resource, quantity }) => `${field}.${resource}=${quantity.text}`),
      added,
      why,
    );
    assert.equal(
      refusals.length,
      refused.length,
      `${why}: ${JSON.stringify(refusals.map(({ message }) => message))}`,
    );
    for (const [index, pattern] of refused.entries()) assert.match(refusals[index]!.message, pattern, why);
  }
});

test('only LimitRanges of the same namespace count', () => {
  const elsewhere = limitRange(0, '[{type: Container, max: {memory: 1Mi}}]').replace(
    'range0',
    'range0, namespace: other',
  );
  const { facts } = workloadOf(pod('containers:\n- {name: a, image: i}') + elsewhere);
  assert.equal(facts.limitRanges('').length, 0);
  assert.equal(facts.limitRanges('other').length, 1);
});

test('claims that the workload makes are bounded', () => {
  const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      containers: [{name: a, image: i}]
      volumes:
      - {name: scratch, ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1Gi}}}}}}
  volumeClaimTemplates:
  - {metadata: {name: data}, spec: {resources: {requests: {storage: 20Gi}}}}
  - {metadata: {name: none}, spec: {}}
`;
  const { workload, facts } = workloadOf(
    text + limitRange(0, '[{type: PersistentVolumeClaim, min: {storage: 2Gi}, max: {storage: 10Gi}}]'),
  );
  const { refusals } = admit(workload, facts.limitRanges(''));
  assert.deepEqual(
    refusals.map(({ message }) => message),
    [
      'the storage request 20Gi of claim template "data" is over the maximum 10Gi',
      'claim template "none" requests no storage',
      'the storage request 1Gi of claim template "scratch" is under the minimum 2Gi',
    ],
  );
});

test('the limit that a container without one gets is the largest default', () => {
  const text =
    pod('containers:\n- {name: a, image: i}') +
    limitRange(0, '[{type: Container, default: {memory: 1Gi}}, {type: Pod, max: {memory: 9Gi}}]') +
    limitRange(1, '[{type: Container, max: {memory: 2Gi}}]');
  assert.equal(defaultLimit(workloadOf(text).facts.limitRanges(''), 'memory')?.text, '2Gi');
});
