/**
 * Fields of Kubernetes that genpolicy, which `contrast generate` runs, does not parse, so that it aborts with "Unsupported field"
 * (Kata Containers source, genpolicy). `hostPID` and `hostIPC` belong to a rule of their own.
 */
export const UNSUPPORTED_FIELDS = {
  pod: [
    'activeDeadlineSeconds',
    'automountServiceAccountToken',
    'enableServiceLinks',
    'ephemeralContainers',
    'hostAliases',
    'hostUsers',
    'os',
    'overhead',
    'readinessGates',
    'resourceClaims',
    'schedulingGates',
    'setHostnameAsFQDN',
    'subdomain',
  ],
  podSecurityContext: ['fsGroupChangePolicy', 'runAsNonRoot', 'seLinuxOptions', 'seccompProfile'],
  container: ['resizePolicy', 'stdinOnce', 'workingDir'],
  containerSecurityContext: ['appArmorProfile', 'procMount', 'runAsNonRoot', 'seLinuxOptions'],
  volumeMount: ['recursiveReadOnly'],
} as const;

/** Of them those that change neither what runs nor what the policy allows: they can go. */
export const POLICY_NEUTRAL_FIELDS: ReadonlySet<string> = new Set(['fsGroupChangePolicy', 'runAsNonRoot']);
