/** A program in the cluster that adds containers to pods which ask for it, by labels and annotations. */
interface Injector {
  name: string;
  /** Keys of labels and annotations of a pod, and of its namespace where the injector looks at those. */
  pod: string[];
  namespace: string[];
  /** Values that ask for the injection. */
  on: RegExp;
  /** What keeps it away from a pod. */
  off: string;
}

/** From the documentation of each project; prefixes of keys where they end with `*`. */
const INJECTORS: Injector[] = [
  {
    name: 'Istio',
    pod: ['sidecar.istio.io/inject', 'istio.io/rev'],
    namespace: ['istio-injection', 'istio.io/rev'],
    on: /^(true|enabled|y|yes|on|[a-z0-9][-a-z0-9.]*)$/i,
    off: 'sidecar.istio.io/inject: "false"',
  },
  {
    name: 'Linkerd',
    pod: ['linkerd.io/inject'],
    namespace: ['linkerd.io/inject'],
    on: /^(enabled|ingress)$/,
    off: 'linkerd.io/inject: disabled',
  },
  {
    name: 'Kuma',
    pod: ['kuma.io/sidecar-injection'],
    namespace: ['kuma.io/sidecar-injection'],
    on: /^(enabled|true)$/,
    off: 'kuma.io/sidecar-injection: disabled',
  },
  {
    name: 'Consul',
    pod: ['consul.hashicorp.com/connect-inject'],
    namespace: [],
    on: /^(true|1|t)$/i,
    off: 'consul.hashicorp.com/connect-inject: "false"',
  },
  {
    name: 'Vault Agent',
    pod: ['vault.hashicorp.com/agent-inject'],
    namespace: [],
    on: /^(true|1|t)$/i,
    off: 'vault.hashicorp.com/agent-inject: "false"',
  },
  {
    name: 'Dapr',
    pod: ['dapr.io/enabled'],
    namespace: [],
    on: /^(true|1|y|yes|on)$/i,
    off: 'dapr.io/enabled: "false"',
  },
  {
    name: 'OpenTelemetry operator',
    pod: ['sidecar.opentelemetry.io/inject', 'instrumentation.opentelemetry.io/inject-*'],
    namespace: ['sidecar.opentelemetry.io/inject', 'instrumentation.opentelemetry.io/inject-*'],
    on: /^(?!false$).+$/i,
    off: 'the same annotation with the value "false"',
  },
  {
    name: 'Datadog',
    pod: ['admission.datadoghq.com/enabled'],
    namespace: [],
    on: /^true$/i,
    off: 'admission.datadoghq.com/enabled: "false"',
  },
  {
    name: 'Azure Workload Identity',
    pod: ['azure.workload.identity/use'],
    namespace: [],
    on: /^true$/i,
    off: 'azure.workload.identity/use: "false"',
  },
];

/** What requests an injection: the key and its place. */
export interface Injection {
  injector: string;
  key: string;
  value: string;
  in: 'labels' | 'annotations';
  off: string;
}

type Strings = Readonly<Record<string, string>>;
/** Labels and annotations of one object. */
export interface Marks {
  labels: Strings;
  annotations: Strings;
}

/** Labels and annotations of a pod that an injector reads; one that ends with `*` is the start of a key. */
export const INJECTOR_KEYS: readonly string[] = INJECTORS.flatMap(({ pod }) => pod);

/** What the pod's own labels and annotations ask for. */
export function injectionsOfPod(pod: Marks): Injection[] {
  return INJECTORS.flatMap((injector) => firstOf(marksFor(pod, injector.pod), injector));
}

/** What the namespace asks for and the pod does not refuse. */
export function injectionsOfNamespace(namespace: Marks, pod: Marks): Injection[] {
  return INJECTORS.flatMap((injector) =>
    [...marksFor(pod, injector.pod)].length > 0
      ? []
      : firstOf(marksFor(namespace, injector.namespace), injector),
  );
}

/** An injector looks at one label or annotation before another: of several the first counts. */
function firstOf(marks: Iterable<Mark>, { name, on, off }: Injector): Injection[] {
  for (const mark of marks)
    return on.test(mark.value) && !isRefusal(mark.value) ? [{ injector: name, off, ...mark }] : [];
  return [];
}

function isRefusal(value: string): boolean {
  return /^(false|disabled|no|off|n)$/i.test(value);
}

type Mark = Pick<Injection, 'key' | 'value' | 'in'>;

function* marksFor(marks: Marks, wanted: string[]): Iterable<Mark> {
  for (const pattern of wanted) {
    const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
    for (const where of ['labels', 'annotations'] as const) {
      const found = marks[where];
      const keys =
        prefix === undefined ? [pattern] : Object.keys(found).filter((key) => key.startsWith(prefix));
      for (const key of keys) {
        const value = found[key];
        if (value !== undefined) yield { key, value, in: where };
      }
    }
  }
}
