import { annotationNames, CONTRAST_PREFIX } from '../contrast/annotations.ts';
import { atLeast, compareVersions, formatVersion, newestVersion } from '../contrast/version.ts';
import { metadataPaths } from '../kube/metadata-paths.ts';
import type { Workload } from '../kube/workload.ts';
import { nearest } from '../nearest.ts';
import { defineRule, type Finding } from '../rule.ts';
import { entriesOf, mapAt, type Path } from '../yaml/read.ts';

/** Keys that `contrast generate` or Contrast's own pods have; nobody writes them by hand. */
const WRITTEN_BY_CONTRAST = /^(platform$|snp-id-block)/;
/** Annotation of Services (Contrast source, `internal/kuberesource`). */
const OF_SERVICES = 'expose-service';
/** The only name that is a label too, in releases since July 2026. */
const LABEL = 'pod-role';

const DOMAIN = CONTRAST_PREFIX.slice(0, -1);

export const unknownAnnotation = defineRule({
  id: 'unknown-annotation',
  summary: 'Find misspelt annotations of Contrast.',
  rationale:
    'Nothing reads an annotation with a misspelt key, and nothing says so: the pod runs without the service mesh or the encrypted volume that it asks for.',
  remedy: 'Correct the key; the message names the one that was probably meant.',
  source:
    'Contrast documentation, Contrast elements in Kubernetes YAML; Contrast source, `internal/kuberesource`',
  severity: 'error',
  wokenBy: { keys: looksLikeContrast },

  *inspect(workload) {
    const { root } = workload.resource;
    for (const place of metadataPaths(root, workload.podMetadataPath)) {
      const metadata = mapAt(root, ...place);
      for (const [key] of entriesOf(mapAt(metadata, 'annotations')))
        yield* judgeAnnotation(workload, key, [...place, 'annotations', key]);
      for (const [key] of entriesOf(mapAt(metadata, 'labels'))) {
        if (!key.startsWith(CONTRAST_PREFIX) || key === CONTRAST_PREFIX + LABEL) continue;
        yield {
          path: [...place, 'labels', key],
          message: `the label ${key} means nothing to Contrast: write it as an annotation of the pod`,
        };
      }
    }
  },
});

/** True for a key that is Contrast's, or whose domain was probably meant to be. */
function looksLikeContrast(key: string): boolean {
  return key.startsWith(CONTRAST_PREFIX) || hasMisspeltDomain(key);
}

function hasMisspeltDomain(key: string): boolean {
  const slash = key.indexOf('/');
  return slash !== -1 && nearest(key.slice(0, slash), [DOMAIN], 3) !== undefined;
}

function* judgeAnnotation({ settings }: Workload, key: string, path: Path): Iterable<Finding> {
  if (!key.startsWith(CONTRAST_PREFIX)) {
    yield* judgeDomain(key, path);
    return;
  }
  const name = key.slice(CONTRAST_PREFIX.length);
  const names: string[] = annotationNames;
  if (name === 'image-store-size' && !atLeast(settings.version, '1.13')) {
    yield {
      path,
      severity: 'warning',
      message: `Contrast ${formatVersion(settings.version)} does not know ${key}, which came with 1.13: remove it, or use a newer release`,
    };
  } else if (name === OF_SERVICES) {
    yield {
      path,
      severity: 'warning',
      message: `${key} counts on Services only: move it to the Service that is to be reached from outside`,
    };
  } else if (!names.includes(name) && !WRITTEN_BY_CONTRAST.test(name)) {
    const isNewer = compareVersions(settings.version, newestVersion) > 0;
    yield {
      path,
      // A newer release may have annotations that are not known here.
      ...(isNewer ? { severity: 'warning' as const } : {}),
      message: `${key} is no annotation of Contrast, so it means nothing: ${advice(name, names)}`,
    };
  }
}

function advice(name: string, names: string[]): string {
  const close = nearest(name, names);
  return close === undefined ? `known are ${names.join(', ')}` : `did you mean ${CONTRAST_PREFIX}${close}?`;
}

/** `contrast.edgeless.system/secure-pv`: the name is right, the domain is not. */
function* judgeDomain(key: string, path: Path): Iterable<Finding> {
  if (!hasMisspeltDomain(key)) return;
  yield {
    path,
    message: `${key} is no annotation of Contrast, so it means nothing: did you mean ${CONTRAST_PREFIX}${key.slice(key.indexOf('/') + 1)}?`,
  };
}
