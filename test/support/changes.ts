import assert from 'node:assert/strict';
import { binaryTag, CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import type { Result } from '../../src/rules/result.ts';
import { boundariesOf } from '../../src/yaml/document-boundaries.ts';
import { loadYaml } from '../../src/yaml/load.ts';

type Value = unknown;
type Path = (string | number)[];

const SCHEMA = CORE_SCHEMA.withTags(mergeTag, binaryTag);

/**
 * Asserts, by a reader that shares nothing with ours, that the output is the input with the reported changes and nothing
 * else: every difference lies on the path of a change, and every path holds the value that its last change reported.
 */
export function assertOnlyReportedChanges(input: string, output: string, results: readonly Result[]): void {
  const before = boundariesOf(input);
  const after = boundariesOf(output);
  assert.equal(after.length, before.length, 'number of documents');
  const changes = results.filter(({ changed }) => changed);
  for (const [index, { start, end }] of before.entries()) {
    const own = changes.filter(({ resource }) => resource!.root.start >= start && resource!.root.start < end);
    const wanted = own.map(({ resource, path, proposedValue }) => ({
      path: [...resource!.base, ...path!],
      value: proposedValue,
    }));
    const outputText = output.slice(after[index]!.start, after[index]!.end);
    const inputText = input.slice(start, end);
    if (own.length === 0) {
      // A ResourceList gets results even where nothing is changed.
      if (!/ResourceList/.test(inputText)) assert.equal(outputText, inputText);
      continue;
    }
    const inputValue = dataOf(inputText);
    const outputValue = dataOf(outputText);
    for (const path of differences(inputValue, outputValue, [])) {
      if (path[0] === 'results') continue;
      const covered = wanted.some((change) => isPrefix(change.path, path) || isPrefix(path, change.path));
      assert.ok(covered, `unreported change at ${JSON.stringify(path)}`);
    }
    for (const [position, { path, value }] of wanted.entries()) {
      // Results do not contain the values of Secrets.
      const isOfSecret = path.at(-2) === 'data' && own[position]!.resource!.kind === 'Secret';
      if (isOfSecret) {
        assert.equal(typeof valueAt(outputValue, path), 'string');
        assert.equal(value, undefined);
        continue;
      }
      const rest = valueAt(outputValue, path);
      // The removal of items of a list.
      if (value === undefined && Array.isArray(rest)) {
        const whole = (valueAt(inputValue, path) as Value[]).map((item) => JSON.stringify(item));
        const positions = rest.map((item) => whole.indexOf(JSON.stringify(item)));
        assert.ok(
          rest.length < whole.length && positions.every((index, i) => index > (positions[i - 1] ?? -1)),
        );
        continue;
      }
      if (
        wanted.slice(position + 1).some((later) => isPrefix(later.path, path) || isPrefix(path, later.path))
      )
        continue;
      assert.deepEqual(asText(valueAt(outputValue, path)), asText(value), `value at ${JSON.stringify(path)}`);
    }
  }
}

function dataOf(text: string): Value {
  try {
    return load(text, { schema: SCHEMA, json: true });
  } catch (error) {
    // What hosts print, and only parsers of YAML 1.1 read.
    if (/deficient indentation/.test(String(error))) return loadYaml(text);
    throw error;
  }
}

export function isPrefix(short: readonly unknown[], long: readonly unknown[]): boolean {
  return short.every((part, index) => part === long[index]);
}

/** The paths at which two values differ. */
export function* differences(before: Value, after: Value, path: Path): Iterable<Path> {
  if (isCollection(before) && isCollection(after) && Array.isArray(before) === Array.isArray(after)) {
    const list = Array.isArray(before);
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(before[key], after[key], [...path, list ? Number(key) : key]);
    }
  } else if (!Object.is(before, after)) {
    yield path;
  }
}

function isCollection(value: Value): value is Record<string, Value> {
  return typeof value === 'object' && value !== null;
}

function valueAt(value: Value, path: Path): Value {
  return path.reduce<Value>((found, key) => (isCollection(found) ? found[key] : undefined), value);
}

/** Quantities are reported as text even where the manifest has a number. */
function asText(value: Value): Value {
  if (isCollection(value))
    return Array.isArray(value)
      ? value.map(asText)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
  return value === undefined ? undefined : String(value);
}
