import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from '../../../src/engine/run.ts';
import type { Result } from '../../../src/rules/result.ts';
import { formatPath } from '../../../src/yaml/access.ts';
import { ANSWERS } from './answers.ts';
import { manifestWith } from './manifest-with.ts';
import { REFUSED_FIELDS } from './refused-fields.ts';

/** The rules that say what contrast generate does not read. */
const RULES = new Set([
  'unsupported-field',
  'secret-value',
  'env-source',
  'downward-api',
  'image-digest',
  'image-user',
  'image-volume',
  'lifecycle-hook',
  'rolling-update',
  'sub-path',
]);

/** What the images of the manifests declare. */
const SIZES = [
  { image: 'declares-data:1', volumes: ['/data'] },
  { image: 'declares-data-slash:1', volumes: ['/data/'] },
  { image: 'declares-user:1', user: '1000' },
];

function resultsAt(contrastVersion: string, manifests: string): Result[] {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: {
      platform: 'Metal-QEMU-SNP',
      contrastVersion,
      memory: { default: '256Mi' },
      deployment: 'whole',
      images: { sizes: SIZES },
    },
  };
  return run(manifests, { configuration }).results;
}

const namesAt = (results: readonly Result[], severities: readonly string[]) =>
  results
    .filter(({ severity, changed }) => !changed && severities.includes(severity))
    .map(({ rule, path = [] }) => `${rule} ${formatPath(path)}`);

/** What the program says is refused, or may be refused by an older genpolicy. */
function claimsIn(results: readonly Result[]): string[] {
  const claims = results.filter(
    ({ rule, severity, message }) =>
      RULES.has(rule) &&
      // A verifier of Contrast asks for digests, not genpolicy.
      (rule !== 'image-digest' || !message.includes('without a digest')) &&
      (severity === 'error' || (severity === 'warning' && rule === 'unsupported-field')),
  );
  return namesAt(claims, ['error', 'warning']);
}

/** Contrast 1.25 has Kata 3.32, whose genpolicy reads what that of 4.1.0 reads; 1.19 most likely has 3.28, so a warning will do. */
describe('what genpolicy said about minimal manifests', () => {
  for (const [name, { manifests, cause, before, atStart }] of Object.entries(ANSWERS)) {
    test(name, () => {
      const now = resultsAt('1.25', manifests);
      const then = resultsAt('1.19', manifests);
      if (cause) {
        const expected = `${cause.rule} ${cause.path}`;
        assert.ok(namesAt(now, ['error']).includes(expected), namesAt(now, ['error']).join('\n'));
        // What genpolicy accepted before Contrast's patches, no release of Contrast accepts.
        assert.ok(namesAt(then, ['error', 'warning']).includes(expected));
        return;
      }
      assert.deepEqual(claimsIn(now), atStart ? [`${atStart.rule} ${atStart.path}`] : []);
      const claims = claimsIn(then).slice(atStart ? 1 : 0);
      if (before === 'refused') assert.notDeepEqual(claims, []);
      else assert.deepEqual(claims, []);
    });
  }
});

/** Fields that rules with advice of their own report; the others are those of `unsupported-field`. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'spec.hostIPC': 'host-namespaces',
  'spec.hostPID': 'host-namespaces',
};

function ruleOf(path: string): string {
  if (/^spec\.volumes\[\]\.(?!image)[A-Za-z]+$/.test(path)) return 'volume-type';
  if (/lifecycle\.\w+\.\w+$/.test(path)) return 'lifecycle-hook';
  return ELSEWHERE[path] ?? 'unsupported-field';
}

describe('every field that genpolicy refuses is an error at its path', () => {
  for (const [kinds, maps] of Object.entries(REFUSED_FIELDS)) {
    for (const [map, fields] of Object.entries(maps)) {
      for (const field of fields.split(' ')) {
        const path = map === '' ? field : `${map}.${field}`;
        for (const kind of kinds.split(' ')) {
          test(`${kind} ${path}`, () => {
            const manifest = manifestWith(kind, path);
            // A pod with options for Windows is refused as a whole.
            const expected =
              path.includes('windowsOptions') && kind === 'Pod'
                ? 'exempt-pods '
                : `${ruleOf(path)} ${path.replaceAll('[]', '[0]')}`;
            const named = namesAt(resultsAt('1.25', manifest), ['error']);
            assert.ok(named.includes(expected), named.join('\n'));
            // In 1.19 the field around it may be refused as well, with less certainty.
            const before = namesAt(resultsAt('1.19', manifest), ['error', 'warning']);
            assert.ok(
              before.some((name) => expected.startsWith(name)),
              before.join('\n'),
            );
          });
        }
      }
    }
  }
});

const pod = (fields: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: web, image: "web:1", ${fields}}], volumes: [{name: files, emptyDir: {}}]}\n`;
const AT = 'spec.containers[0]';

describe('values of accepted fields that genpolicy refuses are errors at their path', () => {
  const rows: Record<string, [fields: string, expected: string]> = {
    'an envFrom without a source': ['envFrom: [{prefix: A_}]', `unsupported-field ${AT}.envFrom[0]`],
    'an envFrom of an absent object': [
      'envFrom: [{configMapRef: {name: absent}}]',
      `env-source ${AT}.envFrom[0]`,
    ],
    'an env of an absent object': [
      'env: [{name: COLOUR, valueFrom: {configMapKeyRef: {name: absent, key: sky}}}]',
      `env-source ${AT}.env[0]`,
    ],
    'a fieldRef to a field that it does not know': [
      'env: [{name: COLOUR, valueFrom: {fieldRef: {fieldPath: status.startTime}}}]',
      `downward-api ${AT}.env[0].valueFrom.fieldRef.fieldPath`,
    ],
    'a subPath': [
      'volumeMounts: [{name: files, mountPath: /files, subPath: sky}]',
      `sub-path ${AT}.volumeMounts[0].subPath`,
    ],
  };
  for (const [name, [fields, expected]] of Object.entries(rows)) {
    test(name, () => {
      for (const release of ['1.19', '1.25'])
        assert.ok(namesAt(resultsAt(release, pod(fields)), ['error']).includes(expected), release);
    });
  }
});
