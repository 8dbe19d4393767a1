import { parseQuantity, UNIT } from '../kubernetes/quantity.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { type FieldPath, fieldPattern, matchesField, type Segment } from './field-path.ts';
import { type KeyedItems, keyedItems } from './list-keys.ts';
import { type DefaultsContext, isAddedByServer, withDependentDefaults } from './server-defaults.ts';

/** A field of a pod that is not as the manifest says. */
export interface Difference {
  path: FieldPath;
  /** The value of the manifest; undefined if it does not set the field. */
  expected: Json | undefined;
  /** The live value; undefined if the field is not set. */
  actual: Json | undefined;
}

/** Fields that hold quantities: `1` and `1000m` are the same. */
const QUANTITIES = [
  'spec.containers.*.resources.limits.*',
  'spec.containers.*.resources.requests.*',
  'spec.resources.limits.*',
  'spec.resources.requests.*',
  'spec.volumes.*.emptyDir.sizeLimit',
  'spec.volumes.*.ephemeral.volumeClaimTemplate.spec.resources.requests.*',
  'spec.volumes.*.ephemeral.volumeClaimTemplate.spec.resources.limits.*',
  'spec.containers.*.env.*.valueFrom.resourceFieldRef.divisor',
  'spec.volumes.*.downwardAPI.items.*.resourceFieldRef.divisor',
  'spec.volumes.*.projected.sources.*.downwardAPI.items.*.resourceFieldRef.divisor',
].map(fieldPattern);

/** Metadata that runtime and Contrast read; labels and annotations of other programs are not compared. */
const METADATA = ['io.katacontainers.', 'contrast.edgeless.systems/'];

/** Maps that are one value: a claim, a source of a variable. */
const WHOLE = ['spec.containers.*.env.*.valueFrom'].map(fieldPattern);

/**
 * Returns the fields in which a live pod, or the pod template of a live object, is not as the manifest says, apart from what the API
 * server and the controllers of Kubernetes always add.
 */
export function differencesOf(
  template: JsonObject,
  live: JsonObject,
  context: Omit<DefaultsContext, 'hasPodResources'>,
): Difference[] {
  const [expected, actual] = [withDependentDefaults(template), withDependentDefaults(live)];
  const found: Difference[] = [];
  const hasPodResources = isObject(expected.spec) && !isEmpty(expected.spec.resources);
  const comparison = new Comparison({ ...context, hasPodResources }, found);
  comparison.compare(['spec'], expected.spec, actual.spec);
  for (const part of ['labels', 'annotations'])
    comparison.compare(['metadata', part], readBy(expected, part), readBy(actual, part));
  return found;
}

function readBy(template: JsonObject, part: string): JsonObject {
  const strings = isObject(template.metadata) ? template.metadata[part] : undefined;
  if (!isObject(strings)) return {};
  return Object.fromEntries(
    Object.entries(strings).filter(([key]) => METADATA.some((prefix) => key.startsWith(prefix))),
  );
}

class Comparison {
  readonly #context: DefaultsContext;
  readonly #found: Difference[];

  constructor(context: DefaultsContext, found: Difference[]) {
    this.#context = context;
    this.#found = found;
  }

  compare(path: FieldPath, expected: Json | undefined, actual: Json | undefined): void {
    const key = path.at(-1);
    if (isEmpty(expected, key) && isEmpty(actual, key)) return;
    if (isEmpty(expected, key) && isAddedByServer(path, actual!, this.#context)) return;
    const isWhole = WHOLE.some((pattern) => matchesField(pattern, path));
    const isMap = (value: Json | undefined) => value === undefined || value === null || isObject(value);
    if (!isWhole && isMap(expected) && isMap(actual) && (isObject(expected) || isObject(actual)))
      return this.#maps(path, isObject(expected) ? expected : {}, isObject(actual) ? actual : {});
    const isList = (value: Json | undefined) => value === undefined || value === null || Array.isArray(value);
    if (isList(expected) && isList(actual))
      return this.#lists(path, Array.isArray(expected) ? expected : [], Array.isArray(actual) ? actual : []);
    if (isWhole && this.#isSame(path, expected, actual)) return;
    if (!isSameScalar(path, expected, actual)) this.#add(path, expected, actual);
  }

  #maps(path: FieldPath, expected: JsonObject, actual: JsonObject): void {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)]))
      this.compare([...path, key], expected[key], actual[key]);
  }

  #lists(path: FieldPath, expected: Json[], actual: Json[]): void {
    const [wanted, found] = [keyedItems(path, expected), keyedItems(path, actual)];
    if (wanted && found) return this.#keyed(path, wanted, found);
    const isByPosition =
      expected.length === actual.length && expected.every(isObject) && actual.every(isObject);
    if (isByPosition)
      for (const [index, item] of expected.entries()) this.compare([...path, index], item, actual[index]);
    else if (path.at(-1) !== 'tolerations' && JSON.stringify(expected) !== JSON.stringify(actual))
      this.#add(path, expected, actual);
  }

  #keyed(path: FieldPath, wanted: KeyedItems, found: KeyedItems): void {
    for (const [id, { segment, value }] of wanted) {
      const item = found.get(id);
      if (item) this.compare([...path, segment], value, item.value);
      else this.#add([...path, segment], value, undefined);
    }
    for (const [id, { segment, value }] of found) {
      if (!wanted.has(id) && !isAddedByServer([...path, segment], value, this.#context))
        this.#add([...path, segment], undefined, value);
    }
  }

  /** True if a value that is compared as a whole has no difference in it. */
  #isSame(path: FieldPath, expected: Json | undefined, actual: Json | undefined): boolean {
    if (!isObject(expected) || !isObject(actual)) return false;
    const inner: Difference[] = [];
    new Comparison(this.#context, inner).#maps(path, expected, actual);
    return inner.length === 0;
  }

  #add(path: FieldPath, expected: Json | undefined, actual: Json | undefined): void {
    const set = (value: Json | undefined) =>
      value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
    this.#found.push({ path, expected: set(expected), actual: set(actual) });
  }
}

/** Fields in which `false` and 0 mean something else than a missing field. */
const MEANINGFUL = new Set([
  'allowPrivilegeEscalation',
  'automountServiceAccountToken',
  'enableServiceLinks',
  'fsGroup',
  'hostUsers',
  'runAsGroup',
  'runAsUser',
  'terminationGracePeriodSeconds',
]);

/** The API server drops these values, or they mean the same as a missing field. */
function isEmpty(value: Json | undefined, key?: Segment): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (value === false || value === 0) return typeof key !== 'string' || !MEANINGFUL.has(key);
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.entries(value).every(([name, item]) => isEmpty(item, name));
}

function isSameScalar(path: FieldPath, expected: Json | undefined, actual: Json | undefined): boolean {
  if (expected === actual) return true;
  if (!QUANTITIES.some((pattern) => matchesField(pattern, path))) return false;
  // A missing limit and a limit of 0 both mean no limit.
  const [one, other] = [amountOf(expected ?? 0), amountOf(actual ?? 0)];
  return one !== undefined && one === other;
}

/** In milli, rounded up, as the API server stores an amount (Kubernetes, `SetDefaults_ResourceList`). */
function amountOf(value: Json): bigint | undefined {
  const nano =
    typeof value === 'string' || typeof value === 'number'
      ? parseQuantity(String(value).trim())?.nano
      : undefined;
  const milli = UNIT / 1000n;
  return nano === undefined ? undefined : (nano + milli - 1n) / milli;
}
