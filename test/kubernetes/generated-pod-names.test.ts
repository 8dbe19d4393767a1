import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPodNameOf } from '../../src/kubernetes/generated-pod-names.ts';

/** Names as controllers generate them. */
const GENERATED = [
  ['Deployment', 'web', 'web-5d4f8c7b9d-x2x4z'],
  ['Deployment', 'web-api', 'web-api-7b6d5f9c48-bcdfg'],
  ['StatefulSet', 'db', 'db-0'],
  ['StatefulSet', 'db', 'db-112'],
  ['DaemonSet', 'agent', 'agent-x2x4z'],
  ['ReplicaSet', 'web', 'web-x2x4z'],
  ['ReplicationController', 'web', 'web-x2x4z'],
  ['Job', 'migrate', 'migrate-x2x4z'],
  ['Job', 'indexed', 'indexed-3-x2x4z'],
  ['CronJob', 'report', 'report-29012345-x2x4z'],
  ['CronJob', 'report', 'report-1627776000-x2x4z'],
  ['CronJob', 'report', 'report-29012345-0-x2x4z'],
  ['Pod', 'lone', 'lone'],
  // The name before the random end has at most 58 characters.
  ['Deployment', 'a'.repeat(50), `${'a'.repeat(50)}-5d4f8c7x2x4z`],
  ['Deployment', 'a'.repeat(60), `${'a'.repeat(58)}x2x4z`],
  ['DaemonSet', 'a'.repeat(60), `${'a'.repeat(58)}x2x4z`],
  ['CronJob', 'a'.repeat(52), `${'a'.repeat(52)}-29012x2x4z`],
] as const;

const OTHERS = [
  ['Deployment', 'web', 'web-api-7b6d5f9c48-bcdfg'],
  ['Deployment', 'web', 'web-db-x2x4z'],
  ['Deployment', 'web', 'web-0'],
  ['Deployment', 'web', 'web'],
  ['Deployment', 'web', 'webb-5d4f8c7b9d-x2x4z'],
  ['Deployment', 'web', 'web-5d4f8c7b9d-abcde'],
  ['StatefulSet', 'db', 'db-x2x4z'],
  ['StatefulSet', 'db', 'db-0-x2x4z'],
  ['DaemonSet', 'web', 'web-5d4f8c7b9d-x2x4z'],
  ['Job', 'report', 'report-29012345'],
  ['CronJob', 'report', 'report-x2x4z'],
  ['CronJob', 'report', 'report-123-x2x4z'],
  ['Pod', 'web', 'web-0'],
  ['DaemonSet', 'a'.repeat(60), `${'a'.repeat(57)}x2x4z`],
  ['DaemonSet', 'a'.repeat(55), `${'a'.repeat(55)}-bxx2x4z`],
] as const;

for (const [list, expected] of [
  [GENERATED, true],
  [OTHERS, false],
] as const)
  for (const [kind, name, pod] of list)
    test(`${pod} ${expected ? 'is' : 'is not'} a pod of ${kind} ${name}`, () => {
      assert.equal(isPodNameOf({ kind, name }, pod), expected);
    });
