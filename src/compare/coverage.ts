import type { Severity } from '../util/severity.ts';
import { type FieldPath, fieldPattern, matchesField } from './field-path.ts';

/** What detects that a field of a running pod is not as it was prepared. */
export type Cover = 'policy' | 'measurement' | 'initdata' | 'class' | 'none';

/** What a difference in some fields means. */
export interface Coverage {
  cover: Cover;
  /** The rule that reports them. */
  rule: string;
  severity: Severity;
  /** What follows from a difference, as a sentence without its final period. */
  consequence: string;
  /** The same for a field that is missing in the live pod, if that means something else. */
  missing?: { severity: Severity; consequence: string };
}

const BLOCKED: Coverage = {
  cover: 'policy',
  rule: 'live-policy',
  severity: 'error',
  consequence:
    'The policy covers it, so the container does not start ("CreateContainerRequest is blocked by policy")',
};

/** A coverage, its fields, and how the documentation names them. */
export const COVERAGES: readonly (Coverage & { title: string; fields: readonly string[] })[] = [
  {
    title: 'RuntimeClass',
    fields: ['spec.runtimeClassName'],
    cover: 'class',
    rule: 'live-runtime-class',
    severity: 'error',
    consequence:
      'A RuntimeClass selects the runtime of one platform and release, and the manifest of Contrast lists only the measurement of the prepared one',
  },
  {
    title: 'policy and initdata of `contrast generate`',
    fields: [
      'metadata.annotations.io.katacontainers.config.hypervisor.cc_init_data',
      'metadata.annotations.io.katacontainers.config.agent.policy',
    ],
    cover: 'initdata',
    rule: 'live-initdata',
    severity: 'error',
    consequence:
      'The pod has the policy of another run of contrast generate, and the Coordinator accepts only the policies in its manifest',
  },
  {
    title: 'other annotations and labels of Kata and Contrast',
    fields: ['metadata.annotations.**', 'metadata.labels.**'],
    cover: 'initdata',
    rule: 'live-initdata',
    severity: 'warning',
    consequence: 'Kata or Contrast reads it, so the VM, its initdata or the role of the pod may be different',
  },
  {
    title: 'CPU limits',
    fields: ['spec.containers.*.resources.limits.cpu', 'spec.resources.limits.cpu'],
    cover: 'measurement',
    rule: 'live-vm-size',
    severity: 'error',
    consequence:
      'CPU limits set the number of vCPUs, which is measured, so attestation fails if it is different',
  },
  {
    title: 'memory limits',
    fields: ['spec.containers.*.resources.limits.memory', 'spec.resources.limits.memory'],
    cover: 'measurement',
    rule: 'live-vm-size',
    severity: 'error',
    consequence: 'Memory limits set the size of the VM when it starts, so images and containers may not fit',
  },
  {
    title: 'other limits, such as GPUs',
    fields: ['spec.containers.*.resources.limits.*', 'spec.resources.limits.*'],
    cover: 'measurement',
    rule: 'live-vm-size',
    severity: 'error',
    consequence: 'Limits select the devices of the VM, so it does not have the prepared ones',
  },
  {
    ...BLOCKED,
    title: 'containers; environment variables',
    fields: ['spec.containers.*', 'spec.containers.*.env.*', 'spec.containers.*.env.*.**'],
    missing: {
      severity: 'warning',
      consequence: 'The policy covers it but does not require it, so the pod starts without it',
    },
  },
  {
    ...BLOCKED,
    title:
      'images, commands, arguments, environment sources, mounts, devices, security contexts, volumes, and namespaces of the host',
    fields: [
      ...[
        'image',
        'command',
        'args',
        'envFrom',
        'workingDir',
        'volumeMounts',
        'volumeDevices',
        'securityContext',
        'restartPolicy',
        'stdin',
        'tty',
      ].map((field) => `spec.containers.*.${field}.**`),
      'spec.volumes.**',
      'spec.securityContext.**',
      'spec.shareProcessNamespace',
      'spec.hostNetwork',
      'spec.hostPID',
      'spec.hostIPC',
      'spec.hostname',
      'spec.hostUsers',
      'spec.automountServiceAccountToken',
      'spec.enableServiceLinks',
      'spec.serviceAccountName',
    ],
  },
  {
    title: 'commands of probes and hooks',
    fields: [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(
        (probe) => `spec.containers.*.${probe}.exec.**`,
      ),
      ...['postStart', 'preStop'].map((hook) => `spec.containers.*.lifecycle.${hook}.exec.**`),
    ],
    cover: 'policy',
    rule: 'live-policy',
    severity: 'error',
    consequence:
      'The policy lists the commands of probes and hooks, so this one fails ("ExecProcessRequest is blocked by policy")',
  },
];

const PATTERNS = COVERAGES.map((coverage) => ({
  coverage: coverage as Coverage,
  patterns: coverage.fields.map(annotationAware),
}));

/** The keys of annotations contain dots. */
function annotationAware(field: string): readonly string[] {
  const [, head, key] = /^(metadata\.\w+)\.(io\..*)$/.exec(field) ?? [];
  return head === undefined ? fieldPattern(field) : [...fieldPattern(head), key!];
}

const NOT_COVERED: Coverage = {
  cover: 'none',
  rule: 'live-field',
  severity: 'info',
  consequence: 'Neither the policy nor the measurement covers it, so it does not keep the pod from starting',
};

/** Returns what covers a field of a pod (Contrast documentation, Policies; Kata Containers source, genpolicy). */
export function coverageOf(path: FieldPath): Coverage {
  return (
    PATTERNS.find(({ patterns }) => patterns.some((pattern) => matchesField(pattern, path)))?.coverage ??
    NOT_COVERED
  );
}
