import { hasKind } from './workload-kinds.ts';

/** Custom resources whose controllers make pods that no manifest shows, by API group; from their projects' documentation. */
const POD_MAKERS: Record<string, string[]> = {
  'acid.zalan.do': ['postgresql'],
  'apps.kruise.io': ['BroadcastJob', 'CloneSet', 'DaemonSet', 'StatefulSet', 'UnitedDeployment'],
  'argoproj.io': [
    'CronWorkflow',
    'EventSource',
    'Rollout',
    'Sensor',
    'Workflow',
    'WorkflowTemplate',
    'ClusterWorkflowTemplate',
  ],
  'batch.volcano.sh': ['CronJob', 'Job'],
  'elasticsearch.k8s.elastic.co': ['Elasticsearch'],
  'flink.apache.org': ['FlinkDeployment'],
  'jaegertracing.io': ['Jaeger'],
  'jobset.x-k8s.io': ['JobSet'],
  'k6.io': ['K6', 'TestRun'],
  'kafka.strimzi.io': ['Kafka', 'KafkaBridge', 'KafkaConnect', 'KafkaMirrorMaker2', 'KafkaNodePool'],
  'keda.sh': ['ScaledJob'],
  'kibana.k8s.elastic.co': ['Kibana'],
  'kubeflow.org': ['MPIJob', 'Notebook', 'PyTorchJob', 'TFJob', 'XGBoostJob'],
  'kubevirt.io': ['VirtualMachine', 'VirtualMachineInstance'],
  'leaderworkerset.x-k8s.io': ['LeaderWorkerSet'],
  'minio.min.io': ['Tenant'],
  'monitoring.coreos.com': ['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'],
  'opentelemetry.io': ['OpenTelemetryCollector'],
  'postgres-operator.crunchydata.com': ['PostgresCluster'],
  'postgresql.cnpg.io': ['Cluster', 'Pooler'],
  'rabbitmq.com': ['RabbitmqCluster'],
  'ray.io': ['RayCluster', 'RayJob', 'RayService'],
  'redis.redis.opstreelabs.in': ['Redis', 'RedisCluster'],
  'serving.knative.dev': ['Configuration', 'Service'],
  'serving.kserve.io': ['InferenceService', 'LLMInferenceService'],
  'sparkoperator.k8s.io': ['ScheduledSparkApplication', 'SparkApplication'],
  'tekton.dev': ['PipelineRun', 'Task', 'TaskRun'],
};

/** True for a custom resource that is known to make pods. */
export function isPodMaker(apiVersion: string, kind: string): boolean {
  return hasKind(POD_MAKERS, apiVersion, kind);
}
