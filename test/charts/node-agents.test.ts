// Node agents of a chart: preparing passes and check of its output fails, until the setting that check prints is pasted.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, PLATFORM, pod, program } from '../files/workspace.ts';

const agent = (name: string, folder: string) => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${name}, namespace: monitoring}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: agent, image: "${name}:1", volumeMounts: [{name: node, mountPath: /node}]}]
      volumes: [{name: node, hostPath: {path: ${folder}}}]
`;
const MANIFESTS = [pod('web'), agent('promtail', '/var/log'), agent('exporter', '/proc')].join('---\n');

test('the second run of check, with the setting that the first prints, passes', () => {
  const folder = folderWith({});
  const configuration = (setting: string) =>
    `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\nmetadata: {name: a}\nspec:\n  platform: Metal-QEMU-SNP\n${setting}`;
  const prepared = program(folder, [...PLATFORM], { input: MANIFESTS });
  assert.equal(prepared.status, 0, prepared.stderr);
  assert.match(
    prepared.stderr,
    /warning +not prepared, .*; check fails until .* workloads\.include, or accept/,
  );

  const first = program(folder, ['check', '-', ...PLATFORM], { input: prepared.stdout });
  assert.equal(first.status, 1);
  const setting = /^ {2}workloads: .*(?= {2}# removes 2 errors$)/m.exec(first.stdout)![0];
  assert.equal(
    setting.trim(),
    'workloads: {exclude: [{kind: DaemonSet, name: promtail, namespace: monitoring}, {kind: DaemonSet, name: exporter, namespace: monitoring}]}',
  );
  writeFileSync(join(folder, 'prepare-contrast.yaml'), configuration(`${setting}\n`));
  const second = program(folder, ['check', '-'], { input: prepared.stdout });
  assert.equal(second.status, 0, second.stdout);
  assert.doesNotMatch(second.stdout, /exclude: \[/);
});

test('init writes the setting beside an entry that is there, with its flag', () => {
  const folder = folderWith({ 'rendered.yaml': MANIFESTS });
  const listed = program(folder, ['init', 'helm', 'rendered.yaml', ...PLATFORM]);
  const flag = /--workloads-exclude '(.*?)'/.exec(listed.stdout)![1]!;
  const other = folderWith({});
  assert.equal(program(other, ['init', 'helm', ...PLATFORM, '--workloads-exclude', flag]).status, 0);
  const written = readFileSync(join(other, 'prepare-contrast.yaml'), 'utf8');
  assert.match(
    written,
    /exclude:\n.*kind: DaemonSet\n.*name: promtail\n.*namespace: monitoring\n.*kind: DaemonSet\n.*name: exporter/s,
  );
});
