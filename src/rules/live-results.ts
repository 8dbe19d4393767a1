import type { EngineRule } from './built-in-results.ts';

/** What `prepare-contrast compare` finds: how live pods differ from the manifests that were prepared, and why they do not start. */
export const liveRules: readonly EngineRule[] = [
  {
    id: 'live-runtime-class',
    summary: 'Find live pods without the RuntimeClass that was prepared.',
    rationale:
      'Without a RuntimeClass of Contrast, a pod runs outside of a confidential VM, in the clear. With that of another release or platform, ' +
      'its measurement is not in the manifest of Contrast.',
    remedy:
      'Prepare the manifests, run `contrast generate` and apply its output. With Helm, use the post-renderer for every install and upgrade. ' +
      'A policy in the cluster rejects such pods: `prepare-contrast policy`.',
    source: 'Contrast documentation 1.25, Troubleshooting, Validate Contrast components match',
    severity: 'error',
  },
  {
    id: 'live-policy',
    summary: 'Find differences between live pods and the files in fields that the policy covers.',
    rationale:
      'The policy allows exactly the images, commands, arguments, environment, mounts, volumes and security contexts that `contrast generate` saw. ' +
      'Everything else is rejected with "CreateContainerRequest is blocked by policy".',
    remedy:
      'The message names what changed the field and how to undo it. To keep a change, make it in the manifests, run `contrast generate` again and apply its output.',
    source: 'Contrast documentation 1.25, Troubleshooting, Pod fails to start; Policies',
    severity: 'error',
  },
  {
    id: 'live-vm-size',
    summary: 'Find limits of live pods that differ from the prepared ones.',
    rationale:
      'The limits set the size of the VM and the number of its CPUs, which is measured. LimitRanges, autoscalers and resizes change them after ' +
      '`contrast generate`, and a running VM never changes its size.',
    remedy:
      'Turn off what changes the limits for these pods, or set the new limits in the manifests and run `contrast generate` again.',
    source: 'Contrast documentation, Prepare deployment files, Pod resources',
    severity: 'error',
  },
  {
    id: 'live-initdata',
    summary: 'Find pods whose policy or annotations differ from those in the files.',
    rationale:
      'The policy and the initdata of a pod are in its annotations, and their hash is in the evidence of the VM. The Coordinator rejects a hash that ' +
      'its manifest does not list.',
    remedy:
      'Apply the files that the last `contrast generate` wrote, restart the pods, and set its manifest at the Coordinator.',
    source: 'Contrast documentation 1.25, Troubleshooting, Regenerating the policies',
    severity: 'error',
  },
  {
    id: 'live-generate',
    summary: 'Find live pods that `contrast generate` has not processed.',
    rationale: 'Without a policy the VM rejects every container, and the Coordinator does not know the pod.',
    remedy: 'Run `contrast generate` on the prepared manifests, and apply its output.',
    source: 'Contrast documentation 1.25, Generate annotations and manifest',
    severity: 'error',
  },
  {
    id: 'live-revision',
    summary: 'Find pods that were not restarted after a change.',
    rationale:
      'A pod keeps the template that it was created from. With the update strategy OnDelete, a paused or a stuck rollout, old pods keep running with a ' +
      'policy that the new manifest of the Coordinator may not list.',
    remedy:
      'Restart the pods with `kubectl rollout restart`, or delete them if the update strategy is OnDelete.',
    source: 'Contrast documentation 1.25, Troubleshooting, Connection to Coordinator fails; Manifest update',
    severity: 'error',
  },
  {
    id: 'live-namespace',
    summary: 'Find workloads that run in another namespace than in the files.',
    rationale:
      'The policy covers the namespace, and the Initializer looks for the Coordinator in the namespace that `contrast generate` saw. ' +
      '`kubectl apply -n` and `helm -n` choose it too late.',
    remedy:
      'Set the namespace before `contrast generate`, in the manifests or with `--namespace`, and apply them without `-n`.',
    source: 'Contrast documentation 1.25, Deploy application',
    severity: 'error',
  },
  {
    id: 'live-runtime',
    summary: 'Find pods whose runtime is not installed in the cluster.',
    rationale:
      'The name of the RuntimeClass ends with a part of the measurement, so that each release has its own. A pod under a class that is not installed ' +
      'does not start ("no runtime for … is configured").',
    remedy:
      'Deploy the runtime of the same release as `contrast generate`, or run `contrast generate` of the installed release.',
    source:
      'Contrast documentation 1.25, Troubleshooting, Validate Contrast components match; Failing node installer',
    severity: 'error',
  },
  {
    id: 'live-release',
    summary: 'Find a Coordinator from another release than the pods.',
    rationale:
      'The Coordinator accepts the measurements in its manifest, which are those of one release. Pods with the runtime or the Initializer of another ' +
      'release fail attestation.',
    remedy:
      'Use one release of the command line, the runtime and the Coordinator, run `contrast generate`, apply its output, restart the pods and set the manifest.',
    source:
      'Contrast documentation 1.25, Troubleshooting, Validate Contrast components match; Contrast source, verifier VersionsMatch',
    severity: 'error',
  },
  {
    id: 'live-event',
    summary: 'Explain events that say why pods of Contrast do not start.',
    rationale:
      'The messages of Kata and containerd name a symptom. For known ones the result says what they mean for Contrast and what to do. Events about pods ' +
      'that are ready or gone are only listed.',
    remedy: 'The message has the remedy and its source. [compare.md](compare.md) lists all known messages.',
    source: 'Contrast documentation 1.25, Troubleshooting; Kata Containers, issues',
    severity: 'error',
  },
  {
    id: 'live-field',
    summary: 'List other differences between live pods and the files.',
    rationale:
      'Neither the policy nor the measurement covers these fields, so they do not keep a pod from starting. They can show that another version of ' +
      'the manifests was applied.',
    remedy: 'Nothing is required.',
    source: 'Kata Containers source, genpolicy',
    severity: 'info',
  },
  {
    id: 'live-coverage',
    summary: 'Say what was not compared.',
    rationale:
      'A comparison without pods, or without the evidence of `managedFields` and RuntimeClasses, misses problems.',
    remedy:
      'List the objects with the command in [compare.md](compare.md), and name the files that were applied.',
    source: 'prepare-contrast, docs/design.md',
    severity: 'warning',
  },
];
