import type { ImageReference } from '../kubernetes/image-reference.ts';
import { sizeOf } from './image-sizes.ts';
import type { ImageSize } from './settings.ts';

/** Directories that an image declares as volumes; `sure` is false if they depend on a release that the tag does not identify. */
export interface ImageVolumes {
  paths: readonly string[];
  sure: boolean;
}

/** Well-known images and the `VOLUME`s of their Dockerfiles, as published by their projects. */
const KNOWN: [repositories: string[], paths: string[]][] = [
  [['docker.io/library/mysql', 'docker.io/library/mariadb'], ['/var/lib/mysql']],
  [['docker.io/library/redis', 'docker.io/valkey/valkey'], ['/data']],
  [['docker.io/library/mongo'], ['/data/db', '/data/configdb']],
  [['docker.io/library/rabbitmq'], ['/var/lib/rabbitmq']],
  [['docker.io/library/cassandra'], ['/var/lib/cassandra']],
  [['docker.io/library/neo4j'], ['/data', '/logs']],
  [['docker.io/library/couchdb'], ['/opt/couchdb/data']],
  [['docker.io/library/zookeeper'], ['/data', '/datalog', '/logs']],
  [['docker.io/library/eclipse-mosquitto'], ['/mosquitto/data', '/mosquitto/log']],
  [['docker.io/library/registry'], ['/var/lib/registry']],
  [['docker.io/library/wordpress', 'docker.io/library/nextcloud'], ['/var/www/html']],
  [['docker.io/library/ghost'], ['/var/lib/ghost/content']],
  [['docker.io/clickhouse/clickhouse-server'], ['/var/lib/clickhouse']],
  [['docker.io/jenkins/jenkins'], ['/var/jenkins_home']],
  [['docker.io/sonatype/nexus3'], ['/nexus-data']],
  [['docker.io/hashicorp/consul'], ['/consul/data']],
  [['docker.io/hashicorp/vault'], ['/vault/file', '/vault/logs']],
  [['docker.io/minio/minio', 'quay.io/minio/minio'], ['/data']],
  [['docker.io/prom/prometheus', 'quay.io/prometheus/prometheus'], ['/prometheus']],
  [['docker.io/prom/alertmanager', 'quay.io/prometheus/alertmanager'], ['/alertmanager']],
];

const byRepository = new Map(
  KNOWN.flatMap(([repositories, paths]) => repositories.map((name) => [name, paths] as const)),
);

/** PostgreSQL and images made from it: release 18 moved the volume one directory up. */
const POSTGRES = ['docker.io/library/postgres', 'docker.io/pgvector/pgvector', 'docker.io/postgis/postgis'];
const POSTGRES_PATHS = { until17: '/var/lib/postgresql/data', since18: '/var/lib/postgresql' };

/** Registries with the official images of Docker Hub under the same names. */
const MIRROR = /^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//;

/** The volumes that the image is known to declare: by a size hint that lists them, else by the table of well-known images. */
export function volumesOfImage(
  reference: ImageReference,
  sizes: readonly ImageSize[],
): ImageVolumes | undefined {
  const hinted = sizeOf(sizes, reference)?.volumes;
  if (hinted) return { paths: hinted, sure: true };
  const { tag } = reference;
  const repository = reference.repository.replace(MIRROR, 'docker.io/library/');
  if (POSTGRES.includes(repository)) return postgresVolumes(tag);
  const paths = byRepository.get(repository);
  return paths && { paths, sure: true };
}

function postgresVolumes(tag: string | undefined): ImageVolumes {
  const major = /^(?:pg)?([0-9]+)(?![0-9])/.exec(tag ?? '')?.[1];
  if (major === undefined) return { paths: Object.values(POSTGRES_PATHS), sure: false };
  return { paths: [Number(major) >= 18 ? POSTGRES_PATHS.since18 : POSTGRES_PATHS.until17], sure: true };
}
