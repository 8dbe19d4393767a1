import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatError, formatForFile } from '../../../src/report/formats/index.ts';
import { PreparationError } from '../../../src/util/errors.ts';
import { exampleReport, formatted, reportOf } from '../report-of.ts';

interface Entry {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number } };
}

/** Checks the fields as GitLab's parser does (lib/gitlab/ci/parsers/codequality/schemas/codeclimate.json). */
function entriesOf(text: string): Entry[] {
  const entries = JSON.parse(text) as Entry[];
  for (const entry of entries) {
    for (const field of ['description', 'check_name', 'fingerprint'] as const)
      assert.ok(typeof entry[field] === 'string' && entry[field] !== '', field);
    assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(entry.severity));
    assert.ok(Number.isInteger(entry.location.lines.begin) && entry.location.path !== '');
    assert.doesNotMatch(entry.location.path, /^\.\//);
  }
  assert.equal(new Set(entries.map(({ fingerprint }) => fingerprint)).size, entries.length);
  return entries;
}

const pod = (spec: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: c, image: "a:1", resources: {limits: {memory: 100Mi}}}]\n${spec}`;

test('each finding is an entry with its place, and a file that was left out is one', () => {
  const problem = { path: './charts/web', code: 'file-not-rendered', message: 'is a Helm chart' } as const;
  const { report } = reportOf(pod('  hostPID: true\n'), undefined, [problem]);
  const entries = entriesOf(formatted(report, 'gitlab'));
  const host = entries.find(({ check_name }) => check_name === 'host-namespaces')!;
  assert.equal(host.severity, 'critical');
  assert.deepEqual(host.location, { path: 'manifests.yaml', lines: { begin: 6 } });
  assert.deepEqual(entries.at(-1), {
    ...entries.at(-1),
    description: 'is a Helm chart',
    check_name: 'file-not-rendered',
    location: { path: 'charts/web', lines: { begin: 1 } },
  });
  assert.ok(entriesOf(formatted(exampleReport().report, 'gitlab')).length > 5);
});

test('a finding keeps its fingerprint when it moves', () => {
  const fingerprints = (manifest: string) =>
    entriesOf(formatted(reportOf(manifest).report, 'gitlab')).map(({ fingerprint }) => fingerprint);
  assert.deepEqual(
    fingerprints(`# a comment\n\n${pod('  hostPID: true\n')}`),
    fingerprints(pod('  hostPID: true\n')),
  );
});

test('an error is one entry, and the name that GitLab suggests selects the format', () => {
  const format = formatForFile('gl-code-quality-report.json');
  assert.equal(format.name, 'gitlab');
  const error = new PreparationError('config-unknown-platform', 'unknown platform "none"');
  const [entry, ...rest] = entriesOf(formatError(error, format));
  assert.deepEqual(rest, []);
  assert.equal(entry!.check_name, 'config-unknown-platform');
  assert.equal(entry!.severity, 'critical');
});
