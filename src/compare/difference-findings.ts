import type { Resource } from '../manifest/types.ts';
import { joinWords } from '../util/join-words.ts';
import { isObject, type JsonObject } from '../util/json.ts';
import { textAt } from '../yaml/access.ts';
import type { Author, Authors } from './authors.ts';
import { coverageOf } from './coverage.ts';
import { originOf } from './difference-origin.ts';
import type { Difference } from './differences.ts';
import { formatField } from './field-path.ts';
import { placeOf } from './field-place.ts';
import type { LiveFindings } from './findings.ts';
import { type OwnerChain, REVISION } from './live-objects.ts';
import { classOf, isOfContrast } from './pod-templates.ts';
import { preparedDifferences } from './prepared-differences.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';
import { REMEDIES } from './remedies.ts';
import { inWords, shownValue } from './shown-value.ts';
import { type LiveTemplate, sizeConsequence } from './vm-size.ts';
import type { Controller, WorkloadMatch } from './workload-matches.ts';

/** Reports how live objects differ from the files. */
export class DifferenceFindings {
  readonly #findings: LiveFindings;
  readonly #authors: Authors;

  constructor(findings: LiveFindings, authors: Authors) {
    this.#findings = findings;
    this.#authors = authors;
  }

  /** Reports the differences of the live template, whether pods have them or not. */
  addController(match: WorkloadMatch, controller: Controller): void {
    if (!isOfContrast(controller.runtimeClass))
      return this.#addUnprepared(match, controller.resource, controller.runtimeClass);
    for (const difference of controller.differences)
      this.#addOfTemplate(match.prepared, difference, controller, '');
  }

  addPod(match: WorkloadMatch, pod: Resource, template: JsonObject, chain: OwnerChain): void {
    const { prepared, controller } = match;
    if (!isOfContrast(classOf(template))) return this.#addUnprepared(match, pod, classOf(template), chain);
    const metadata = isObject(template.metadata) ? template.metadata : {};
    const late: Difference[] = [];
    for (const difference of preparedDifferences(prepared, template, true)) {
      const origin = originOf(difference, match, chain);
      if (origin === 'revision') late.push(difference);
      else if (origin === 'template') this.#addOfTemplate(prepared, difference, controller!, pod.name);
      else
        this.#add(prepared, difference, { resource: pod, templatePath: [] }, pod.name, () =>
          this.#authors.ofPod(difference, pod, metadata, chain),
        );
    }
    // A failed pod of an earlier Job is not started again.
    if (late.length > 0 && textAt(pod.root, 'status', 'phase') !== 'Failed')
      this.#addRevision(match, pod, chain, late);
  }

  #addOfTemplate(
    prepared: PreparedWorkload,
    difference: Difference,
    controller: Controller,
    pod: string,
  ): void {
    const { resource, templatePath } = controller;
    this.#add(prepared, difference, controller, pod, () =>
      this.#authors.ofTemplate(difference, resource, templatePath),
    );
  }

  #add(
    prepared: PreparedWorkload,
    difference: Difference,
    live: LiveTemplate,
    pod: string,
    authorOf: () => Author,
  ): void {
    const { path, expected, actual } = difference;
    const origin = live.resource.kind === 'Pod' ? 'pod' : 'template';
    const key = `${prepared.id} ${origin} ${formatField(path)} ${JSON.stringify(actual)}`;
    this.#findings.add(key, pod, () => {
      const coverage = coverageOf(path);
      const { severity, consequence } =
        (coverage.cover === 'measurement' && sizeConsequence(path, prepared, live)) ||
        (actual === undefined && coverage.missing) ||
        coverage;
      const { cause, text, remedy } = authorOf();
      const place = placeOf(prepared, path);
      const field = place.isComplete ? '' : `${formatField(path)} `;
      return {
        rule: coverage.rule,
        severity,
        resource: prepared.resource,
        path: place.path,
        currentValue: shownValue(path, actual),
        proposedValue: shownValue(path, expected),
        tags: { cause, covers: coverage.cover },
        message: (pods) =>
          `${field}${differenceInWords(difference, pods)}. ${consequence}. Cause: ${text}. To fix it, ${remedy}`,
      };
    });
  }

  /** A pod without a class of Contrast was never prepared: its other differences follow from that. */
  #addUnprepared(
    { prepared, controller }: WorkloadMatch,
    object: Resource,
    name: string,
    chain: OwnerChain = [],
  ): void {
    const pod = object.kind === 'Pod' ? object.name : '';
    this.#findings.add(`unprepared ${prepared.id} ${name}`, pod, () => {
      const field = ['spec', 'runtimeClassName'];
      const difference = { path: field, expected: prepared.runtimeClass, actual: name || undefined };
      const { cause, text } =
        controller && !isOfContrast(controller.runtimeClass)
          ? this.#authors.ofTemplate(difference, controller.resource, controller.templatePath)
          : this.#authors.ofPod(difference, object, {}, chain);
      const isChange = cause === 'edited' || cause === 'rollback' || cause === 'admission';
      const unprepared =
        'the manifests were applied without preparation, for example by an upgrade without the post-renderer; ';
      return {
        rule: 'live-runtime-class',
        severity: 'error',
        resource: prepared.resource,
        path: placeOf(prepared, field).path,
        currentValue: name || undefined,
        proposedValue: prepared.runtimeClass,
        tags: { cause: isChange ? cause : 'unprepared', covers: 'class' },
        message: (pods) =>
          `is ${name === '' ? 'missing' : `${name} instead of ${prepared.runtimeClass}`} in ${pods}. Without a RuntimeClass of Contrast, a pod runs outside of a confidential VM, in the clear. ` +
          `Cause: ${isChange ? '' : unprepared}${text}. To fix it, ${isChange ? REMEDIES[cause] : REMEDIES.unprepared}`,
      };
    });
  }

  #addRevision(
    { prepared, controller }: WorkloadMatch,
    pod: Resource,
    chain: OwnerChain,
    late: Difference[],
  ): void {
    const owner = chain[1]!;
    const hash = textAt(pod.root, 'metadata', 'labels', 'controller-revision-hash');
    this.#findings.add(`revision ${prepared.id} ${owner.name} ${hash}`, pod.name, () => {
      const isCovered = late.some(({ path }) => coverageOf(path).severity === 'error');
      const [revision, current] = [owner.resource, controller?.resource].map((object) =>
        textAt(object?.root, 'metadata', 'annotations', REVISION),
      );
      const numbers = revision && current ? ` (revision ${revision}, now ${current})` : '';
      const isOwn = owner.kind === 'ReplicaSet' || owner.kind === 'Job';
      const of = isOwn ? ` of ${owner.kind} ${owner.name}` : hash === undefined ? '' : ` of revision ${hash}`;
      const fields = joinWords(
        late.map(({ path }) => formatField(path)),
        5,
      );
      return {
        rule: 'live-revision',
        severity: isCovered ? 'error' : 'info',
        resource: prepared.resource,
        path: prepared.templatePath,
        tags: { cause: 'revision' },
        message: (pods) =>
          `an earlier template is still in use by ${pods}${of}${numbers}: ${fields} ${late.length === 1 ? 'differs' : 'differ'} from the files and from the current template. ` +
          `Cause: the pods were not restarted after the change. To fix it, ${owner.kind === 'Job' ? `delete Job ${owner.name}, or wait until it ends` : REMEDIES.revision}`,
      };
    });
  }
}

/** `is shop/web:2 instead of shop/web:1 in 2 pods`; without values that may not be shown. */
function differenceInWords({ path, expected, actual }: Difference, pods: string): string {
  const [live, file] = [actual, expected].map((value) => {
    const shown = shownValue(path, value);
    return shown === undefined ? undefined : inWords(shown);
  });
  if (expected === undefined) {
    const isItem = typeof path.at(-1) === 'object';
    const image =
      isItem && isObject(actual) && typeof actual.image === 'string' ? ` with image ${actual.image}` : '';
    return isItem || live === undefined
      ? `was added to ${pods}${image}`
      : `is ${live} in ${pods}, but not set in the file`;
  }
  if (actual === undefined)
    return file === undefined ? `is missing in ${pods}` : `is not set in ${pods}, but ${file} in the file`;
  return live === undefined || file === undefined
    ? `has another value in ${pods}`
    : `is ${live} instead of ${file} in ${pods}`;
}
