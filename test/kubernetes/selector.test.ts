import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANNOTATIONS, LABELS, meets, parseSelector } from '../../src/kubernetes/selector.ts';

function holds(selector: string, labels: Record<string, string>, grammar = LABELS): boolean {
  const parsed = parseSelector(selector, grammar);
  assert.ok(!('error' in parsed), `${selector}: ${'error' in parsed ? parsed.error : ''}`);
  return meets(parsed, labels);
}

test('a selector means what it means in Kubernetes', () => {
  const labels = { app: 'web', tier: 'front', empty: '', 'example.com/size': '12', in: 'x' };
  const rows: [selector: string, holds: boolean][] = [
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app=api', false],
    ['missing=web', false],
    ['app!=web', false],
    ['app!=api', true],
    ['missing!=web', true],
    ['app in (web, api)', true],
    ['app in(web)', true],
    ['app in (api)', false],
    ['missing in (a,b)', false],
    ['app notin (web)', false],
    ['app notin (api,db)', true],
    ['missing notin (a)', true],
    ['app', true],
    ['missing', false],
    ['!app', false],
    ['!missing', true],
    ['! missing', true],
    ['empty', true],
    ['empty=', true],
    ['app=', false],
    ['missing=', false],
    ['empty in (,a)', true],
    ['empty in (a,)', true],
    ['app in (a,,b)', false],
    ['example.com/size=12', true],
    ['example.com/size>11', true],
    ['example.com/size > 12', false],
    ['example.com/size<13', true],
    ['app>1', false],
    ['missing<1', false],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['app in (web,api), !missing ,tier', true],
    ['app in (in,notin,web)', true],
    ['constructor', false],
  ];
  for (const [selector, expected] of rows) assert.equal(holds(selector, labels), expected, selector);
});

test('a wrong selector says what was found and what was expected', () => {
  const rows: [selector: string, error: string][] = [
    ['', 'found the end, expected a key'],
    ['  ', 'found the end, expected a key'],
    ['app=web,', 'found the end, expected a key'],
    [',app', 'found ",", expected a key'],
    ['=web', 'found "=", expected a key'],
    ['!', 'found the end, expected a key'],
    ['app=web tier=front', 'found "tier", expected ","'],
    ['app web', 'found "web" after "app", expected "=", "!=", "in", "notin" or ","'],
    ['app=!web', 'found "!", expected a value'],
    ['app===web', 'found "=", expected a value'],
    ['app in web', 'found "web", expected "("'],
    ['app in (web', 'found the end, expected ")"'],
    ['app in ()', 'found no value between "(" and ")"'],
    ['app in (web) x', 'found "x", expected ","'],
    ['app in (web))', 'found ")", expected ","'],
    ['app>many', '"many" is not a whole number'],
    ['-app', '"-app" is not a key of a label or annotation'],
    ['a/b/c', '"a/b/c" is not a key of a label or annotation'],
    ['Example.com/app', '"Example.com/app" is not a key of a label or annotation'],
    [
      'app=a/b',
      '"a/b" is not a label value: at most 63 letters, digits, "-", "_" or ".", a letter or digit at both ends',
    ],
    [`app=${'x'.repeat(64)}`, `"${'x'.repeat(64)}" is not ${LABELS.expected}`],
  ];
  for (const [selector, error] of rows)
    assert.deepEqual(parseSelector(selector, LABELS), { error }, selector);
});

test('annotations may have any value', () => {
  assert.ok(holds('a=b/c:d', { a: 'b/c:d' }, ANNOTATIONS));
});
