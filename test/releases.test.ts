import { describe, test } from 'node:test';
import { releases } from '../src/contrast/releases.ts';
import { pod } from './support/manifests.ts';
import { checkSentence, type Sentence } from './support/sentence.ts';

/**
 * What differs between releases of Contrast, through the whole program: each change at the release before and after it, named by what it
 * says. Changes that are only inferred lead to warnings that say so. What all releases share is at the oldest and the newest one.
 */

type Expected = Pick<Sentence, 'leaves' | 'size' | 'results' | 'silent'>;

interface Change {
  says: string;
  given: string;
  platform?: string;
  /** More of the configuration's `spec`. */
  config?: string;
  generateArguments?: string[];
  at: Record<string, Expected>;
}

const LIMITED = 'resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}';
const DIGEST = `web:1@sha256:${'0'.repeat(64)}`;
const container = (fields: string) => `containers:\n- {name: web, image: "${DIGEST}", ${fields}}`;
const cpu = (resources: string) => container(`resources: ${resources}`);
const TWO_CPUS = cpu('{limits: {memory: 64Mi, cpu: 2}}');
const volume = (source: string) =>
  `${container(`${LIMITED}, volumeMounts: [{name: v, mountPath: /v}]`)}\nvolumes:\n- {name: v, ${source}}`;
const spec = (fields: string) => `${container(LIMITED)}\n${fields}`;
const annotated = (annotations: string, fields = container(LIMITED)) =>
  pod(fields).replace('  name: app', `  name: app\n  annotations: {${annotations}}`);
const GPU = container('resources: {limits: {memory: 1Gi, nvidia.com/pgpu: 1}}');
const ROLE = 'contrast.edgeless.systems/pod-role: coordinator';
const coordinator = (metadata: string, image = `coordinator:1@sha256:${'0'.repeat(64)}`) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: coordinator, namespace: shop}\nspec: {serviceName: c, selector: {matchLabels: {app: c}}, template: {metadata: {${metadata}}, spec: {containers: [{name: web, image: "${image}", ${LIMITED}}]}}}\n`;
const MONITOR =
  '---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\nspec: {}\n';
const workload = (kind: string, version: string, fields: string) =>
  `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n  ${fields}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      ${container(LIMITED).replaceAll('\n', '\n      ')}\n`;
const MESH = annotated(
  'contrast.edgeless.systems/servicemesh-egress: "a#127.0.0.1:4001#a:8080", contrast.edgeless.systems/secure-pv: "state:data"',
  `${container(`${LIMITED}, volumeMounts: [{name: data, mountPath: /data, mountPropagation: HostToContainer}]`)}\nvolumes: [{name: state, persistentVolumeClaim: {claimName: c}}, {name: data, emptyDir: {}}]`,
);
const VCPUS = 'io.katacontainers.config.hypervisor.default_vcpus: "3"';
const job = (fields: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec:\n  ${fields}\n  template:\n    spec:\n      restartPolicy: Never\n      ${container(LIMITED).replaceAll('\n', '\n      ')}\n`;
const may: RegExp = /may fail on .*the Kata release is not certain/;
const fails: RegExp = /^contrast generate fails on /;
const accepted: Expected = { silent: ['unsupported-field'] };
const doubted: Expected = { results: [['warning unsupported-field', may]] };
const refused: Expected = { results: [['error unsupported-field', fails]] };

const sections: Record<string, Change[]> = {
  'CPUs and GPUs': [
    { says: 'SEV-SNP measures several CPUs, for a while up to 8', given: TWO_CPUS, at: {
      1.19: { leaves: ['web.limits.cpu=-'], size: ['vcpus=1'], results: [['changed cpu-limit', /1\.19 measures a single CPU/]] },
      '1.20': { leaves: ['web.limits.cpu=2'], size: ['vcpus=3'], results: [['warning cpu-limit', /inferred.*up to 8.*if it measures one/]] },
      1.22: { leaves: ['web.limits.cpu=2'], size: ['vcpus=3'], silent: ['cpu-limit', 'vcpu-count'] },
    } },
    { says: 'TDX measures several CPUs, which is not certain yet', platform: 'Metal-QEMU-TDX', given: TWO_CPUS, at: {
      1.24: { leaves: ['web.limits.cpu=-'], results: ['changed cpu-limit'] },
      1.25: { leaves: ['web.limits.cpu=2'], size: ['vcpus=3'], results: [['warning cpu-limit', /inferred.*up to 220.*if it measures one/]] },
    } },
    { says: 'TDX with a GPU measures one CPU', platform: 'Metal-QEMU-TDX-GPU', given: TWO_CPUS, at: {
      1.18: { leaves: ['web.limits.cpu=-'], results: ['changed cpu-limit'] },
      1.25: { leaves: ['web.limits.cpu=-'], results: ['changed cpu-limit'] },
    } },
    { says: 'more than 220 CPUs are refused', given: cpu('{limits: {memory: 64Mi, cpu: 220}}'), at: {
      1.25: { leaves: ['web.limits.cpu=220'], results: ['error vcpu-count'] },
    } },
    { says: 'generate counts requests as well as limits', given: cpu('{requests: {cpu: 4}, limits: {memory: 64Mi}}'), config: 'cpu: {multiVcpu: true}', at: {
      1.17: { size: ['vcpus=1'], silent: ['cpu-request'] },
      1.18: { size: ['vcpus=1'], results: [['warning cpu-request', /counts the request too and then expects 5/]] },
      1.25: { size: ['vcpus=1'], results: [['warning cpu-request', /may count the request too/]] },
    } },
    { says: 'a GPU no longer needs the variable', platform: 'Metal-QEMU-SNP-GPU', given: GPU, at: {
      1.16: { results: [['changed gpu-resource', /NVIDIA_VISIBLE_DEVICES/]] },
      1.17: { silent: ['gpu-resource'] },
    } },
    { says: 'annotations that size the VM are refused', given: annotated(VCPUS), at: {
      1.12: { results: ['warning kata-annotations'] },
      1.13: { results: ['error kata-annotations'] },
    } },
    { says: 'but generate writes one itself', given: annotated(`${VCPUS}, io.katacontainers.config.agent.policy: cGFja2FnZQ==`), at: {
      1.13: { silent: ['kata-annotations'] },
      1.25: { silent: ['kata-annotations'] },
    } },
    { says: 'the insecure platform with a GPU', platform: 'Metal-QEMU-GPU-Insecure', given: `runtimeClassName: contrast-insecure-metal-qemu-gpu\n${container(LIMITED)}`, at: {
      1.22: { results: [['warning configuration', /Metal-QEMU-GPU-Insecure is not certain/]], silent: ['runtime-class-name'] },
      1.23: { size: ['vmMemory=1088Mi', 'nodeMemory=1258Mi'], silent: ['configuration', 'runtime-class', 'runtime-class-name'] },
    } },
  ],
  'Coordinator, namespaces and kinds': [
    { says: 'the role is a label: one with the label only', given: coordinator(`labels: {app: c, ${ROLE}}`), at: {
      1.22: { results: [['warning coordinator', /reads the role from the annotation/]] },
      1.23: { silent: ['coordinator'] },
    } },
    { says: 'the role is a label: one with the annotation only', given: coordinator(`labels: {app: c}, annotations: {${ROLE}}`), at: {
      1.22: { silent: ['coordinator'] },
      1.23: { results: [['warning coordinator', /reads the role from the label .*as far as is known/]] },
    } },
    { says: 'images of Contrast are compared with the CLI', given: coordinator(`labels: {app: c, ${ROLE}}, annotations: {${ROLE}}`, `ghcr.io/edgelesssys/contrast/coordinator:v1.14.0@sha256:${'0'.repeat(64)}`), at: {
      1.17: { results: ['warning contrast-image'] },
      1.18: { results: [['error contrast-image', /generate rejects it/]] },
      1.25: { results: ['error contrast-image'] },
    } },
    { says: 'a namespace is required where generate runs, and names the host of the Coordinator', given: container(LIMITED), generateArguments: [], at: {
      1.13: { results: [['error namespace', /coordinator-ready\.default/]] },
      1.25: { results: [['error namespace', /coordinator-ready\.default/]] },
    } },
    { says: 'a custom resource beside a workload', given: pod(container(LIMITED)) + MONITOR, at: {
      1.13: { results: ['warning unsupported-kind'] },
      1.14: { silent: ['unsupported-kind'] },
      1.17: { silent: ['unsupported-kind'] },
      1.18: { results: [['error unsupported-kind', /generate of Contrast 1\.18 aborts/]] },
      '1.20': { results: ['error unsupported-kind'] },
      1.21: { results: [['warning unsupported-kind', /not certain/]] },
    } },
    { says: 'images need a digest', given: `containers:\n- {name: web, image: "web:1", ${LIMITED}}`, at: {
      1.12: { results: [['warning image-digest', /^(?!.*reject)/]] },
      1.13: { results: [['warning image-digest', /may reject it \(inferred/]] },
      1.17: { results: [['warning image-digest', /may reject it \(inferred/]] },
      1.18: { results: [['error image-digest', /1\.18 rejects it/]] },
      '1.20': { results: [['error image-digest', /1\.20 rejects it/]] },
      1.21: { results: [['warning image-digest', /may reject it \(inferred/]] },
    } },
    { says: 'containers mount no folder of the host', given: volume('hostPath: {path: /opt/data}'), at: {
      1.12: { results: [['warning host-path', /copied into the VM once/]] },
      1.13: { results: [['error host-path', /container "web" mounts, so contrast generate fails/]] },
      1.25: { results: ['error host-path'] },
    } },
    { says: 'init containers may', given: `initContainers:\n- {name: one, image: "${DIGEST}", ${LIMITED}, volumeMounts: [{name: v, mountPath: /v}]}\n${container(LIMITED)}\nvolumes: [{name: v, hostPath: {path: /opt/data}}]`, at: {
      1.12: { results: ['warning host-path'] },
      1.13: { results: [['warning host-path', /copied into the VM once/]] },
      1.25: { results: ['warning host-path'] },
    } },
    { says: 'no file system of the network', given: volume('nfs: {server: s, path: /}'), at: {
      1.12: { results: [['error volume-type', /generate may abort/]] },
      1.13: { results: [['error volume-type', /generate fails/]] },
      1.25: { results: [['error volume-type', /generate fails/]] },
    } },
    { says: 'no claim', given: volume('persistentVolumeClaim: {claimName: c}'), at: {
      1.12: { results: [['error persistent-volume', /^(?!.*generate)/]] },
      1.13: { results: [['error persistent-volume', /generate fails on the mount/]] },
      1.25: { results: [['error persistent-volume', /generate fails on the mount/]] },
    } },
    { says: 'nor one of a template', given: workload('StatefulSet', 'apps/v1', 'serviceName: web\n  volumeClaimTemplates: [{metadata: {name: v}, spec: {volumeMode: Block}}]').replace(LIMITED, `${LIMITED}, volumeMounts: [{name: v, mountPath: /v}]`), at: {
      1.12: { results: [['error persistent-volume', /^(?!.*generate)/]] },
      1.13: { results: [['error persistent-volume', /volumeMode is Block, and contrast generate fails on the mount/]] },
      1.25: { results: [['error persistent-volume', /generate fails on the mount/]] },
    } },
    { says: 'but an ephemeral volume', given: volume('ephemeral: {volumeClaimTemplate: {spec: {}}}'), at: {
      1.13: { results: [['error persistent-volume', /^(?!.*generate)/]] },
      1.25: { results: [['error persistent-volume', /^(?!.*generate)/]] },
    } },
    { says: 'pods of insecure platforms are not verified', platform: 'Metal-QEMU-Insecure', given: volume('hostPath: {path: /opt/data}'), at: {
      1.25: { results: ['warning host-path'] },
    } },
  ],
  'fields that generate never reads': [
    ...Object.entries({
      'sources of a projected volume': volume('projected: {sources: [{configMap: {name: c}}]}'),
      'defaultMode of a configMap': volume('configMap: {name: c, defaultMode: 0600}'),
      'mode of an item': volume('secret: {secretName: s, items: [{key: k, path: k, mode: 0600}]}'),
      'resourceFieldRef of a downwardAPI volume': volume('downwardAPI: {items: [{path: cpu, resourceFieldRef: {resource: limits.cpu}}]}'),
      'readOnly of a claim': volume('persistentVolumeClaim: {claimName: c, readOnly: true}'),
      'divisor of a resourceFieldRef': container(`${LIMITED}, env: [{name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: "1"}}}]`),
      'appArmorProfile of the pod': spec('securityContext: {appArmorProfile: {type: RuntimeDefault}}'),
      hostnameOverride: spec('hostnameOverride: web'),
      'stopSignal of a container': container(`${LIMITED}, lifecycle: {stopSignal: SIGTERM}`),
      'finalizers of an object': pod(container(LIMITED)).replace('  name: app', '  name: app\n  finalizers: [example.com/a]'),
      'a status': `${pod(container(LIMITED))}status: {phase: Running}\n`,
      'ordinals of a StatefulSet': workload('StatefulSet', 'apps/v1', 'serviceName: web\n  ordinals: {start: 1}'),
      'stringData of a Secret': `${pod(container(LIMITED))}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n`,
    }).map(([says, given]) => ({ says, given, at: { 1.13: refused, 1.25: refused } })),
    { says: 'a StatefulSet without serviceName', given: workload('StatefulSet', 'apps/v1', 'replicas: 1'), at: {
      1.13: { results: [['error unsupported-field', /serviceName is missing/]] },
      1.25: { results: [['error unsupported-field', /serviceName is missing/]] },
    } },
    { says: 'an iSCSI device of a secure volume', given: annotated('contrast.edgeless.systems/secure-pv: "state:data"', volume('emptyDir: {}').replace('- {name: v,', '- {name: state, iscsi: {iqn: q, lun: 0, targetPortal: a}}\n- {name: data, emptyDir: {}}\n- {name: v,')), at: {
      1.13: { results: ['error secure-pv', ['error unsupported-field', /fails on iscsi/]] },
      1.25: { results: ['error secure-pv', ['error unsupported-field', /fails on iscsi/]] },
    } },
    { says: 'a prefix of envFrom, which generate ignores', given: `${pod(container(`${LIMITED}, envFrom: [{prefix: A_, configMapRef: {name: c}}]`))}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {A: b}\n`, at: {
      1.13: { results: [['error env-source', /prefix.*rejected at start/]] },
      1.25: { results: [['error env-source', /prefix.*rejected at start/]] },
    } },
    { says: 'an optional source that is missing', given: container(`${LIMITED}, env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: a, optional: true}}}]`), config: 'deployment: whole', at: {
      1.13: { results: ['error env-source'] },
      1.25: { results: ['error env-source'] },
    } },
  ],
  'fields that generate reads since a Kata release': [
    ...([
      ['optional of a secret volume', '1.14', '1.17', volume('secret: {secretName: s, optional: true}')],
      ['minReadySeconds of a Deployment', '1.17', '1.19', workload('Deployment', 'apps/v1', 'minReadySeconds: 1')],
      ['paused of a Deployment', '1.17', '1.19', workload('Deployment', 'apps/v1', 'paused: true')],
      ['progressDeadlineSeconds of a Deployment', '1.17', '1.19', workload('Deployment', 'apps/v1', 'progressDeadlineSeconds: 9')],
      ['revisionHistoryLimit of a Deployment', '1.17', '1.19', workload('Deployment', 'apps/v1', 'revisionHistoryLimit: 1')],
      ['completions of a Job', '1.17', '1.19', job('completions: 1')],
      ['ttlSecondsAfterFinished of a Job', '1.17', '1.19', job('ttlSecondsAfterFinished: 1')],
      ['terminationMessagePolicy', '1.20', '1.21', container(`${LIMITED}, terminationMessagePolicy: File`)],
      ['nodeAffinity', '1.22', '1.23', spec('affinity: {nodeAffinity: {}}')],
      ['preferred podAffinity', '1.22', '1.23', spec('affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a}}]}}')],
      ['namespaces of podAffinity', '1.22', '1.23', spec('affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [b]}]}}')],
      ['namespaceSelector of podAffinity', '1.22', '1.23', spec('affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaceSelector: {}}]}}')],
      ['schedulerName', '1.22', '1.23', spec('schedulerName: s')],
      ['priority', '1.22', '1.23', spec('priority: 1')],
      ['preemptionPolicy', '1.22', '1.23', spec('preemptionPolicy: Never')],
      ['resources of the pod', '1.22', '1.23', spec('resources: {limits: {memory: 64Mi}}')],
      ['grpc probe', '1.24', '1.25', container(`${LIMITED}, livenessProbe: {grpc: {port: 1}}`)],
      ['terminationGracePeriodSeconds of a probe', '1.24', '1.25', container(`${LIMITED}, livenessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 1}`)],
    ] satisfies [string, string, string, string][]).map(([says, before, after, given]) => ({ says, given, at: { [before]: doubted, [after]: accepted } })),
    { says: 'groups of the pod, in all releases on bare metal', given: spec('securityContext: {runAsGroup: 1, fsGroup: 1, supplementalGroups: [1]}'), at: { 1.13: accepted, 1.25: accepted } },
    { says: 'a label in fieldRef', given: pod(container(`${LIMITED}, env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['a']"}}}]`)).replace('  name: app', '  name: app\n  labels: {a: b}'), at: {
      1.22: { results: [['warning downward-api', /Kata release is not certain/]] },
      1.23: { silent: ['downward-api'] },
    } },
  ],
  'memory of the VM': [
    { says: 'what generate adds has limits', given: MESH, at: {
      1.14: { size: ['podLimit=114Mi', 'addedMemory=50Mi'] },
      1.15: { size: ['podLimit=214Mi', 'addedMemory=150Mi'] },
    } },
    { says: 'the service mesh has a limit', given: MESH, at: {
      1.19: { size: ['podLimit=164Mi', 'addedMemory=100Mi'] },
      '1.20': { size: ['podLimit=564Mi', 'addedMemory=500Mi'] },
      1.25: { size: ['vmMemory=1076Mi', 'nodeMemory=1246Mi', 'addedMemory=500Mi'] },
    } },
    { says: 'the image store and the debug shell that flags ask for', given: MESH, generateArguments: ['--inject-image-store', '--insecure-enable-debug-shell-access'], at: {
      1.15: { size: ['addedMemory=550Mi'] },
      1.25: { size: ['addedMemory=1550Mi'] },
    } },
    { says: 'generate adds nothing twice', given: MESH.replace('annotations: {', 'annotations: {io.katacontainers.config.agent.policy: cGFja2FnZQ==, '), at: {
      1.15: { size: ['podLimit=64Mi'] },
      1.25: { size: ['podLimit=64Mi'] },
    } },
    { says: 'images may fill half of what the guest leaves, later all of it', given: cpu('{limits: {memory: 64Mi}}'), config: 'images: {multiplier: 1, sizes: [{image: "web:1", compressed: 100Mi, uncompressed: 900Mi}]}', at: {
      1.22: { leaves: ['web.limits.memory=1843Mi'], size: ['vmMemory=2355Mi'] },
      1.23: { leaves: ['web.limits.memory=715Mi'], size: ['vmMemory=1227Mi'], results: [['warning image-memory', /inferred.*1843Mi/]] },
    } },
    { says: 'the guest keeps memory of large VMs for itself', given: cpu('{limits: {memory: 16Gi}}'), at: {
      1.16: { results: [['info vm-memory', /keeps about 1123Mi of 16896Mi.*the containers get 15773Mi/]] },
      1.25: { results: [['info vm-memory', /keeps about 1123Mi of 16896Mi.*the containers get 15773Mi/]] },
    } },
    { says: 'TDX has at most 256Gi', platform: 'Metal-QEMU-TDX', given: cpu('{limits: {memory: 300Gi}}'), at: {
      1.21: { results: ['info vm-memory'] },
      1.22: { results: [['error vm-memory', /at most 262144Mi/]] },
    } },
    { says: 'init containers count as for the kubelet', given: `initContainers:\n- {name: one, image: "${DIGEST}", resources: {limits: {memory: 50Mi}}}\n- {name: two, image: "${DIGEST}", resources: {limits: {memory: 50Mi}}}\n${container(LIMITED)}`, at: {
      1.16: { leaves: ['web.limits.memory=100Mi'], results: ['changed init-memory'] },
      1.17: { leaves: ['web.limits.memory=64Mi'], silent: ['init-memory'] },
    } },
  ],
}; // biome-ignore format: a table

for (const [section, changes] of Object.entries(sections)) {
  describe(section, () => {
    for (const { says, given, platform = 'Metal-QEMU-SNP', config = '', generateArguments, at } of changes) {
      for (const [release, expected] of Object.entries(at)) {
        test(`${release}: ${says}`, () => {
          const spec = `platform: ${platform}\ncontrastVersion: "${release}"\n${config}`;
          checkSentence({
            says,
            given,
            config: spec,
            ...(generateArguments && { generateArguments }),
            ...expected,
          });
        });
      }
    }
  });
}

test('a release that is newer than the table has the rules of the newest one, with a warning', () => {
  const { name, version } = releases.newest;
  const at = (release: string) => `platform: Metal-QEMU-SNP\ncontrastVersion: "${release}"`;
  const says = 'the newest known release';
  checkSentence({ says, given: container(LIMITED), config: at(name), silent: ['configuration'] });
  const next = `${version.major}.${version.minor + 1}`;
  const message = new RegExp(`${next} is newer than the newest known release; .* of ${name} are used`);
  checkSentence({
    says,
    given: container(LIMITED),
    config: at(next),
    results: [['warning configuration', message]],
  });
});
