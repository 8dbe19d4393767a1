import { loadConfig } from '../../src/config/load-config.ts';
import { admissionPolicies } from '../../src/policy/policy.ts';
import { rules } from '../../src/rules/index.ts';
import type { Json } from '../../src/util/json.ts';
import { json } from '../config/load.ts';
import type { Answer, ApiObject, Client } from './client.ts';
import { until } from './until.ts';

/** A namespace and the policies that guard it. */
export interface Guard {
  namespace: string;
  configuration: Json;
  strict?: boolean;
  actions?: string[];
  /** Adds the policy about templates. */
  templates?: boolean;
}

export const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const BINDINGS = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

/** The policies, each followed by its binding, as `policy` prints them. */
export function policiesOf({ namespace, configuration, ...options }: Guard): ApiObject[] {
  const ruleIds = rules.map(({ id }) => id);
  const { config } = loadConfig({ document: configuration, ruleIds, parseYaml: json });
  const namespaces = [{ key: 'kubernetes.io/metadata.name', operator: 'in' as const, values: [namespace] }];
  const { objects } = admissionPolicies(config, {
    ...{ name: namespace, namespaces, actions: ['Warn'], strict: false },
    ...options,
  });
  return objects as unknown as ApiObject[];
}

/** Creates the namespaces and their policies; returns when the API server applies the policies. */
export async function guard(client: Client, guards: readonly Guard[]): Promise<void> {
  for (const one of guards) {
    await addNamespace(client, one.namespace);
    for (const object of policiesOf(one)) await create(client, object);
  }
  await untilApplied(client);
}

/** Creates a namespace with the account that its pods run as, unless they exist: controllers create accounts too. */
export async function addNamespace(client: Client, name: string): Promise<void> {
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
  ];
  for (const object of objects) {
    const { status, body } = await client.request('POST', (await client.collection(object))!, object);
    if (status >= 300 && status !== 409) throw new Error(body.message);
  }
}

/** Creates an object as it is; throws if the API server rejects it or does not know a field. */
export async function create(client: Client, object: ApiObject): Promise<ApiObject> {
  return client.demand('POST', `${await client.collection(object)}?fieldValidation=Strict`, object);
}

/** A class as `contrast generate` writes it. */
export const VERSION_CLASS = 'contrast-cc-metal-qemu-snp-0a1b2c3d';

/** Creates a RuntimeClass, whose overhead the API server writes into pods, unless it exists or its name is invalid. */
export async function addRuntimeClass(client: Client, name: string): Promise<void> {
  await client.request('POST', '/apis/node.k8s.io/v1/runtimeclasses', {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name },
    handler: 'kata',
    overhead: { podFixed: { memory: '682Mi' } },
  });
}

let markers = 0;

/**
 * Waits until the API server applies all policies and bindings so far. It learns of them in their order, so a last policy, which warns
 * of a ConfigMap, shows that the others are in use.
 */
async function untilApplied(client: Client): Promise<void> {
  const name = `marker-${markers++}`;
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
  const metadata = { name };
  await client.demand('POST', POLICIES, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: `object.metadata.name != '${name}'`, message: name }],
    },
  });
  await client.demand('POST', BINDINGS, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: { policyName: name, validationActions: ['Warn'] },
  });
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  await until(async () => {
    const { warnings } = await client.request(
      'POST',
      '/api/v1/namespaces/default/configmaps?dryRun=All',
      probe,
    );
    return warnings.some((text) => text.endsWith(name));
  });
}

/** The rules by which the policies reject a pod or would do so, by their warnings or the answer. */
export function rejectingRules({ status, body, warnings }: Answer): string[] {
  const texts = status === 403 || status === 422 ? [String(body.message)] : warnings;
  return texts
    .filter((text) => text.includes('ValidatingAdmissionPolicy'))
    .map((text) => /\[([\w-]+)\]$/.exec(text)?.[1] ?? text);
}
