import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import { exampleReport, formatted, reportOf } from '../report-of.ts';

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');

async function assertValid(contents: string): Promise<void> {
  const { valid, errors } = await validateXML({ xml: { fileName: 'report.xml', contents }, schema });
  assert.ok(valid, errors.map(({ message }) => message).join('\n'));
}

const pod = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
const CONTAINER = 'containers: [{name: c, image: "a:1", resources: {limits: {memory: 100Mi}}}]';

test('an object is a test case, its errors are one failure, and the counts are theirs', async () => {
  const manifests = `${pod('good', CONTAINER)}---\n${pod('bad', `hostNetwork: true, hostPID: true, ${CONTAINER}`)}`;
  const { report } = reportOf(manifests, undefined, [
    { path: 'chart', code: 'file-not-rendered', message: 'is a Helm chart' },
  ]);
  const xml = formatted(report, 'junit');
  await assertValid(xml);
  assert.match(xml, /<testsuites name="prepare-contrast" tests="4" failures="1" errors="1">/);
  assert.match(xml, /<testsuite name="manifests.yaml" tests="2" failures="1" errors="0">/);
  assert.match(xml, /<testcase name="Pod good" classname="manifests.yaml">\n<system-out>/);
  assert.match(
    xml,
    /<failure message="2 errors" type="error">\nmanifests\.yaml:9: error: Pod bad, spec\.hostNetwork: /,
  );
  assert.match(xml, /<error message="is a Helm chart" type="file-not-rendered"\/>/);
});

test('names with markup, control characters, surrogates and noncharacters are text', async () => {
  const name = '"</testcase>&<\\u0000\\u001b[31m\\ud800\\uffff\\n]]>"';
  const { report } = reportOf(pod(name, `hostNetwork: true, ${CONTAINER}`), undefined, [
    { path: 'a"b<c>\u0000\ud800', code: 'yaml-syntax', message: '<!-- & -->' },
  ]);
  const xml = formatted(report, 'junit');
  await assertValid(xml);
  for (const shown of ['\\u0000', '\\u001B[31m', '\\uD800', '\\uFFFF', '\\u000A'])
    assert.ok(xml.includes(shown), shown);
});

test('the report of the example application is valid, and so is an empty one', async () => {
  await assertValid(formatted(exampleReport().report, 'junit'));
  await assertValid(
    formatted(reportOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n').report, 'junit'),
  );
});
