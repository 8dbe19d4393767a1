/**
 * How much a fact can be relied on. `documented`: the documentation of that release says it. `source`: read in source,
 * or in a change that names the release. `inferred`: the change is known, the release that brought it is not certain.
 */
export type Certainty = 'documented' | 'source' | 'inferred';

/** What changed at one release, and how that is known. */
export interface Stated<T> {
  value: T;
  certainty: Certainty;
  source: string;
  /** For an inferred value: what else may hold. Default: the value before. */
  or?: T;
}

/** Everything that differs between releases of Contrast and that the program goes by. Memory in MiB. */
export interface ReleaseFacts {
  kata: string | undefined;
  annotations: 'object' | 'pod';
  coordinatorRole: 'annotation' | 'label';
  runtimeClassOverhead: 'flat' | 'by-platform';
  snpVcpus: number;
  tdxVcpus: number;
  tdxGpuVcpus: number;
  vcpuCount: 'limits' | 'limits-and-requests';
  gpuClass: 'named' | 'chosen';
  gpuVariable: 'required' | 'optional';
  sizingAnnotations: 'allowed' | 'rejected';
  initContainers: 'sum' | 'kubelet';
  imageStore: 'absent' | 'default' | 'opt-in';
  imageShare: 'half' | 'all';
  podMemoryFlag: 'absent' | 'hidden';
  tdxMemoryMiB: number | undefined;
  initializerMiB: number;
  secureVolumeMiB: number;
  serviceMeshMiB: number;
  imageStoreMiB: number;
  debugShellMiB: number;
  otherKinds: 'rejected' | 'ignored' | 'rejected-with-workload';
  imageDigests: 'advised' | 'required';
  sharedFileSystems: 'unchecked' | 'rejected';
  imageVersions: 'unchecked' | 'compared';
}

/** What each fact is about, for the documentation. */
export const factTitles: Readonly<Record<keyof ReleaseFacts, string>> = {
  kata: 'Kata Containers',
  annotations: 'Where annotations about pods are read: on the object that makes the pods, or on the pod',
  coordinatorRole: 'Where the role of the Coordinator is read',
  runtimeClassOverhead: 'Overhead of the RuntimeClass: 1152Mi everywhere, or by platform',
  snpVcpus: 'Maximum of vCPUs on SEV-SNP',
  tdxVcpus: 'Maximum of vCPUs on TDX',
  tdxGpuVcpus: 'Maximum of vCPUs on TDX with a GPU',
  vcpuCount: 'What `contrast generate` counts as the CPUs of a container (the larger one where both)',
  gpuClass: 'RuntimeClass of a pod with a GPU: as named, or chosen by `contrast generate`',
  gpuVariable: '`NVIDIA_VISIBLE_DEVICES` in a container that requests a GPU',
  sizingAnnotations: 'Hypervisor annotations that size the VM',
  initContainers:
    'Memory of init containers: fits into that of the main containers, or counts as for the kubelet',
  imageStore: 'Secure image store',
  imageShare: 'Share of the memory that images may fill',
  podMemoryFlag: 'Flag `--calculate-pod-memory` of `contrast generate`',
  tdxMemoryMiB: 'Maximum memory of a VM on TDX, in MiB',
  initializerMiB: 'Memory limit of the Initializer, in MiB',
  secureVolumeMiB: 'Memory limit of the Initializer with a secure volume, in MiB',
  serviceMeshMiB: 'Memory limit of the service mesh, in MiB',
  imageStoreMiB: 'Memory limit of the container for the image store, in MiB',
  debugShellMiB: 'Memory limit of the debug shell, in MiB',
  otherKinds:
    'Kinds that `contrast generate` does not know: rejected, ignored, or rejected in one file with a Contrast workload',
  imageDigests: 'Digests of images (verifier ImageRefValid)',
  sharedFileSystems: 'Mounts that need a file system of the host (verifier NoSharedFSMount)',
  imageVersions: 'Version of the images of Contrast against that of the CLI (verifier VersionsMatch)',
};

/** One release and what it changed. A release that changed nothing has no facts. */
export interface ReleaseEntry {
  release: `${number}.${number}`;
  /** Platforms that came with it, and those that it no longer has. */
  adds?: Stated<readonly string[]>;
  removes?: Stated<readonly string[]>;
  facts: { readonly [K in keyof ReleaseFacts]?: Stated<ReleaseFacts[K]> };
}

const documented = <const T>(value: T, source: string): Stated<T> => ({
  value,
  certainty: 'documented',
  source,
});
const fromSource = <const T>(value: T, source: string): Stated<T> => ({ value, certainty: 'source', source });
const inferred = <const T>(value: T, source: string, or?: T): Stated<T> => ({
  value,
  certainty: 'inferred',
  source,
  ...(or !== undefined && { or }),
});

const DOCS = 'Contrast documentation';
const PAGE = `${DOCS}, Prepare deployment files`;
const LIMITATIONS = `${DOCS}, Current limitations`;
const PARTS = 'Contrast source, internal/kuberesource/parts.go';
const pullRequest = (number: number) => `edgelesssys/contrast pull request ${number}`;

/**
 * The releases in their order. Facts that an entry does not name are unchanged. An `inferred` change may have come with
 * another release: until an entry states the value for certain, what held before stays possible.
 */
export const releaseTable: readonly ReleaseEntry[] = [
  {
    release: '0.1',
    adds: fromSource(['AKS-CLH-SNP'], 'Contrast source, internal/platforms'),
    facts: {
      kata: inferred(undefined, 'not known'),
      annotations: fromSource('object', 'Contrast source, generate'),
      coordinatorRole: fromSource('annotation', 'Contrast source, generate'),
      runtimeClassOverhead: fromSource('flat', PARTS),
      snpVcpus: documented(1, LIMITATIONS),
      tdxVcpus: documented(1, LIMITATIONS),
      tdxGpuVcpus: documented(1, LIMITATIONS),
      vcpuCount: documented('limits', PAGE),
      gpuClass: documented('named', `${DOCS}, GPU configuration`),
      gpuVariable: documented('required', `${DOCS}, GPU configuration`),
      sizingAnnotations: documented('allowed', `${DOCS}, GPU configuration`),
      initContainers: documented('sum', PAGE),
      imageStore: fromSource('absent', 'Contrast source, generate'),
      imageShare: documented('half', PAGE),
      podMemoryFlag: fromSource('absent', 'Contrast source, generate'),
      tdxMemoryMiB: fromSource(undefined, 'no bound is stated'),
      initializerMiB: fromSource(0, PARTS),
      secureVolumeMiB: fromSource(0, PARTS),
      serviceMeshMiB: fromSource(0, PARTS),
      imageStoreMiB: fromSource(0, PARTS),
      debugShellMiB: fromSource(0, PARTS),
      otherKinds: fromSource('rejected', 'Contrast source, generate; Kata Containers source, genpolicy'),
      imageDigests: documented('advised', PAGE),
      sharedFileSystems: documented('unchecked', PAGE),
      imageVersions: fromSource('unchecked', 'Contrast source, cli/verifier'),
    },
  },
  {
    release: '1.3',
    adds: fromSource(
      ['Metal-QEMU-SNP', 'Metal-QEMU-SNP-GPU', 'Metal-QEMU-TDX'],
      'Contrast source, internal/platforms',
    ),
    facts: {},
  },
  { release: '1.4', facts: {} },
  { release: '1.5', facts: { runtimeClassOverhead: fromSource('by-platform', PARTS) } },
  { release: '1.6', facts: {} },
  { release: '1.7', facts: {} },
  { release: '1.8', facts: {} },
  { release: '1.9', facts: {} },
  { release: '1.10', facts: {} },
  { release: '1.11', facts: {} },
  { release: '1.12', facts: {} },
  {
    release: '1.13',
    removes: fromSource(['AKS-CLH-SNP'], pullRequest(1701)),
    facts: {
      kata: inferred('3.20', 'Kata Containers, fields of genpolicy'),
      annotations: documented('pod', `${DOCS}, Contrast elements in Kubernetes YAML; ${pullRequest(1707)}`),
      sizingAnnotations: fromSource('rejected', 'Contrast source, allowed hypervisor annotations'),
      imageStore: documented('default', `${DOCS}, Secure image store; ${pullRequest(1685)}`),
      imageStoreMiB: fromSource(50, 'Contrast source, internal/kuberesource/mutators.go'),
      imageDigests: inferred('required', pullRequest(1727)),
      imageVersions: inferred('compared', 'Contrast source, verifier VersionsMatch'),
      sharedFileSystems: documented('rejected', `${PAGE}; ${pullRequest(1696)}`),
    },
  },
  {
    release: '1.14',
    facts: {
      kata: inferred('3.22', 'Kata Containers, fields of genpolicy'),
      otherKinds: fromSource('ignored', pullRequest(1842)),
    },
  },
  {
    release: '1.15',
    facts: {
      initializerMiB: fromSource(50, pullRequest(1975)),
      secureVolumeMiB: fromSource(100, PARTS),
      debugShellMiB: fromSource(400, pullRequest(1975)),
    },
  },
  {
    release: '1.16',
    facts: { imageStore: documented('opt-in', `${DOCS}, Secure image store; ${pullRequest(2005)}`) },
  },
  {
    release: '1.17',
    facts: {
      kata: inferred('3.25', 'Kata Containers, fields of genpolicy'),
      gpuVariable: documented('optional', `${DOCS}, GPU configuration`),
      initContainers: documented('kubelet', PAGE),
    },
  },
  {
    release: '1.18',
    adds: documented(['Metal-QEMU-TDX-GPU'], `${DOCS}, GPU configuration`),
    facts: {
      vcpuCount: fromSource('limits-and-requests', 'Contrast source, generate'),
      gpuClass: documented('chosen', `${DOCS}, GPU configuration`),
      otherKinds: fromSource('rejected-with-workload', 'Contrast source, generate'),
      imageDigests: fromSource('required', 'Contrast source, generate and verifier ImageRefValid'),
      imageVersions: fromSource('compared', 'Contrast source, verifier VersionsMatch'),
    },
  },
  { release: '1.19', facts: { kata: inferred('3.28', 'Contrast source, packages of Kata') } },
  {
    release: '1.20',
    facts: {
      kata: inferred('3.29', 'Kata Containers, fields of genpolicy'),
      snpVcpus: inferred(8, `${pullRequest(2310)}; Contrast source, verifier CPUCountValid`),
      serviceMeshMiB: inferred(400, pullRequest(2488)),
      debugShellMiB: inferred(1000, pullRequest(2315)),
    },
  },
  {
    release: '1.21',
    adds: inferred(
      [
        'Metal-QEMU-SNP-Insecure',
        'Metal-QEMU-SNP-GPU-Insecure',
        'Metal-QEMU-TDX-Insecure',
        'Metal-QEMU-TDX-GPU-Insecure',
      ],
      pullRequest(2372),
    ),
    facts: {
      kata: inferred('3.30', pullRequest(2381)),
      snpVcpus: inferred(220, `${pullRequest(2344)}; Contrast source, verifier CPUCountValid`),
      vcpuCount: inferred('limits', 'Contrast source, tests of generate'),
      otherKinds: inferred('ignored', 'the source of newer releases was not read'),
      imageDigests: inferred('required', 'the source of newer releases was not read', 'advised'),
    },
  },
  {
    release: '1.22',
    adds: inferred(['Metal-QEMU-Insecure'], 'Contrast source, tests of generate'),
    removes: inferred(
      [
        'Metal-QEMU-SNP-Insecure',
        'Metal-QEMU-SNP-GPU-Insecure',
        'Metal-QEMU-TDX-Insecure',
        'Metal-QEMU-TDX-GPU-Insecure',
      ],
      'Contrast source, tests of generate',
    ),
    facts: {
      kata: inferred('3.31', 'Kata Containers, fields of genpolicy'),
      snpVcpus: documented(220, `${PAGE}; ${LIMITATIONS}`),
      serviceMeshMiB: fromSource(400, pullRequest(2488)),
      debugShellMiB: fromSource(1000, 'Contrast source, test of the image store'),
      podMemoryFlag: inferred('hidden', pullRequest(2426)),
      tdxMemoryMiB: documented(262144, LIMITATIONS),
    },
  },
  {
    release: '1.23',
    adds: inferred(['Metal-QEMU-GPU-Insecure'], 'Contrast source, reference values'),
    facts: {
      kata: inferred('3.32', 'Kata Containers, fields of genpolicy'),
      coordinatorRole: inferred('label', pullRequest(2504)),
      imageShare: inferred('all', pullRequest(2527)),
    },
  },
  { release: '1.24', facts: {} },
  {
    release: '1.25',
    facts: {
      kata: fromSource('3.32', 'Contrast source, packages of Kata'),
      tdxVcpus: inferred(220, pullRequest(2639)),
    },
  },
];
