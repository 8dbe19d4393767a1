import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inWorkspace } from './hosts/workspace.ts';
import { pod } from './support/manifests.ts';
import { checkSentence, type Sentence } from './support/sentence.ts';

/**
 * The Contrast documentation of 1.25, Prepare deployment files, sentence by sentence, where it says something else than the older page of
 * `page.test.ts` or where a release may have changed what a sentence comes to.
 */

const METAL = 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.25"';
const LIMITED = 'resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}';
const DIGEST = `@sha256:${'0'.repeat(64)}`;
const container = (resources: string, more = '') =>
  `containers:\n- {name: web, image: "web:1${DIGEST}", resources: ${resources}${more}}`;
const limited = (more: string) => container('{requests: {memory: 64Mi}, limits: {memory: 64Mi}}', more);
const cpu = (limit: string) => container(`{limits: {memory: 64Mi, cpu: ${limit}}}`);
const volume = (source: string, entry = 'volumeMounts: [{name: v, mountPath: /v}]') =>
  `${limited(`, ${entry}`)}\nvolumes:\n- {name: v, ${source}}`;
const claim = (mode: string, entry: string) =>
  `${pod(volume('persistentVolumeClaim: {claimName: data}', entry))}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {${mode}}\n`;
const object = (kind: string, name: string, rest: string) =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${rest}\n`;
const named = (namespace: string) =>
  pod(limited('')).replace('  name: app', `  name: app\n  namespace: ${namespace}`);
const coordinator = (metadata: string) =>
  `---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {${metadata}}\nspec: {serviceName: c, selector: {matchLabels: {app: c}}, template: {metadata: {labels: {app: c, contrast.edgeless.systems/pod-role: coordinator}}, spec: {containers: [{name: c, image: "c:1${DIGEST}", ${LIMITED}}]}}}\n`;
const SIZES = 'sizes: [{image: "web:1", compressed: 67Mi, uncompressed: 184Mi}]';
const TWO = `containers:\n- {name: a, image: "a:1${DIGEST}", resources: {limits: {memory: 128Mi}}}\n- {name: b, image: "b:1${DIGEST}", resources: {limits: {memory: 64Mi}}}`;
const RANGE = object('LimitRange', 'defaults', 'spec: {limits: [{type: Container, default: {cpu: 500m}}]}');
const mounted = (source: string, expected: Partial<Sentence>): Sentence => ({
  says: source.split(':')[0]!,
  given: volume(source),
  ...expected,
});

const sections: Record<string, Sentence[]> = {
  'Security review': [
    { says: 'certificates and other trusted data do not come from the host', given: volume('configMap: {name: ca}'), results: ['info untrusted-volume'] },
    { says: 'the host reads Secrets', given: limited(', env: [{name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}]') , results: ['info secret-in-env'] },
    { says: 'the API server is not trusted', given: `serviceAccountName: shop\n${limited('')}`, results: ['info service-account-token'] },
  ],
  'Resource backup': [
    { says: 'generate rewrites the files: what it has written is not changed', given: pod(`runtimeClassName: contrast-cc\n${cpu('1')}`).replace('  name: app', '  name: app\n  annotations: {io.katacontainers.config.agent.policy: cGFja2FnZQ==}'), leaves: ['web.limits.cpu=1', 'web.requests.memory=-'], results: ['info already-generated'] },
  ],
  RuntimeClass: [
    { says: 'set runtimeClassName: contrast-cc', given: limited(''), leaves: ['runtimeClassName=contrast-cc'], results: ['changed runtime-class'] },
    { says: 'several classes in one deployment', given: `runtimeClassName: contrast-cc-metal-qemu-tdx\n${limited('')}`, leaves: ['runtimeClassName=contrast-cc-metal-qemu-tdx'], silent: ['runtime-class'] },
    { says: 'the insecure class on hosts without confidential hardware', given: limited(''), config: 'platform: Metal-QEMU-Insecure\ncontrastVersion: "1.25"', leaves: ['runtimeClassName=contrast-insecure'] },
  ],
  Namespaces: [
    { says: 'any namespace works, also another one than that of the Coordinator', given: named('shop') + coordinator('name: c, namespace: contrast'), silent: ['namespace'] },
    { says: 'the Coordinator as downloaded is in the namespace default', given: pod(limited('')) + coordinator('name: c, namespace: default'), results: [['info namespace', /coordinator-ready\.default/]] },
    { says: 'the manifests must contain the namespace', given: pod(limited('')) + coordinator('name: c'), results: [['warning namespace', /name no namespace.*coordinator-ready\.default/]] },
    { says: 'kubectl apply -n does not replace it', given: pod(limited('')), namespace: 'shop', results: [['warning namespace', /name no namespace|names no namespace/]] },
    { says: 'set it in all manifests, here with the one of --namespace', given: pod(limited('')), namespace: 'shop', config: `${METAL}\nrules: {namespace: {fix: true}}`, results: ['changed namespace'] },
  ],
  Volumes: [
    ...['configMap: {name: c}', 'downwardAPI: {items: []}', 'emptyDir: {}', 'secret: {secretName: s}'].map((source) => mounted(source, { silent: ['volume-type', 'host-path', 'persistent-volume', 'unsupported-field'] })),
    mounted('projected: {sources: [{configMap: {name: c}}]}', { silent: ['volume-type'], results: [['error unsupported-field', /fails on sources/]] }),
    ...['nfs: {server: s, path: /}', 'csi: {driver: d}', 'azureFile: {shareName: s}', 'iscsi: {iqn: q}'].map((source) => mounted(source, { results: [['error volume-type', /temporary/]] })),
    { says: 'a secure persistent volume', given: claim('', 'volumeMounts: [{name: v, mountPath: /v}]'), config: `${METAL}\nvolumes: {persistent: secure-pv}`, results: ['changed persistent-volume'] },
    { says: 'or a claim with volumeMode: Block as a device', given: claim('volumeMode: Block', 'volumeDevices: [{name: v, devicePath: /dev/v}]'), silent: ['persistent-volume', 'volume-type'] },
    { says: 'no file system of the host', given: claim('', 'volumeMounts: [{name: v, mountPath: /v}]'), results: ['error persistent-volume'] },
    ...['configMap: {name: c}', 'downwardAPI: {items: []}', 'secret: {secretName: s}'].map((source) => mounted(source, { says: `content is not trusted: ${source.split(':')[0]}`, results: ['info untrusted-volume'] })),
    mounted('emptyDir: {}', { says: 'except that of emptyDir', silent: ['untrusted-volume'] }),
    mounted('hostPath: {path: /opt/data}', { says: 'data of a hostPath is copied in, not back', results: [['error host-path', /mounts, so contrast generate fails/]] }),
    mounted('image: {reference: "data:1"}', { says: 'and so is that of an image', results: [['error host-path', /mounts, so contrast generate fails/]] }),
    mounted('hostPath: {path: /run/agent.sock, type: Socket}', { says: 'sockets do not work', results: [['error host-path', /socket .* does not work/]] }),
  ],
  Memory: [
    { says: 'the VM is the sum of the limits and the overhead', given: TWO, size: ['podLimit=192Mi', 'vmMemory=704Mi', 'nodeMemory=874Mi'] },
    { says: 'with what generate adds', given: pod(TWO).replace('  name: app', '  name: app\n  annotations: {contrast.edgeless.systems/servicemesh-ingress: ""}'), size: ['podLimit=592Mi', 'addedMemory=400Mi'] },
    { says: 'each container needs a limit', given: 'containers:\n- {name: web, image: "web:1"}', results: ['error memory-limit'] },
    { says: 'the request is the limit', given: container('{requests: {memory: 20Mi}, limits: {memory: 50Mi}}'), leaves: ['web.requests.memory=50Mi'], results: ['changed memory-request'] },
    { says: 'init containers are in the formula of Kubernetes', given: `initContainers:\n- {name: one, image: "i:1${DIGEST}", resources: {limits: {memory: 150Mi}}}\n- {name: two, image: "i:2${DIGEST}", resources: {limits: {memory: 150Mi}}}\n${TWO}`, leaves: ['a.limits.memory=128Mi'], size: ['podLimit=192Mi'], silent: ['init-memory'] },
    { says: 'images are in memory compressed and unpacked: 10 times their compressed size', given: container('{limits: {memory: 64Mi}}'), config: `${METAL}\nimages: {${SIZES}}`, leaves: ['web.limits.memory=670Mi'], results: ['changed image-memory'] },
    { says: 'both sizes at once, where they are known', given: container('{limits: {memory: 64Mi}}'), config: `${METAL}\nimages: {strategy: add, ${SIZES}}`, leaves: ['web.limits.memory=315Mi'] },
    { says: 'the guest needs its part of the VM', given: container('{limits: {memory: 16Gi}}'), results: [['info vm-memory', /keeps about 1123Mi/]] },
    { says: 'or the secure image store', given: container('{limits: {memory: 64Mi}}'), config: `${METAL}\nimages: {store: {size: 10Gi}, ${SIZES}}`, leaves: ['web.limits.memory=64Mi'], results: ['changed image-store'], silent: ['image-memory'] },
  ],
  CPUs: [
    { says: 'one CPU by default', given: limited(''), size: ['vcpus=1'] },
    { says: 'containers may request more: 1 gives 2', given: cpu('1'), leaves: ['web.limits.cpu=1'], size: ['vcpus=2'], silent: ['cpu-limit', 'cpu-request'] },
    { says: 'fractions round up: 0.2 gives 2', given: cpu('0.2'), leaves: ['web.limits.cpu=0.2'], size: ['vcpus=2'] },
    { says: '16 stay 16', given: cpu('16'), leaves: ['web.limits.cpu=16'], size: ['vcpus=17'], silent: ['cpu-limit'] },
    { says: 'up to a total of 220', given: cpu('219'), size: ['vcpus=220'], silent: ['vcpu-count'] },
    { says: 'and no more', given: cpu('220'), results: ['error vcpu-count'] },
    { says: 'CPU limits are supported, which the older page denied', given: cpu('2'), leaves: ['web.limits.cpu=2'], silent: ['cpu-limit', 'cpu-request', 'vcpu-count'] },
    { says: 'no word of LimitRanges, which still change what was measured', given: pod(limited('')) + RANGE, results: ['error limit-range'] },
  ],
}; // biome-ignore format: a table

for (const [section, sentences] of Object.entries(sections)) {
  describe(`page of 1.25: ${section}`, () => {
    for (const sentence of sentences)
      test(sentence.says, () => checkSentence({ config: METAL, ...sentence }));
  });
}

test('page of 1.25: keep copies of the files, since generate rewrites them', () =>
  inWorkspace(async (workspace) => {
    workspace.write('m/pod.yaml', pod(limited('')));
    const flags = ['--platform', 'Metal-QEMU-SNP'];
    await workspace.run('prepare-contrast', ['files', 'm', '--out', 'out', ...flags]);
    assert.equal(workspace.read('m/pod.yaml'), pod(limited('')));
    assert.match(workspace.read('out/pod.yaml'), /runtimeClassName: contrast-cc/);
    await workspace.run('prepare-contrast', ['files', 'm', '--in-place', ...flags]);
    assert.equal(workspace.read('m/pod.yaml.orig'), pod(limited('')));
    assert.match(workspace.read('m/pod.yaml'), /runtimeClassName: contrast-cc/);
  }));
