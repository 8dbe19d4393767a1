import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/index.ts';
import { countFindings } from '../../src/report/findings-count.ts';
import { nextSteps } from '../../src/report/next-steps.ts';
import type { Result } from '../../src/rules/result.ts';
import { loadYaml } from '../../src/yaml/load.ts';

const MANIFESTS = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - name: db
        image: db:1
        volumeMounts:
        - {name: data, mountPath: /data}
        - {name: scratch, mountPath: /a, subPath: a}
        - {name: scratch, mountPath: /b, subPath: b}
      volumes:
      - {name: scratch, emptyDir: {}}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

const prepare = (spec: object) =>
  run(MANIFESTS, {
    configuration: {
      apiVersion: 'prepare-contrast.dev/v1alpha1',
      kind: 'PrepareContrast',
      spec: { platform: 'Metal-QEMU-SNP', ...spec },
    },
  });

test('next steps are settings to paste, those that remove the most errors first, and commands to run', () => {
  const { settings, commands } = nextSteps(countFindings(prepare({}).results));
  assert.deepEqual(settings, [
    'volumes: {persistent: secure-pv, subPath: split}  # removes 2 errors in 3 places',
    'memory: {default: 512Mi}  # removes 1 error',
    'images: {sizesFrom: image-sizes.yaml}  # removes 2 warnings',
  ]);
  assert.deepEqual(
    commands.map(({ command }) => command),
    ['prepare-contrast sizes --pin MANIFESTS', 'prepare-contrast explain sub-path'],
  );
});

test('a setting that may change what pods do says so, once for all of its fields', () => {
  const setting = (field: string) => ({ path: 'fields.remove', value: [field], condition: 'if you like' });
  const results = ['a', 'b', 'a'].map(
    (field): Result => ({
      rule: 'unsupported-field',
      severity: 'error',
      message: field,
      changed: false,
      setting: setting(field),
    }),
  );
  assert.deepEqual(nextSteps(countFindings(results)).settings, [
    'fields: {remove: [a, b]}  # removes 3 errors, if you like',
  ]);
});

test('there are at most five settings, and each line is YAML for spec', () => {
  const settings = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({ path: `${path}.x`, value: 1 }));
  const results = settings.map(
    (setting): Result => ({ rule: 'sub-path', severity: 'error', message: '', changed: false, setting }),
  );
  const lines = nextSteps(countFindings(results)).settings;
  assert.equal(lines.length, 5);
  for (const line of lines) assert.equal(typeof loadYaml(line), 'object', line);
});

test('the command explains the rule with the most findings that no setting removes', () => {
  const noSetting = { severity: 'error', message: '', changed: false } as const;
  const results: Result[] = [
    { rule: 'memory-limit', ...noSetting, setting: { path: 'memory.default', value: '1Gi' } },
    { rule: 'memory-limit', ...noSetting, setting: { path: 'memory.default', value: '1Gi' } },
    { rule: 'host-path', ...noSetting },
  ];
  assert.deepEqual(
    nextSteps(countFindings(results)).commands.map(({ command }) => command),
    ['prepare-contrast explain host-path'],
  );
});

test('findings of one cause are one, however many places they have; other severities and settings are other findings', () => {
  const cause = { message: 'no limit', subject: 'container "a"' };
  const finding = { rule: 'memory-limit', message: '', changed: false, cause } as const;
  const { byKind, byRule } = countFindings([
    { ...finding, severity: 'error' },
    { ...finding, severity: 'error' },
    { ...finding, severity: 'warning' },
    { ...finding, severity: 'info' },
    { ...finding, severity: 'info', changed: true },
    { ...finding, severity: 'info', changed: true },
  ]);
  assert.deepEqual(byKind, {
    error: { findings: 1, places: 2 },
    warning: { findings: 1, places: 1 },
    info: { findings: 1, places: 1 },
    changed: { findings: 2, places: 2 },
  });
  assert.deepEqual([...byRule], [['memory-limit', { errors: 1, warnings: 1, fixable: 0, places: 3 }]]);
});

test('nothing remains, nothing to do', () => {
  assert.deepEqual(nextSteps(countFindings([])), { settings: [], commands: [] });
});
