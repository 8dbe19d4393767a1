import { annotationNames, CONTRAST_PREFIX } from '../contrast/annotations.ts';

import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { metadataPaths } from '../kubernetes/metadata-paths.ts';
import { closestMatch } from '../util/closest-match.ts';
import { entriesOf, mapAt, type Path } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

/** Names of annotations that Contrast writes itself. */
const WRITTEN_BY_CONTRAST = /^(platform$|snp-id-block)/;
/** Annotation of Services (Contrast source, `internal/kuberesource`). */
const OF_SERVICES = 'expose-service';
/** The only name that can also be a label, in releases since July 2026. */
const LABEL = 'pod-role';

const DOMAIN = CONTRAST_PREFIX.slice(0, -1);

export const unknownAnnotation = defineRule({
  id: 'unknown-annotation',
  summary: 'Find misspelled annotations of Contrast.',
  rationale:
    'An annotation with a misspelled key is ignored without a message: the pod runs without its service mesh or encrypted volume.',
  remedy: 'Correct the key; the message suggests one.',
  source:
    'Contrast documentation, Contrast elements in Kubernetes YAML; Contrast source, `internal/kuberesource`',
  severity: 'error',
  triggers: { keys: [hasContrastDomain] },

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
          message: `Contrast ignores the label ${key}: set it as an annotation of the pod`,
        };
      }
    }
  },
});

/** True if the domain of the key is Contrast's or differs from it by at most three letters. */
function hasContrastDomain(key: string): boolean {
  const slash = key.indexOf('/');
  return slash !== -1 && closestMatch(key.slice(0, slash), [DOMAIN], 3) !== undefined;
}

function* judgeAnnotation({ settings }: ConfidentialWorkload, key: string, path: Path): Iterable<Finding> {
  if (!key.startsWith(CONTRAST_PREFIX)) {
    yield* judgeDomain(key, path);
    return;
  }
  const name = key.slice(CONTRAST_PREFIX.length);
  const names: string[] = annotationNames;
  if (name === 'image-store-size' && settings.release.fact('imageStore').value === 'absent') {
    yield {
      path,
      severity: 'warning',
      message: `Contrast ${settings.release.name} does not support ${key}, which was added in 1.13: remove it, or use a newer release`,
    };
  } else if (name === OF_SERVICES) {
    yield {
      path,
      severity: 'warning',
      message: `${key} has an effect only on Services: move it to the Service to expose`,
    };
  } else if (!names.includes(name) && !WRITTEN_BY_CONTRAST.test(name)) {
    yield {
      path,
      // A newer release may have annotations that are not known here.
      ...(settings.release.isKnown ? {} : { severity: 'warning' as const }),
      message: `Contrast ignores the unknown annotation ${key}: ${advice(name, names)}`,
    };
  }
}

function advice(name: string, names: string[]): string {
  const close = closestMatch(name, names);
  return close === undefined
    ? `known names are ${names.join(', ')}`
    : `did you mean ${CONTRAST_PREFIX}${close}?`;
}

/** Reports a misspelled domain: `contrast.edgeless.system/secure-pv`. */
function* judgeDomain(key: string, path: Path): Iterable<Finding> {
  if (!hasContrastDomain(key)) return;
  yield {
    path,
    message: `Contrast ignores the unknown annotation ${key}: did you mean ${CONTRAST_PREFIX}${key.slice(key.indexOf('/') + 1)}?`,
  };
}
