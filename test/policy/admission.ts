// Evaluates a ValidatingAdmissionPolicy as the API server does, with an implementation of CEL that is not ours.
import { Environment } from '@marcbachmann/cel-js';
import { parseQuantity, type Quantity } from '../../src/kubernetes/quantity.ts';

/** What a policy is asked about. */
export interface Request {
  operation?: 'CREATE' | 'UPDATE';
  namespace?: string;
  object: object;
  oldObject?: object;
}

export interface Policy {
  spec: {
    matchConditions: { expression: string }[];
    variables: { name: string; expression: string }[];
    validations: { expression: string; message: string; messageExpression: string }[];
  };
}

/** A quantity of the Kubernetes library for CEL. */
class CelQuantity {
  readonly value: Quantity;

  constructor(value: Quantity) {
    this.value = value;
  }
}

/** CEL with those functions of the API server's libraries that policies use and the package lacks. */
export function environment({ unlistedVariablesAreDyn = true } = {}): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  });
  made.registerType('Quantity', { ctor: CelQuantity, fields: {} });
  made.registerFunction('quantity(string): Quantity', (text: string) => {
    const value = parseQuantity(text);
    if (!value) throw new Error(`${text} is not a quantity`);
    return new CelQuantity(value);
  });
  made.registerFunction('Quantity.compareTo(Quantity): int', (a: CelQuantity, b: CelQuantity) =>
    compare(a.value.nano, b.value.nano),
  );
  return made;
}

/** -1, 0 or 1. */
function compare(left: bigint, right: bigint): bigint {
  return left < right ? -1n : left > right ? 1n : 0n;
}

const cel = environment();

/** The messages of the validations that fail; none where the pod is let through. */
export function refusals(
  { spec }: Policy,
  { operation = 'CREATE', namespace = 'shop', object, oldObject }: Request,
): string[] {
  const context = {
    object: celValue(object),
    oldObject: celValue(oldObject ?? null),
    request: { operation, namespace },
  };
  if (!spec.matchConditions.every(({ expression }) => cel.evaluate(expression, context) === true)) return [];
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of spec.variables) {
    // As there, a variable is evaluated once, when it is used: only then does it matter that one cannot be.
    Object.defineProperty(variables, name, {
      enumerable: true,
      configurable: true,
      get: () => {
        const value = cel.evaluate(expression, { ...context, variables });
        Object.defineProperty(variables, name, { enumerable: true, value });
        return value;
      },
    });
  }
  const whole = { ...context, variables };
  return spec.validations
    .filter(({ expression }) => cel.evaluate(expression, whole) !== true)
    .map(({ messageExpression }) => String(cel.evaluate(messageExpression, whole)));
}

/** Integers of JSON are of CEL's type int. */
function celValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, celValue(inner)]));
}

/** What the API server fills in before policies see a pod, as far as it matters here (Kubernetes, pod defaulting). */
export function defaulted(pod: PodObject): PodObject {
  const made = structuredClone(pod);
  for (const container of [...made.spec.containers, ...(made.spec.initContainers ?? [])]) {
    const { limits } = container.resources ?? {};
    if (!limits) continue;
    container.resources = {
      ...container.resources,
      requests: { ...limits, ...container.resources?.requests },
    };
  }
  for (const volume of made.spec.volumes ?? []) if (Object.keys(volume).length === 1) volume.emptyDir = {};
  return made;
}

export interface PodObject {
  apiVersion: string;
  kind: string;
  metadata: Record<string, unknown>;
  spec: {
    containers: ContainerObject[];
    initContainers?: ContainerObject[];
    volumes?: Record<string, unknown>[];
    [key: string]: unknown;
  };
}

interface ContainerObject {
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  [key: string]: unknown;
}
