/**
 * A small application for every host. Expected: `runtimeClassName` in all three pods, the requests of `web`, `shipper`
 * and `tick` raised to their limits, nothing else.
 */
export const sample = {
  'web.yaml': `# Shop front
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: default
  annotations:
    example.com/note: "yes" # a string, not a truth value
spec:
  replicas: 2 # one a zone
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      initContainers:
        - name: shipper
          image: example.com/shipper:1
          restartPolicy: Always
          resources: {requests: {memory: 32Mi}, limits: {memory: 48Mi}}
      # the only container that users talk to
      containers:
        - name: web
          image: example.com/web:1
          resources:
            limits:
              memory: 128Mi # measured
            requests:
              memory: 64Mi
          volumeMounts:
            - {name: config, mountPath: /etc/web}
      volumes:
        - name: config
          secret: {secretName: web, defaultMode: 0444}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: default}
data:
  limits: "resources: {limits: {memory: 1Gi}}"
`,
  'jobs.yaml': `apiVersion: batch/v1
kind: CronJob
metadata:
  name: tick
  namespace: default
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: tick
            image: example.com/tick:1
            resources:
              requests:
                memory: 16Mi
              limits:
                memory: 24Mi
---
apiVersion: v1
kind: Pod
metadata:
  name: toolbox
  namespace: default
spec:
  containers:
    - name: toolbox
      image: example.com/toolbox:1
      resources:
        requests: {memory: 32Mi}
        limits: {memory: 32Mi}
`,
};

/** The platform under which {@link sample} needs nothing but what its comment says. */
export const spec = { platform: 'Metal-QEMU-SNP', images: { strategy: 'check' } };
