/** A minimal input that genpolicy was run on, and what it said. */
export interface Answer {
  manifests: string;
  /** Where the cause is and the rule that reports it; absent where genpolicy accepts the input. */
  cause?: { rule: string; path: string };
  /** The same for a container that is refused at start, since the policy has other values than the pod. */
  atStart?: { rule: string; path: string };
  /** The answer of genpolicy of Kata 3.28.0 without the patches of Contrast, where it differs. */
  before?: 'refused' | 'accepted';
}

const pod = (spec: string, metadata = 'name: shop') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec: {${spec}}\n`;
const container = (fields: string) => pod(`containers: [{name: web, image: "web:1", ${fields}}]`);
const volume = (source: string, mountPath = '/mnt') =>
  pod(
    `containers: [{name: web, image: "web:1", volumeMounts: [{name: files, mountPath: "${mountPath}"}]}], volumes: [{name: files, ${source}}]`,
  );
const env = (value: string) => container(`env: [{name: COLOUR, ${value}}]`);
const object = (kind: string, rest: string) => `apiVersion: v1\nkind: ${kind}\n${rest}\n---\n`;
const template =
  'template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: web, image: "web:1"}]}}';
const workload = (kind: string, spec: string, version = 'apps/v1', metadata = 'name: shop') =>
  `apiVersion: ${version}\nkind: ${kind}\nmetadata: {${metadata}}\nspec: {${spec}}\n`;
const selector = 'selector: {matchLabels: {app: shop}}';
const cronJob = (spec: string) =>
  workload(
    'CronJob',
    `schedule: "0 4 * * *", ${spec}jobTemplate: {spec: {${template.replace('spec: {', 'spec: {restartPolicy: Never, ')}}}`,
    'batch/v1',
  );
const statefulSet = (spec: string) => workload('StatefulSet', `${selector}, ${template}${spec}`);

const mine = (path: string) => ({ rule: 'unsupported-field', path });
const secretInEnvironment = (data: string) =>
  object('Secret', `metadata: {name: keys}\n${data}`) + container('envFrom: [{secretRef: {name: keys}}]');
const envFrom = { rule: 'secret-value', path: 'spec.containers[0].envFrom[0]' };
const source = { rule: 'env-source', path: 'spec.containers[0].env[0]' };
const fieldPath = { rule: 'downward-api', path: `${source.path}.valueFrom.fieldRef.fieldPath` };
const image = { rule: 'image-digest', path: 'spec.containers[0].image' };
const imageVolume = (path: string) => ({ rule: 'image-volume', path });

export const ANSWERS: Readonly<Record<string, Answer>> = {
  'annotation-missing': { manifests: env(`valueFrom: {fieldRef: {fieldPath: "metadata.annotations['x']"}}`) },
  'capabilities-cap-prefix': {
    manifests: container(
      'securityContext: {capabilities: {add: [CAP_NET_RAW]}, seccompProfile: {type: RuntimeDefault}}',
    ),
  },
  'configmap-creationtimestamp-null-unrelated': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours, creationTimestamp: null}\ndata: {sky: blue}') +
      container('tty: false'),
    cause: mine('metadata.creationTimestamp'),
  },
  'configmap-defaultmode': {
    manifests: volume('configMap: {name: colours, defaultMode: 0640}'),
    cause: mine('spec.volumes[0].configMap.defaultMode'),
  },
  'configmap-item-mode': {
    manifests: volume('configMap: {name: colours, items: [{key: sky, path: sky, mode: 0640}]}'),
    cause: mine('spec.volumes[0].configMap.items[0].mode'),
  },
  'cpu-number': {
    manifests: container(
      'resources: {requests: {cpu: 1}}, ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}, periodSeconds: 9}',
    ),
  },
  cronjob: { manifests: cronJob('') },
  'cronjob-deadline-big': {
    manifests: cronJob('startingDeadlineSeconds: 4000000000, '),
    cause: mine('spec.startingDeadlineSeconds'),
  },
  // genpolicy reads the object, but contrast generate does not give it to it.
  'deployment-old-api': {
    manifests: workload('Deployment', template, 'extensions/v1beta1'),
    cause: mine('apiVersion'),
  },
  'downwardapi-volume-resource': {
    manifests: volume('downwardAPI: {items: [{path: cpu, resourceFieldRef: {resource: limits.cpu}}]}'),
    cause: mine('spec.volumes[0].downwardAPI.items[0].resourceFieldRef'),
  },
  'env-cm-binarydata': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours}\nbinaryData: {sky: Ymx1ZQ==}') +
      env('valueFrom: {configMapKeyRef: {name: colours, key: sky}}'),
    cause: source,
  },
  'env-cm-key-missing': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours}\ndata: {sky: blue}') +
      env('valueFrom: {configMapKeyRef: {name: colours, key: sea, optional: true}}'),
    cause: source,
  },
  'env-cm-optional-missing': {
    manifests: env('valueFrom: {configMapKeyRef: {name: colours, key: sea, optional: true}}'),
    cause: source,
  },
  'env-divisor': {
    manifests: env('valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: "1"}}'),
    cause: mine('spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor'),
  },
  'env-resource-plain': { manifests: env('valueFrom: {resourceFieldRef: {resource: limits.cpu}}') },
  'env-two-namespaces': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours, namespace: other}\ndata: {sky: grey}') +
      object('ConfigMap', 'metadata: {name: colours, namespace: town}\ndata: {sky: blue}') +
      env('valueFrom: {configMapKeyRef: {name: colours, key: sky}}').replace(
        'name: shop',
        'name: shop, namespace: town',
      ),
    atStart: source,
  },
  'env-value-number': { manifests: env('value: 7'), cause: mine('spec.containers[0].env[0].value') },
  'envfrom-cm-nodata': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours}') +
      container('envFrom: [{configMapRef: {name: colours}}]'),
    cause: { ...source, path: envFrom.path },
  },
  'envfrom-optional-missing': {
    manifests: container('envFrom: [{secretRef: {name: keys, optional: true}}]'),
    cause: { ...source, path: envFrom.path },
  },
  'envfrom-prefix': {
    manifests:
      object('ConfigMap', 'metadata: {name: colours}\ndata: {sky: blue}') +
      container('envFrom: [{prefix: C_, configMapRef: {name: colours}}]'),
    atStart: { ...source, path: `${envFrom.path}.prefix` },
  },
  'image-placeholder': {
    manifests: pod('containers: [{name: web, image: "example.com/TEAM/web:1"}]'),
    cause: image,
  },
  'image-uppercase-tagged-digest': {
    manifests: pod('containers: [{name: web, image: "$' + '{WEB}"}]'),
    cause: image,
  },
  'image-volume-declared': {
    manifests: pod('containers: [{name: web, image: "declares-data:1"}]'),
    cause: imageVolume('spec.containers[0].image'),
    before: 'accepted',
  },
  'image-volume-mounted': {
    manifests: volume('emptyDir: {}', '/data').replace('web:1', 'declares-data:1'),
  },
  'image-volume-slash': {
    manifests: volume('emptyDir: {}', '/data').replace('web:1', 'declares-data-slash:1'),
    cause: imageVolume('spec.containers[0].volumeMounts[0].mountPath'),
    before: 'accepted',
  },
  'image-volume-vct': {
    manifests: statefulSet(
      ', serviceName: shop, volumeClaimTemplates: [{metadata: {name: files}, spec: {resources: {requests: {storage: 1Gi}}}}]',
    ).replace('web:1"', 'declares-data:1", volumeMounts: [{name: files, mountPath: /data}]'),
    cause: imageVolume('spec.template.spec.containers[0].image'),
    before: 'accepted',
  },
  'image-with-user': { manifests: pod('containers: [{name: web, image: "declares-user:1"}]') },
  'label-missing': {
    manifests: env(`valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}`),
    cause: fieldPath,
  },
  'label-missing-some': {
    manifests: env(`valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}`).replace(
      'name: shop',
      'name: shop, labels: {app: shop}',
    ),
    cause: fieldPath,
  },
  'lifecycle-http': {
    manifests: container('lifecycle: {preStop: {httpGet: {port: 80, path: /bye}}}'),
    cause: { rule: 'lifecycle-hook', path: 'spec.containers[0].lifecycle.preStop.httpGet' },
  },
  'mixed-case-unknown-field': {
    manifests: pod('runtimeClassname: contrast-cc, containers: [{name: web, image: "web:1"}]'),
    cause: mine('spec.runtimeClassname'),
  },
  'mountpath-dotdot': {
    manifests: volume('configMap: {name: colours}', '/srv/..'),
    cause: mine('spec.containers[0].volumeMounts[0].mountPath'),
  },
  'mountpath-root': {
    manifests: volume('configMap: {name: colours}', '/'),
    cause: mine('spec.containers[0].volumeMounts[0].mountPath'),
  },
  'mountpath-slash-end': { manifests: volume('configMap: {name: colours}', '/srv/') },
  'native-sidecar': {
    manifests: pod(
      'initContainers: [{name: log, image: "log:1", restartPolicy: Always}], containers: [{name: web, image: "web:1"}]',
    ),
  },
  'pdb-max-percent-ds': {
    manifests: workload(
      'DaemonSet',
      `updateStrategy: {rollingUpdate: {maxUnavailable: 20%}}, ${selector}, ${template}`,
    ),
    cause: { rule: 'rolling-update', path: 'spec.updateStrategy.rollingUpdate.maxUnavailable' },
  },
  'pod-resources': {
    manifests: pod(
      'resources: {limits: {memory: 300Mi}, requests: {memory: 300Mi}}, containers: [{name: web, image: "web:1"}]',
    ),
    before: 'refused',
  },
  'pod-seccomp': {
    manifests: pod(
      'securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: web, image: "web:1"}]',
    ),
    cause: mine('spec.securityContext.seccompProfile'),
  },
  projected: {
    manifests: volume('projected: {sources: [{serviceAccountToken: {path: pass}}]}'),
    cause: mine('spec.volumes[0].projected.sources'),
  },
  'projected-configmap': {
    manifests: volume('projected: {sources: [{configMap: {name: colours}}]}'),
    cause: mine('spec.volumes[0].projected.sources'),
  },
  'pvc-readonly': {
    manifests:
      object(
        'PersistentVolumeClaim',
        'metadata: {name: disk}\nspec: {volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
      ) +
      pod(
        'containers: [{name: web, image: "web:1", volumeDevices: [{name: files, devicePath: /dev/files}]}], volumes: [{name: files, persistentVolumeClaim: {claimName: disk, readOnly: true}}]',
      ),
    cause: mine('spec.volumes[0].persistentVolumeClaim.readOnly'),
  },
  'replicas-string': {
    manifests: workload('Deployment', `replicas: "2", ${selector}, ${template}`),
    cause: mine('spec.replicas'),
  },
  'runasuser-negative': {
    manifests: pod('securityContext: {runAsUser: -5}, containers: [{name: web, image: "web:1"}]'),
    cause: mine('spec.securityContext.runAsUser'),
  },
  'secret-bad-base64': { manifests: secretInEnvironment('data: {key: "no base64"}'), cause: envFrom },
  'secret-item-mode': {
    manifests: volume('secret: {secretName: keys, items: [{key: key, path: key, mode: 0600}]}'),
    cause: mine('spec.volumes[0].secret.items[0].mode'),
  },
  'secret-line-broken-base64': {
    manifests: secretInEnvironment('data:\n  key: |\n    Z3JlZW4g\n    bGVhdmVz'),
    cause: envFrom,
  },
  'secret-notutf8': { manifests: secretInEnvironment('data: {key: "gIE="}'), cause: envFrom },
  'secret-stringdata-env': {
    manifests:
      object('Secret', 'metadata: {name: keys}\nstringData: {key: x}') +
      env('valueFrom: {secretKeyRef: {name: keys, key: key}}'),
    cause: mine('stringData'),
  },
  'secret-stringdata-unrelated': {
    manifests: object('Secret', 'metadata: {name: keys}\nstringData: {key: x}') + container('tty: false'),
    cause: mine('stringData'),
  },
  'serviceaccount-env': {
    manifests: env('valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}').replace(
      'spec: {',
      'spec: {serviceAccountName: clerk, ',
    ),
    atStart: fieldPath,
  },
  'sts-maxunavailable-int': {
    manifests: statefulSet(
      ', serviceName: shop, updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2, partition: 0}}',
    ),
  },
  'sts-maxunavailable-percent': {
    manifests: statefulSet(
      ', serviceName: shop, updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 20%}}',
    ),
  },
  'sts-no-servicename': { manifests: statefulSet(''), cause: mine('spec.serviceName') },
  'sts-vct-block': {
    manifests: statefulSet(
      ', serviceName: shop, volumeClaimTemplates: [{metadata: {name: files}, spec: {accessModes: [ReadWriteOnce], volumeMode: Block, storageClassName: fast, resources: {requests: {storage: 1Gi}}}}]',
    ).replace('web:1"', 'web:1", volumeDevices: [{name: files, devicePath: /dev/files}]'),
  },
  'sts-vct-kind': {
    manifests: statefulSet(
      ', serviceName: shop, volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: files, labels: {tier: data}, annotations: {of: shop}}, spec: {volumeMode: Block, resources: {requests: {storage: 1Gi}}}}]',
    ).replace('web:1"', 'web:1", volumeDevices: [{name: files, devicePath: /dev/files}]'),
  },
  'subpath-empty': {
    manifests: volume('emptyDir: {}').replace('mountPath:', 'subPath: "", mountPath:'),
    cause: { rule: 'sub-path', path: 'spec.containers[0].volumeMounts[0].subPath' },
  },
  subpathexpr: {
    manifests: volume('emptyDir: {}').replace('mountPath:', 'subPathExpr: "$(COLOUR)", mountPath:'),
  },
  supplementalgroups: {
    manifests: pod(
      'securityContext: {supplementalGroups: [2000], fsGroup: 2000, sysctls: [{name: net.core.somaxconn, value: "512"}]}, containers: [{name: web, image: "web:1"}]',
    ),
  },
  'vfio-device': {
    manifests: pod(
      'containers: [{name: web, image: "web:1", volumeDevices: [{name: files, devicePath: /dev/vfio/9}]}], volumes: [{name: files, persistentVolumeClaim: {claimName: disk}}]',
    ),
  },
  'volume-emptydir-null': {
    manifests: volume('emptyDir: null'),
    cause: mine('spec.volumes[0].emptyDir'),
  },
  'volume-without-source': {
    manifests: volume('').replace(', }', '}'),
    cause: mine('spec.volumes[0]'),
  },
  'workload-creationtimestamp-null': {
    manifests: workload(
      'Deployment',
      `${selector}, strategy: {}, ${template.replace('labels', 'creationTimestamp: null, labels')}`,
      'apps/v1',
      'name: shop, creationTimestamp: null',
    ),
  },
  'workload-status-empty': {
    manifests: `${workload('Deployment', `${selector}, ${template}`)}status: {}\n`,
    cause: mine('status'),
  },
};
