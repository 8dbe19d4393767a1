import { isObject, type JsonObject } from '../util/json.ts';
import { type FieldPath, itemName } from './field-path.ts';

/** What a program leaves on a pod that it changes while it is created. */
interface InjectorMarks {
  name: string;
  /** Names of containers, volumes and environment variables that the program adds. */
  adds: RegExp;
  /** Annotations and labels that it writes; one that ends with `*` is the start of a key. */
  writes: readonly string[];
  /** True for a program that can change any field, so that its annotation alone is evidence; or the only field that it changes. */
  changes?: true | 'securityContext';
  remedy: string;
}

/** From the documentation and source of each project. */
const INJECTORS: readonly InjectorMarks[] = [
  {
    name: 'Istio',
    adds: /^(?:istio-.*|enable-core-dump|workload-(?:socket|certs)|credential-socket)$/,
    writes: ['sidecar.istio.io/status'],
    remedy: 'set the pod label sidecar.istio.io/inject: "false"',
  },
  {
    name: 'Linkerd',
    adds: /^linkerd-.*$/,
    writes: ['linkerd.io/proxy-version', 'linkerd.io/created-by'],
    remedy: 'set the pod annotation linkerd.io/inject: disabled',
  },
  {
    name: 'Kuma',
    adds: /^kuma-.*$/,
    writes: ['kuma.io/sidecar-injected'],
    remedy: 'set the pod label kuma.io/sidecar-injection: disabled',
  },
  {
    name: 'Consul',
    adds: /^consul-.*$/,
    writes: ['consul.hashicorp.com/connect-inject-status'],
    remedy: 'set the pod annotation consul.hashicorp.com/connect-inject: "false"',
  },
  {
    name: 'the Vault Agent injector',
    adds: /^(?:vault-.*|home-(?:init|sidecar))$/,
    writes: ['vault.hashicorp.com/agent-inject-status'],
    remedy: 'remove the pod annotation vault.hashicorp.com/agent-inject',
  },
  {
    name: 'Dapr',
    adds: /^(?:dapr.*|DAPR_.*)$/,
    writes: ['dapr.io/sidecar-injected', 'dapr.io/enabled'],
    remedy: 'set the pod annotation dapr.io/enabled: "false"',
  },
  {
    name: 'the OpenTelemetry operator',
    adds: /^(?:otc-container|opentelemetry-.*|OTEL_.*)$/,
    writes: ['sidecar.opentelemetry.io/injected', 'instrumentation.opentelemetry.io/*'],
    remedy: 'set the inject annotation of opentelemetry.io on the pod to "false"',
  },
  {
    name: 'Datadog',
    adds: /^(?:datadog-.*|DD_.*)$/,
    writes: ['admission.datadoghq.com/*', 'internal.apm.datadoghq.com/*'],
    remedy: 'set the pod label admission.datadoghq.com/enabled: "false"',
  },
  {
    name: 'Azure Workload Identity',
    adds: /^(?:azure-identity-token|AZURE_.*|azwi-.*)$/,
    writes: ['azure.workload.identity/use'],
    remedy: 'remove the pod label azure.workload.identity/use',
  },
  {
    name: 'the AWS Pod Identity webhook',
    adds: /^(?:aws-iam-token|eks-pod-identity-token|AWS_(?:ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|STS_REGIONAL_ENDPOINTS|DEFAULT_REGION|REGION|CONTAINER_.*))$/,
    writes: [],
    remedy:
      'remove the annotation eks.amazonaws.com/role-arn from the service account, or the Pod Identity association',
  },
  {
    name: 'the peer pods webhook',
    adds: /^kata\.peerpods\.io\/vm$/,
    writes: ['kata.peerpods.io/*'],
    remedy: 'exclude the namespace from the webhook, since Contrast does not use peer pods',
  },
  {
    name: 'OpenShift, by a security context constraint,',
    adds: /^$/,
    writes: ['openshift.io/scc'],
    changes: 'securityContext',
    remedy: 'give the service account a constraint that does not change the security context of the pods',
  },
  {
    name: 'Kyverno',
    adds: /^$/,
    writes: ['policies.kyverno.io/last-applied-patches'],
    changes: true,
    remedy: 'exclude these pods in the mutate rules of Kyverno',
  },
  {
    name: 'Gatekeeper',
    adds: /^$/,
    writes: ['gatekeeper.sh/mutation-id', 'gatekeeper.sh/mutations'],
    changes: true,
    remedy: 'exclude these pods in the mutators of Gatekeeper',
  },
];

/** A program that left its mark on a pod. */
export interface InjectorEvidence {
  text: string;
  remedy: string;
}

/** Returns the injector that made a difference: by the names of what it adds, or else by an annotation that it wrote. */
export function injectorOf(path: FieldPath, metadata: JsonObject): InjectorEvidence | undefined {
  const names = path.flatMap((segment) => (typeof segment === 'object' ? itemName(segment) : []));
  const keys = ['annotations', 'labels'].flatMap((part) =>
    isObject(metadata[part]) ? Object.keys(metadata[part]) : [],
  );
  const marked = INJECTORS.flatMap((injector) => {
    const mark = keys.find((key) => injector.writes.some((one) => isMark(one, key)));
    return mark === undefined ? [] : [{ injector, mark }];
  });
  for (const { name, adds, remedy } of INJECTORS) {
    const item = names.find((one) => adds.test(one));
    if (item === undefined) continue;
    const mark = marked.find(({ injector }) => injector.name === name)?.mark;
    const evidence = mark === undefined ? `${name} uses such names` : `the pod has ${mark}`;
    return { text: `${name} ${mark === undefined ? 'probably ' : ''}added it (${evidence})`, remedy };
  }
  const possible = marked.filter(({ injector: { changes } }) => {
    if (changes === 'securityContext') return path.includes('securityContext');
    // Injectors of sidecars change no limits of other containers.
    return changes === true || !path.includes('resources');
  });
  if (possible.length === 0) return undefined;
  const who = possible.map(({ injector }) => injector.name).join(' or ');
  const marks = possible.map(({ mark }) => mark).join(', ');
  return {
    text: `${who} probably changed it (the pod has ${marks})`,
    remedy: possible.map(({ injector }) => injector.remedy).join('; '),
  };
}

function isMark(mark: string, key: string): boolean {
  return mark.endsWith('*') ? key.startsWith(mark.slice(0, -1)) : key === mark;
}
