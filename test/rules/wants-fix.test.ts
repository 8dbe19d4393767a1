import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadAll } from 'js-yaml';
import { run } from '../../src/engine/run.ts';

/**
 * What the API server and the kubelet make of objects, as far as the fixes of `fix: compatible` depend on it, after the Kubernetes API
 * reference. It shares no code with the program.
 */
function meaningOf(text: string): unknown[] {
  // biome-ignore lint/suspicious/noExplicitAny: any object of Kubernetes
  const objects = loadAll(text) as any[];
  const dataOf = (kind: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name)?.data;
  for (const object of objects) {
    delete object.status;
    for (const field of ['creationTimestamp', 'resourceVersion', 'generation', 'managedFields', 'selfLink'])
      delete object.metadata[field];
    if (object.kind === 'Secret') {
      for (const [key, value] of Object.entries(object.stringData ?? {}))
        object.data = {
          ...object.data,
          [key]: typeof value === 'string' ? Buffer.from(value).toString('base64') : value,
        };
      delete object.stringData;
    }
  }
  for (const object of objects) {
    if (object.kind === 'StatefulSet') object.spec.serviceName ??= '';
    const pod = object.kind === 'Pod' ? object.spec : object.spec?.template?.spec;
    if (!pod) continue;
    delete pod.runtimeClassName;
    const account = objects.findLast(
      (one) =>
        one.kind === 'ServiceAccount' &&
        one.metadata.name === (pod.serviceAccountName ?? pod.serviceAccount ?? 'default') &&
        one.metadata.namespace === object.metadata.namespace,
    );
    pod.automountServiceAccountToken ??= account?.automountServiceAccountToken ?? true;
    for (const volume of pod.volumes ?? []) {
      if (Object.keys(volume).every((key) => key === 'name' || volume[key] === null)) volume.emptyDir = {};
      for (const source of [volume.configMap, volume.downwardAPI]) if (source) source.defaultMode ??= 420;
      // YAML 1.1 reads 0644 as octal, js-yaml as decimal.
      if (volume.downwardAPI?.defaultMode === 644) volume.downwardAPI.defaultMode = 420;
    }
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
      container.securityContext ??= {};
      const context = container.securityContext;
      context.seccompProfile ??= pod.securityContext?.seccompProfile;
      delete context.runAsNonRoot;
      for (const mount of container.volumeMounts ?? []) {
        if (mount.subPath === '') delete mount.subPath;
        mount.mountPath = mount.mountPath.replace(/\/+$/, '');
      }
      const isThere = (
        kind: string,
        { name, key, optional }: { name: string; key?: string; optional?: boolean },
      ) => {
        const data = dataOf(kind, name);
        return !optional || (key === undefined ? data !== undefined : data?.[key] !== undefined);
      };
      // biome-ignore lint/suspicious/noExplicitAny: entries of env and envFrom
      const exists = ({ valueFrom: from = {}, configMapRef, secretRef }: any) =>
        [from.configMapKeyRef, configMapRef].every((one) => !one || isThere('ConfigMap', one)) &&
        [from.secretKeyRef, secretRef].every((one) => !one || isThere('Secret', one));
      container.env = (container.env ?? []).filter(exists);
      container.envFrom = (container.envFrom ?? []).filter(exists);
    }
    pod.securityContext ??= {};
    const context = pod.securityContext;
    delete context.seccompProfile;
    delete context.runAsNonRoot;
    for (const one of [
      context,
      ...[...(pod.initContainers ?? []), ...pod.containers].map(({ securityContext }) => securityContext),
    ])
      if (one.seLinuxOptions && Object.keys(one.seLinuxOptions).length === 0) delete one.seLinuxOptions;
  }
  // What a ServiceAccount says is in its pods now.
  for (const object of objects)
    if (object.kind === 'ServiceAccount') delete object.automountServiceAccountToken;
  return JSON.parse(JSON.stringify(objects));
}

const spec = { platform: 'Metal-QEMU-SNP', memory: { default: '256Mi' }, fix: 'compatible' };
const configuration = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec };

describe('fix: compatible keeps the meaning', () => {
  for (const rule of ['unsupported-field', 'service-account-token', 'env-source', 'sub-path', 'image-volume']) {
    test(rule, () => {
      const input = readFileSync(new URL(`./${rule}/compatible/input.yaml`, import.meta.url), 'utf8');
      const others = Object.fromEntries(['memory-limit', 'memory-request'].map((id) => [id, { fix: false }]));
      const { output, results } = run(input, {
        configuration: { ...configuration, spec: { ...spec, rules: others } },
      });
      assert.ok(results.some((result) => result.rule === rule && result.changed));
      assert.deepEqual(meaningOf(output), meaningOf(input));
    });
  }

  test('a rule can be left out', () => {
    const input = readFileSync(new URL('./sub-path/compatible/input.yaml', import.meta.url), 'utf8');
    const rules = { 'sub-path': { fix: false } };
    const { results } = run(input, { configuration: { ...configuration, spec: { ...spec, rules } } });
    assert.deepEqual(
      results.filter(({ rule }) => rule === 'sub-path').map(({ changed, severity }) => [changed, severity]),
      [[false, 'error']],
    );
  });
});
