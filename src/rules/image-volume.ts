import { wantsFix } from '../config/opt-in.ts';
import { type ImageVolumes, volumesOfImage } from '../contrast/image-volumes.ts';
import { append } from '../edit/edit.ts';
import { freeName } from '../kube/free-name.ts';
import { imageReferenceOf } from '../kube/image-reference.ts';
import { withoutSlash } from '../kube/mounts.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { itemsAt, textAt } from '../yaml/read.ts';

export const imageVolume = defineRule({
  id: 'image-volume',
  summary: 'Find images that declare a volume which the container does not mount.',
  rationale:
    'A `VOLUME` of an image needs a mount of its own in the pod, or `contrast generate` fails. Kubernetes would have made an unnamed one.',
  remedy:
    'Mount an emptyDir or a secure persistent volume at the directory. Opt-in: `rules: {image-volume: {fix: true}}` mounts an emptyDir, whose content ' +
    'ends with the pod. `images.sizes[].volumes` tells of images that are not known.',
  source: 'Contrast documentation, Troubleshooting: VOLUME directives; Dockerfiles of the images',
  severity: 'warning',

  inspect(workload) {
    const { sizes } = workload.settings.images;
    const declaring = judgedContainers(workload).flatMap((container) => {
      const reference = imageReferenceOf(container);
      const declared = reference && volumesOfImage(reference, sizes);
      return declared ? [{ container, declared }] : [];
    });
    return declaring.length === 0 ? undefined : judge(declaring, workload);
  },
});

function* judge(declaring: readonly Declaring[], workload: Workload): Iterable<Finding> {
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map(({ name }) => name));
  let volumes = workload.volumes.length;
  for (const { container, declared } of declaring) {
    const mounts = itemsAt(container.node, 'volumeMounts');
    const mounted = new Set(mounts.map((mount) => withoutSlash(textAt(mount, 'mountPath') ?? '')));
    const missing = declared.paths.filter((path) => !mounted.has(withoutSlash(path)));
    if (!declared.sure) {
      if (missing.length === declared.paths.length) yield finding(container, declared.paths.join(' or at '));
      continue;
    }
    for (const [index, path] of missing.entries()) {
      if (!wantsFix(workload.settings, 'image-volume')) {
        yield finding(container, path);
        continue;
      }
      const name = freeName(`${container.name}${path}`, taken);
      taken.add(name);
      yield* mountEmptyDir(workload, container, {
        name,
        path,
        volume: volumes++,
        mount: mounts.length + index,
      });
    }
  }
}

/** A container whose image declares volumes. */
interface Declaring {
  container: Container;
  declared: ImageVolumes;
}

function finding(container: Container, paths: string): Finding {
  return {
    path: [...container.path, 'image'],
    message: `the image ${container.image} of ${container.title} declares a volume that no mount covers, so contrast generate fails: mount an emptyDir or a secure persistent volume at ${paths}`,
  };
}

interface NewMount {
  name: string;
  path: string;
  /** Positions in the pod's volumes and in the container's mounts. */
  volume: number;
  mount: number;
}

function* mountEmptyDir(
  { podSpecPath }: Workload,
  container: Container,
  { name, path, volume, mount }: NewMount,
): Iterable<Finding> {
  const volumes = [...podSpecPath, 'volumes'];
  const mounts = [...container.path, 'volumeMounts'];
  const [newVolume, newMount] = [
    { name, emptyDir: {} },
    { name, mountPath: path },
  ];
  const { message } = finding(container, path);
  yield {
    path: [...volumes, volume],
    proposedValue: newVolume,
    message,
    fix: {
      edits: [append(volumes, newVolume)],
      message: `added an emptyDir for the volume ${path} of the image ${container.image}`,
    },
  };
  yield {
    path: [...mounts, mount],
    proposedValue: newMount,
    message,
    fix: {
      edits: [append(mounts, newMount)],
      severity: 'warning',
      message: `mounted an emptyDir at ${path}: it begins empty, and what ${container.title} writes there ends with the pod`,
    },
  };
}
