/** A known text of events about pods of Contrast that do not start. */
export interface EventText {
  /** Short name, also the `tags.event` of results. */
  id: string;
  /** The message as people find it in `kubectl describe`, for the documentation. */
  shown: string;
  /** In lower case: a message matches if it contains all phrases of one of these lists, in their order. */
  phrases: readonly (readonly string[])[];
  meaning: string;
  remedy: string;
  source: string;
}

const TROUBLESHOOTING = 'Contrast documentation 1.25, Troubleshooting';

/** Texts of events; the first match counts. Messages are never repeated, because those of policies contain the environment. */
export const EVENT_TEXTS: readonly EventText[] = [
  {
    id: 'blocked-by-policy',
    shown: '"CreateContainerRequest is blocked by policy"',
    phrases: ['createcontainer', 'createsandbox', 'startcontainer', 'copyfile'].map((request) => [
      `${request}request is blocked by policy`,
    ]),
    meaning:
      'a container does not match the policy of the pod: the object was changed after contrast generate, or components of Contrast are from different releases',
    remedy:
      'fix the differences that are listed for this workload, run contrast generate again, and apply its output',
    source: `${TROUBLESHOOTING}, Regenerating the policies`,
  },
  {
    id: 'exec-blocked',
    shown: '"ExecProcessRequest is blocked by policy"',
    phrases: [['execprocessrequest is blocked by policy']],
    meaning: 'a probe, a hook or kubectl exec ran a command in the container that the policy does not list',
    remedy:
      'apply the files that contrast generate wrote, including their probes and hooks; kubectl exec never works in a confidential pod',
    source: `${TROUBLESHOOTING}; Policies`,
  },
  {
    id: 'no-space',
    shown: 'No space left on device (os error 28)',
    // As the agent in the VM writes it; programs of the node, which have no number, mean the disk of the node.
    phrases: [['os error 28']],
    meaning: 'the images do not fit into the memory of the VM',
    remedy:
      'raise the memory limits (prepare-contrast sizes measures the images, and the rule image-memory raises the limits), or use the secure image store; then run contrast generate again',
    source: `${TROUBLESHOOTING}, VM runs out of memory`,
  },
  {
    id: 'no-runtime',
    shown: 'no runtime for "contrast-cc-…" is configured',
    phrases: [
      ['no runtime for', 'is configured'],
      ['runtimehandler', 'not supported'],
    ],
    meaning:
      'the configuration of containerd on the node lacks the runtime: the node installer of Contrast did not run there, failed, or did not restart containerd',
    remedy:
      'check the pods of the node installer and their logs, and deploy the runtime of the same release as contrast generate',
    source: `${TROUBLESHOOTING}, Failing node installer`,
  },
  {
    id: 'no-runtime-class',
    shown: 'pod rejected: RuntimeClass "contrast-cc-…" not found',
    phrases: [['runtimeclass', 'not found']],
    meaning:
      'the cluster has no such RuntimeClass: the runtime is not deployed, is from another release, or contrast generate did not write the class',
    remedy:
      'run contrast generate, and deploy the runtime of the same release (kubectl get runtimeclasses lists the installed ones)',
    source: `${TROUBLESHOOTING}, Validate Contrast components match`,
  },
  {
    id: 'qmp',
    shown: 'timed out waiting for QMP ready; exiting QMP loop, command cancelled',
    phrases: [['qmp']],
    meaning: 'QEMU did not start the VM in time',
    remedy:
      'look for the message of QEMU in the log of containerd on the node: SEV-SNP or TDX support may be missing, free memory too low, or a device not available for passthrough; large VMs and GPUs start slowly',
    source: 'Kata Containers issues 9092 and 13084',
  },
  {
    id: 'guest-timeout',
    shown: 'timed out connecting to vsock',
    phrases: [['timed out connecting to', 'vsock'], ['failed to check if grpc server is working']],
    meaning: 'the VM started, but the guest did not boot in time, so its agent did not answer',
    remedy:
      'look for the reason in the log of containerd on the node: the firmware and the kernel of the host must support SEV-SNP or TDX, and large VMs take long to start',
    source: 'Kata Containers issue 11047',
  },
  {
    id: 'attestation',
    shown: 'validator … failed; no valid attestation document; MR_CONFIG_ID is … Expect …',
    phrases: [
      ['validator', 'failed'],
      ['attestation document'],
      ['mr_config_id'],
      ...['failed', 'timed out', 'timeout', 'deadline'].map((word) => ['attestation', word]),
      ['waiting for new lb policy update'],
    ],
    meaning:
      'attestation failed: the runtime, the policy or the size of the VM does not match the manifest of the Coordinator',
    remedy:
      'use one release of Contrast everywhere, run contrast generate, apply its output, restart the pods, and set the new manifest at the Coordinator',
    source: `${TROUBLESHOOTING}, Connection to Coordinator fails`,
  },
  {
    id: 'create-timeout',
    shown: 'CreateContainerRequest timed out; context deadline exceeded',
    phrases: [
      ['createcontainerrequest timed out'],
      // Probes, mounts and webhooks exceed deadlines, too.
      ...['context deadline exceeded', 'deadlineexceeded', 'deadline_exceeded'].map((text) => [
        'failed to create',
        text,
      ]),
      ['error: context deadline exceeded'],
    ],
    meaning: 'creating the container took too long, usually because the VM could not pull the image in time',
    remedy:
      'check that the VM can reach the registry, use smaller images or a mirror, and set runtimeRequestTimeout of the kubelet to at least the timeout of Contrast (120 s, or 600 s with a GPU)',
    source: 'Kata Containers issues 10628 and 10299; Contrast source, Kata configuration',
  },
  {
    id: 'initializer',
    shown: 'Back-off restarting failed container contrast-initializer',
    phrases: [['back-off restarting failed container', 'contrast-initializer']],
    meaning:
      'the Initializer gets no certificates: the Coordinator has no manifest yet, rejects the measurement or the policy of the pod, or cannot be reached at coordinator-ready in the expected namespace',
    remedy:
      'read its log (kubectl logs POD -c contrast-initializer), set the manifest of the last contrast generate at the Coordinator, and compare the releases',
    source: 'Contrast documentation 1.25, Deploy application; Set manifest',
  },
  {
    id: 'memory',
    shown: '0/3 nodes are available: 3 Insufficient memory',
    phrases: [['insufficient memory']],
    meaning:
      'no node has enough free memory for the pod: the requests of its containers, which default to the limits, and the overhead of the RuntimeClass',
    remedy:
      'add nodes or memory, or lower the limits in the files before contrast generate; the report of prepare-contrast shows how much each pod takes',
    source: 'Contrast documentation, Prepare deployment files; Kubernetes documentation, Pod Overhead',
  },
];

/** Returns what is known about a message; undefined for unknown ones. */
export function eventTextOf(message: string): EventText | undefined {
  const text = message.toLowerCase();
  return EVENT_TEXTS.find(({ phrases }) => phrases.some((all) => containsAll(text, all)));
}

function containsAll(text: string, phrases: readonly string[]): boolean {
  let from = 0;
  for (const phrase of phrases) {
    const found = text.indexOf(phrase, from);
    if (found === -1) return false;
    from = found + phrase.length;
  }
  return true;
}
