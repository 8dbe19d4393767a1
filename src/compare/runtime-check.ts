import { POD_ROLE } from '../contrast/annotations.ts';
import { releaseOfImage } from '../contrast/contrast-images.ts';
import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { formatVersion } from '../contrast/version.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import { joinWords } from '../util/join-words.ts';
import { itemsAt, mapAt, type Path, stringsOf, textAt } from '../yaml/access.ts';
import type { LiveFindings } from './findings.ts';
import type { LiveObjects } from './live-objects.ts';
import { isOfContrast, templatePaths } from './pod-templates.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';

const TROUBLESHOOTING = 'Contrast documentation 1.25, Troubleshooting, Validate Contrast components match';

/** A Coordinator of the live input. */
interface Coordinator {
  title: string;
  release: string | undefined;
  runtimeClass: string;
}

/** Finds problems that are not differences: the installed runtimes, the release of the Coordinator, a missing policy. */
export class RuntimeCheck {
  readonly #findings: LiveFindings;
  /** Handlers of the RuntimeClasses of the input, by name. */
  readonly #installed: ReadonlyMap<string, string>;
  readonly #coordinators: readonly Coordinator[];
  #uninstalled = false;

  constructor(live: LiveObjects, findings: LiveFindings) {
    this.#findings = findings;
    this.#installed = new Map(
      live.ofKind('RuntimeClass').map(({ name, root }) => [name, textAt(root, 'handler') ?? '']),
    );
    this.#coordinators = coordinatorsOf(live);
  }

  /** Checks a live pod, or the pod template of a live object at `template`, of a prepared workload. */
  add(prepared: PreparedWorkload, object: Resource, template: Path): void {
    const node = mapAt(object.root, ...template);
    const runtimeClass = textAt(node, 'spec', 'runtimeClassName') ?? '';
    if (!isOfContrast(runtimeClass)) return;
    const pod = object.kind === 'Pod' ? object.name : '';
    this.#checkInstalled(prepared, runtimeClass, pod);
    this.#checkGenerated(prepared, stringsOf(mapAt(node, 'metadata', 'annotations')), pod);
    if (!isCoordinator(node)) this.#checkRelease(prepared, runtimeClass, releaseOf(node), pod);
  }

  /** Reports what could not be checked. */
  finish(): void {
    if (this.#uninstalled)
      this.#findings.add('no runtime classes', '', () => ({
        rule: 'live-coverage',
        severity: 'info',
        message: () =>
          'the live input has no RuntimeClass, so the installed runtimes were not checked; add runtimeclass to kubectl get',
      }));
  }

  #checkInstalled(prepared: PreparedWorkload, runtimeClass: string, pod: string): void {
    if (this.#installed.size === 0) {
      this.#uninstalled = true;
      return;
    }
    const handler = this.#installed.get(runtimeClass);
    if (handler !== undefined && isOfContrast(handler)) return;
    this.#findings.add(`runtime ${prepared.id} ${runtimeClass}`, pod, () => ({
      rule: 'live-runtime',
      severity: 'error',
      resource: prepared.resource,
      path: [...prepared.templatePath, 'spec', 'runtimeClassName'],
      currentValue: runtimeClass,
      tags: { cause: 'runtime' },
      message: (pods) =>
        handler === undefined
          ? `is ${runtimeClass} in ${pods}, but this RuntimeClass is not installed: ${this.#others()}. ` +
            `To fix it, deploy the runtime of the same release as contrast generate, or run contrast generate of the installed release and apply its output (${TROUBLESHOOTING})`
          : `is ${runtimeClass} in ${pods}, but its handler ${handler} is not a runtime of Contrast, so pods run outside of confidential VMs. ` +
            'To fix it, deploy the runtime of Contrast again, and find out who changed the RuntimeClass',
    }));
  }

  #others(): string {
    const others = [...this.#installed.keys()].filter(isOfContrast);
    return others.length > 0
      ? `of the RuntimeClasses of Contrast, the cluster has only ${joinWords(others, 5)}`
      : 'the cluster has no RuntimeClass of Contrast';
  }

  #checkGenerated(prepared: PreparedWorkload, annotations: Record<string, string>, pod: string): void {
    if (generatedAnnotation(annotations) !== undefined) return;
    this.#findings.add(`generate ${prepared.id}`, pod, () => ({
      rule: 'live-generate',
      severity: 'error',
      resource: prepared.resource,
      path: prepared.templatePath,
      tags: { cause: 'unprepared', covers: 'initdata' },
      message: (pods) =>
        `the policy is missing in ${pods}, so nothing starts in the VM. Cause: ${prepared.isGenerated ? 'another version of the file was applied' : 'the manifests were applied without contrast generate'}. ` +
        'To fix it, run contrast generate and apply its output',
    }));
  }

  #checkRelease(
    prepared: PreparedWorkload,
    runtimeClass: string,
    release: string | undefined,
    pod: string,
  ): void {
    const [coordinator] = this.#coordinators;
    if (!coordinator || this.#coordinators.some((one) => isOfSameRelease(one, runtimeClass, release))) return;
    const isByImage =
      coordinator.release !== undefined && release !== undefined && coordinator.release !== release;
    const [theirs, own] = isByImage
      ? [coordinator.release, release]
      : [coordinator.runtimeClass, runtimeClass];
    const what = isByImage ? 'the release of Contrast' : 'the runtime';
    this.#findings.add(`release ${prepared.id} ${own}`, pod, () => ({
      rule: 'live-release',
      severity: 'error',
      resource: prepared.resource,
      path: prepared.templatePath,
      currentValue: own!,
      proposedValue: theirs!,
      tags: { cause: 'release' },
      message: (pods) =>
        `${what} is ${own} in ${pods}, but ${theirs} in the Coordinator (${coordinator.title}), which rejects the measurement or the Initializer of another release. ` +
        `To fix it, use one release: install its runtime and Coordinator, run its contrast generate, apply the output, restart the pods and set the new manifest (${TROUBLESHOOTING})`,
    }));
  }
}

/** Images are compared first; without two releases to compare, the runtimes of one platform, whose names end with a measurement. */
function isOfSameRelease(
  coordinator: Coordinator,
  runtimeClass: string,
  release: string | undefined,
): boolean {
  if (coordinator.release !== undefined && release !== undefined && coordinator.release !== release)
    return false;
  const [one, other] = [readRuntimeClass(coordinator.runtimeClass), readRuntimeClass(runtimeClass)];
  const isComparable =
    one.kind === 'versioned' &&
    other.kind === 'versioned' &&
    one.platform !== undefined &&
    one.platform === other.platform;
  return !isComparable || coordinator.runtimeClass === runtimeClass;
}

function coordinatorsOf(live: LiveObjects): Coordinator[] {
  const pods = live.ofKind('Pod').flatMap((pod) => coordinatorAt(pod, []));
  if (pods.length > 0) return pods;
  return [...live.kinds]
    .filter((kind) => kind !== 'Pod')
    .flatMap((kind) => live.ofKind(kind))
    .flatMap((resource) => templatePaths(resource).flatMap((path) => coordinatorAt(resource, path)));
}

function coordinatorAt(resource: Resource, path: Path): Coordinator[] {
  // Most of many pods are not Coordinators, and parsing each twice would take as long as the rest.
  if (resource.mentions?.('coordinator') === false) return [];
  const node = mapAt(resource.root, ...path);
  if (!node || !isCoordinator(node)) return [];
  return [
    {
      title: formatObjectName(resource),
      release: releaseOf(node),
      runtimeClass: textAt(node, 'spec', 'runtimeClassName') ?? '',
    },
  ];
}

function isCoordinator(node: ReturnType<typeof mapAt>): boolean {
  return ['labels', 'annotations'].some((part) => textAt(node, 'metadata', part, POD_ROLE) === 'coordinator');
}

/** The release of the images of Contrast in a pod. */
function releaseOf(node: ReturnType<typeof mapAt>): string | undefined {
  for (const list of ['initContainers', 'containers'])
    for (const container of itemsAt(node, 'spec', list)) {
      const release = releaseOfImage(textAt(container, 'image') ?? '');
      if (release) return formatVersion(release);
    }
  return undefined;
}
