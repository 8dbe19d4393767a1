import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { type ImageVolumes, volumesOfImage } from '../contrast/image-volumes.ts';
import { imageReferenceOf } from '../kubernetes/image-reference.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { uniqueName } from '../kubernetes/unique-name.ts';
import { withoutSlash } from '../kubernetes/volume-mounts.ts';
import type { Container } from '../kubernetes/workload.ts';
import { itemsAt, textAt } from '../yaml/access.ts';
import { append, set } from '../yaml/edit/edit.ts';
import type { Node } from '../yaml/node.ts';
import { canBecomeSecurePv, chosenOf, claimUsesOf, SECURE_PV } from './persistent-volume/conversion.ts';
import { defineRule, type Finding } from './rule.ts';
import { optIn, optInSetting, wantsFix } from './wants-fix.ts';

const ID = 'image-volume';

export const imageVolume = defineRule({
  id: ID,
  summary: 'Find images that declare a volume that the container does not mount.',
  rationale:
    '`contrast generate` fails if the pod has no mount for a `VOLUME` of an image: a volume of the pod, not of a claim template, at exactly the path that the image ' +
    'declares. Without Contrast the container runtime adds an unnamed volume.',
  remedy:
    'Mount an emptyDir or a secure persistent volume at the directory. Opt-in: `fix: compatible` mounts an emptyDir, whose content ' +
    'is deleted with the pod, or corrects slashes at the end of a mountPath. List the volumes of unknown images in `images.sizes[].volumes`.',
  source:
    'Contrast documentation, Troubleshooting: VOLUME directives; Contrast source, patches of genpolicy; Dockerfiles of the images',
  severity: 'error',

  inspect(workload, facts) {
    const { sizes } = workload.settings.images;
    const declaring = userContainers(workload).flatMap((container) => {
      const reference = imageReferenceOf(container);
      const declared = reference && volumesOfImage(reference, sizes);
      return declared ? [{ container, declared }] : [];
    });
    return declaring.length === 0 ? undefined : judge(declaring, workload, facts);
  },
});

function* judge(
  declaring: readonly Declaring[],
  workload: ConfidentialWorkload,
  facts: InputIndex,
): Iterable<Finding> {
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map(({ name }) => name));
  let volumes = workload.volumes.length;
  for (const { container, declared } of declaring) {
    const mounts = itemsAt(container.node, 'volumeMounts');
    const mountAt = new Map(
      mounts.map((mount, index) => [withoutSlash(textAt(mount, 'mountPath') ?? ''), index]),
    );
    const missing = declared.paths.filter((path) => !mountAt.has(withoutSlash(path)));
    if (!declared.sure && missing.length === declared.paths.length)
      yield finding(container, declared.paths.join(' or at '));
    for (const path of declared.paths) {
      const index = mountAt.get(withoutSlash(path));
      const problem =
        index !== undefined && uncounted(workload, facts, container, { path, index, mount: mounts[index]! });
      if (problem) yield problem;
    }
    if (!declared.sure) continue;
    for (const [index, path] of missing.entries()) {
      if (!wantsFix(workload.settings, ID)) {
        yield { ...finding(container, path), ...optInSetting(ID) };
        continue;
      }
      const name = uniqueName(`${container.name}${path}`, taken);
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
    cause: {
      message:
        'images declare volumes that are not mounted, so contrast generate fails: mount emptyDirs or secure persistent volumes',
      subject: `${paths} of ${container.image}`,
    },
    message: `the image ${container.image} of ${container.title} declares a volume that is not mounted, so contrast generate fails: mount an emptyDir or a secure persistent volume at ${paths}`,
  };
}

/** Returns what is wrong with a mount at the directory, for which `contrast generate` compares paths as text and looks at volumes of the pod only. */
function uncounted(
  workload: ConfidentialWorkload,
  facts: InputIndex,
  container: Container,
  { path, index, mount }: { path: string; index: number; mount: Node },
): Finding | undefined {
  const field = [...container.path, 'volumeMounts', index, 'mountPath'];
  const written = textAt(mount, 'mountPath')!;
  const name = textAt(mount, 'name') ?? '';
  const declared = `the volume ${path} that the image ${container.image} declares`;
  if (workload.claimTemplates.some((template) => template.name === name)) {
    return {
      ...(isAnsweredBySecurePv(workload, facts, name) && { setting: SECURE_PV }),
      path: [...container.path, 'image'],
      message: `${container.title} mounts claim template "${name}" at ${declared}, which contrast generate does not count as a mount, so it fails: mount an emptyDir or a secure persistent volume at ${path}`,
    };
  }
  if (written === path) return undefined;
  return {
    path: field,
    currentValue: written,
    proposedValue: path,
    message: `${container.title} mounts ${written}, and contrast generate fails since ${declared} is written differently: set mountPath to ${path}`,
    ...optIn(workload.settings, ID, () => ({
      edits: [set(field, path)],
      message: `set mountPath to ${path}, as the image ${container.image} writes it, since contrast generate fails on ${written}`,
    })),
  };
}

/** True if `volumes.persistent: secure-pv` would mount the claim template as a volume of the pod. */
function isAnsweredBySecurePv(workload: ConfidentialWorkload, facts: InputIndex, template: string): boolean {
  if (workload.settings.volumes.persistent === 'secure-pv') return false;
  const uses = claimUsesOf(workload, facts);
  const use = uses.find(({ claim }) => claim.name === template);
  return use !== undefined && canBecomeSecurePv(use, chosenOf(uses), workload, facts);
}

interface NewMount {
  name: string;
  path: string;
  /** Positions in the pod's volumes and in the container's mounts. */
  volume: number;
  mount: number;
}

function* mountEmptyDir(
  { podSpecPath }: ConfidentialWorkload,
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
      message: `mounted an emptyDir at ${path}: it is empty at first, and data that ${container.title} writes there is deleted with the pod`,
    },
  };
}
