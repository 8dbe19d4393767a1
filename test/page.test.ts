import { describe, test } from 'node:test';
import { pod } from './support/manifests.ts';
import { checkSentence, type Sentence } from './support/sentence.ts';

/**
 * The Contrast documentation, Prepare deployment files, sentence by sentence: what each one that states a number or a
 * rule comes to for a user, through the whole program.
 */

// The page is that of 1.12, when CPU limits, init containers and annotations still were as it says.
const METAL = 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.12"';
const AKS = 'platform: AKS-CLH-SNP';
const LIMITED = 'resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}';

const container = (name: string, resources: string, image = 'my-image') =>
  `- {name: ${name}, image: "${image}", resources: ${resources}}`;
const cpu = (limit: string) => `containers:\n${container('web', `{limits: {memory: 64Mi, cpu: ${limit}}}`)}`;
const volume = (source: string, entry = 'volumeMounts: [{name: v, mountPath: /v}]') =>
  `containers:\n- {name: web, image: my-image, ${LIMITED}, ${entry}}\nvolumes:\n- {name: v, ${source}}`;
const claim = (mode: string) =>
  `\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {${mode}}\n`;
const withClaim = (mode: string, entry: string) =>
  pod(volume('persistentVolumeClaim: {claimName: data}', entry)) + claim(mode);
const NGINX = 'images: {sizes: [{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi}]}';
const NGINX_ADDED = NGINX.replace('{sizes', '{strategy: add, sizes');
const TWO = `containers:\n${container('my-container', '{limits: {memory: 128Mi}}')}\n${container('my-sidecar', '{limits: {memory: 64Mi}}')}`;
const RUNTIME_CLASS =
  '---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: contrast-cc}\nhandler: contrast-cc\noverhead: {podFixed: {memory: 256Mi}}\n';

const DEPLOYMENT = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      ${TWO.replaceAll('\n', '\n      ')}\n`;
const AUTOSCALER =
  '---\napiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: app}\nspec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}}\n';
const WEBHOOK =
  '---\napiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: injector}\nwebhooks: [{name: injector.example.com, rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}]}]\n';

const sections: Record<string, Sentence[]> = {
  'Resource backup': [
    { says: 'Contrast adds annotations: a pod that has them is not changed any more', given: 'apiVersion: v1\nkind: Pod\nmetadata: {name: app, annotations: {io.katacontainers.config.agent.policy: cGFja2FnZQ==}}\nspec: {runtimeClassName: contrast-cc, containers: [{name: web, image: my-image, resources: {limits: {memory: 64Mi, cpu: 1}}}]}\n', leaves: ['web.limits.cpu=1', 'web.requests.memory=-'], results: ['info already-generated', 'error already-generated'] },
  ],
  RuntimeClass: [
    { says: 'add runtimeClassName: contrast-cc to the pod spec', given: TWO, leaves: ['runtimeClassName=contrast-cc'], results: ['changed runtime-class'] },
    { says: 'to a pod template just the same', given: DEPLOYMENT, leaves: ['runtimeClassName=contrast-cc'] },
    { says: 'a placeholder that a versioned name replaces, which then stays', given: `runtimeClassName: contrast-cc-metal-qemu-snp-0a1b2c3d\n${TWO}`, leaves: ['runtimeClassName=contrast-cc-metal-qemu-snp-0a1b2c3d'], silent: ['runtime-class', 'runtime-class-name'] },
  ],
  Volumes: [
    { says: 'volumeMode: Block, mounted directly in the container', given: withClaim('volumeMode: Block', 'volumeDevices: [{name: v, devicePath: /dev/v}]'), silent: ['persistent-volume', 'missing-volume', 'volume-type'] },
    { says: 'a filesystem claim is not supported', given: withClaim('', 'volumeMounts: [{name: v, mountPath: /v}]'), results: ['error persistent-volume'] },
    ...['configMap: {name: c}', 'downwardAPI: {items: []}', 'emptyDir: {}', 'projected: {sources: []}', 'secret: {secretName: s}'].map((source) => ({ says: `supported: ${source.split(':')[0]}`, given: volume(source), silent: ['volume-type', 'host-path', 'persistent-volume'] })),
    ...['nfs: {server: s, path: /}', 'csi: {driver: d}', 'azureFile: {shareName: s}', 'gitRepo: {repository: r}', 'iscsi: {iqn: q}'].map((source) => ({ says: `unsupported, so a temporary mount: ${source.split(':')[0]}`, given: volume(source), results: [['error volume-type', /temporary/] satisfies [string, RegExp]] })),
    ...['configMap: {name: c}', 'downwardAPI: {items: []}', 'projected: {sources: []}', 'secret: {secretName: s}'].map((source) => ({ says: `not integrity protected: ${source.split(':')[0]}`, given: volume(source), results: ['info untrusted-volume'] })),
    { says: 'except for emptyDir', given: volume('emptyDir: {}'), silent: ['untrusted-volume'] },
    { says: 'the easiest way is a secure persistent volume', given: withClaim('', 'volumeMounts: [{name: v, mountPath: /v}]'), config: `${METAL}\nvolumes: {persistent: secure-pv}`, results: ['changed persistent-volume'] },
    { says: 'data of a hostPath is copied into the VM, not written back', given: volume('hostPath: {path: /opt/data}'), results: [['warning host-path', /copied .* never written back/]], silent: ['volume-type'] },
    { says: 'and so is that of an image', given: volume('image: {reference: "data:1"}'), results: [['warning host-path', /copied .* never written back/]], silent: ['volume-type'] },
    { says: 'UNIX domain sockets do not work', given: volume('hostPath: {path: /run/agent.sock, type: Socket}'), results: [['error host-path', /socket .* does not work/]] },
  ],
  'Pod resources, memory': [
    { says: '192MiB for the containers and 256MiB for the guest: a VM of 448MiB', given: pod(`runtimeClassName: contrast-cc\n${TWO}`) + RUNTIME_CLASS, size: ['vmMemory=448Mi', 'podLimit=192Mi', 'guestMemory=256Mi', 'overhead=256Mi'] },
    { says: 'the same with the overhead from the configuration', given: TWO, config: `${METAL}\noverhead: 256Mi`, size: ['vmMemory=448Mi'] },
    { says: 'the static overhead covers the guest system: 256MiB on AKS', given: TWO, config: AKS, size: ['vmMemory=448Mi'] },
    { says: 'each container should have a memory limit', given: 'containers:\n- {name: web, image: my-image}', leaves: ['web.limits.memory=-'], results: ['error memory-limit'] },
    { says: 'init containers surpass the main containers: increase the limit of a main container', given: `initContainers:\n${container('one', '{limits: {memory: 150Mi}}')}\n${container('two', '{limits: {memory: 150Mi}}')}\n${TWO}`, leaves: ['my-container.limits.memory=236Mi', 'my-sidecar.limits.memory=64Mi', 'one.limits.memory=150Mi'], size: ['podLimit=300Mi'] },
    { says: 'they do not surpass them: nothing is increased', given: `initContainers:\n${container('one', '{limits: {memory: 192Mi}}')}\n${TWO}`, leaves: ['my-container.limits.memory=128Mi', 'my-sidecar.limits.memory=64Mi'], silent: ['init-memory'] },
    { says: 'the request has to be equal to the limit', given: `containers:\n${container('my-container', '{requests: {memory: 20Mi}, limits: {memory: 50Mi}}')}`, leaves: ['my-container.requests.memory=50Mi', 'my-container.limits.memory=50Mi'], results: ['changed memory-request'] },
    { says: 'add a resource section with request and limit of 50Mi', given: 'containers:\n- {name: my-container, image: my-image}', config: `${METAL}\nmemory: {default: 50Mi}`, leaves: ['my-container.requests.memory=50Mi', 'my-container.limits.memory=50Mi'] },
    { says: 'the pod takes node memory according to its limits', given: TWO, config: `${METAL}\noverhead: 256Mi`, size: ['nodeMemory=448Mi'] },
  ],
  'Pod resources, images': [
    { says: 'on bare metal images are stored in the memory of the VM: 10x the compressed size', given: `containers:\n${container('web', '{limits: {memory: 64Mi}}', 'nginx:stable')}`, config: `${METAL}\n${NGINX}`, leaves: ['web.limits.memory=670Mi', 'web.requests.memory=670Mi'], results: ['changed image-memory'] },
    { says: 'on AKS they are not', given: `containers:\n${container('web', '{limits: {memory: 64Mi}}', 'nginx:stable')}`, config: `${AKS}\n${NGINX}`, leaves: ['web.limits.memory=64Mi'], silent: ['image-memory'] },
    { says: 'a limit of 10x needs nothing more', given: `containers:\n${container('web', '{limits: {memory: 670Mi}}', 'nginx:stable')}`, config: `${METAL}\n${NGINX}`, leaves: ['web.limits.memory=670Mi'], silent: ['image-memory'] },
    { says: 'unpacked an image is 2-4x larger, for which 10x is enough', given: `containers:\n${container('web', '{limits: {memory: 64Mi}}', 'nginx:stable')}`, config: `${METAL}\n${NGINX.replace('184Mi', '268Mi')}`, leaves: ['web.limits.memory=670Mi'] },
    { says: 'nginx:stable: 67MiB compressed and 184MiB unpacked, both at once', given: `containers:\n${container('web', '{limits: {memory: 64Mi}}', 'nginx:stable')}`, config: `${METAL}\n${NGINX_ADDED}`, leaves: ['web.limits.memory=315Mi'] },
    { says: 'layers are reused across the containers of a pod', given: `containers:\n${container('web', '{limits: {memory: 64Mi}}', 'nginx:stable')}\n${container('proxy', '{limits: {memory: 64Mi}}', 'nginx:stable')}`, config: `${METAL}\n${NGINX}`, leaves: ['web.limits.memory=670Mi', 'proxy.limits.memory=64Mi'] },
    { says: 'the size of an image has to be known', given: TWO, results: [['warning image-memory', /10 times the compressed size/]] },
  ],
  'Pod resources, CPUs': [
    { says: 'set a limit instead of a request', given: `containers:\n${container('web', '{requests: {cpu: "1"}, limits: {memory: 64Mi}}')}`, config: AKS, leaves: ['web.limits.cpu=1', 'web.requests.cpu=-'], size: ['vcpus=2'] },
    { says: 'a CPU limit of 1 gives 2 CPUs on AKS', given: cpu('"1"'), config: AKS, leaves: ['web.limits.cpu=1'], size: ['vcpus=2'] },
    { says: 'a CPU limit of 1.25 gives 3 CPUs on AKS', given: cpu('1.25'), config: AKS, leaves: ['web.limits.cpu=1.25'], size: ['vcpus=3'] },
    { says: 'a CPU limit of 0 gives 1 CPU on AKS', given: cpu('0'), config: AKS, leaves: ['web.limits.cpu=0'], size: ['vcpus=1'] },
    { says: 'CPU limits cause measurement errors on bare metal', given: cpu('"1"'), leaves: ['web.limits.cpu=-', 'web.limits.memory=64Mi'], size: ['vcpus=1'], results: [['changed cpu-limit', /attestation fail/]] },
    { says: 'a LimitRange might change container limits', given: `${pod(TWO)}---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: defaults}\nspec: {limits: [{type: Container, default: {cpu: 500m}}]}\n`, results: [['error limit-range', /adds the cpu limit 500m/]] },
    { says: 'and so might admission controllers', given: `${pod(TWO)}${WEBHOOK}`, results: ['warning admission-webhook'] },
    { says: 'resources are static and cannot be adjusted at run time', given: `${DEPLOYMENT}${AUTOSCALER}`, results: ['warning autoscaler'] },
  ],
}; // biome-ignore format: a table

for (const [section, sentences] of Object.entries(sections)) {
  describe(`page: ${section}`, () => {
    for (const sentence of sentences)
      test(sentence.says, () => checkSentence({ config: METAL, ...sentence }));
  });
}
