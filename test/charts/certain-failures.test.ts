// Pods that cannot start, or would run outside of a confidential VM, fail check; none of them ends with "0 errors".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { pod } from '../support/manifests.ts';

const LIMITED = 'resources: {limits: {memory: 256Mi}}';
const daemonSet = (path: string) => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
      - {name: agent, image: "agent:1", ${LIMITED}, volumeMounts: [{name: node, mountPath: /node}]}
      volumes: [{name: node, hostPath: {path: ${path}}}]
`;
const mounting = (path: string) =>
  pod(
    `{containers: [{name: a, image: "a:1", ${LIMITED}, volumeMounts: [{name: v, mountPath: /v}]}], volumes: [{name: v, hostPath: {path: ${path}}}]}`,
  );

interface Scenario {
  title: string;
  manifests: string;
  spec?: JsonObject;
  /** The rule with the error. */
  rule: string;
}

const SCENARIOS: Scenario[] = [
  { title: 'an image with a VOLUME that is not mounted', manifests: pod(`containers: [{name: a, image: "redis:7", ${LIMITED}}]`), rule: 'image-volume' },
  { title: 'a container without an image', manifests: pod(`containers: [{name: a, ${LIMITED}}]`), rule: 'unsupported-field' },
  { title: 'the root folder of the node', manifests: mounting('/'), rule: 'host-path' },
  { title: 'a node folder with sockets', manifests: mounting('/var/lib/kubelet/device-plugins'), rule: 'host-path' },
  { title: 'a Windows pod', manifests: pod(`{os: {name: windows}, containers: [{name: a, image: "a:1", ${LIMITED}}]}`), rule: 'exempt-pods' },
  { title: 'the class of the former AKS platform on bare metal', manifests: pod(`{runtimeClassName: kata-cc-isolation, containers: [{name: a, image: "a:1", ${LIMITED}}]}`), rule: 'runtime-class-name' },
  { title: 'a log collector', manifests: daemonSet('/var/log'), rule: 'exempt-pods' },
  { title: 'a device plugin', manifests: daemonSet('/var/lib/kubelet/device-plugins'), rule: 'exempt-pods' },
  {
    title: 'a measured image in place of a limit',
    manifests: pod('containers: [{name: a, image: "busybox:1.36"}]'),
    spec: { images: { sizes: [{ image: 'busybox:1.36', compressed: '2Mi', uncompressed: '4Mi' }] } },
    rule: 'memory-limit',
  },
  { title: 'a limit below the size of any image', manifests: pod('containers: [{name: a, image: "a:1", resources: {limits: {memory: 16Mi}}}]'), rule: 'image-memory' },
]; // biome-ignore format: a table

for (const { title, manifests, spec = {}, rule } of SCENARIOS) {
  test(`check fails for ${title}`, () => {
    const document = {
      apiVersion: 'prepare-contrast.dev/v1alpha1',
      kind: 'PrepareContrast',
      spec: { platform: 'Metal-QEMU-SNP', contrastVersion: '1.25', ...spec },
    };
    const { failed, results } = asCheckResult(run(manifests, { configuration: document }), false);
    const rules = results.filter(({ severity }) => severity === 'error').map((result) => result.rule);
    assert.ok(rules.includes(rule), rules.join());
    assert.equal(failed, true);
  });
}
