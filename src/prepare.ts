import { collectFacts, type InputFacts, type WorkloadCounts } from './cluster/facts.ts';
import { readAllowed } from './config/allow.ts';
import type { Config } from './config/load-config.ts';
import { limitsWithoutEffect } from './config/memory-annotation.ts';
import { entriesInDoubt, settingsFor } from './config/settings-for.ts';
import { type ContrastVersion, formatVersion, isWithin } from './contrast/version.ts';
import { counted } from './counted.ts';
import { duplicateResults, watchDuplicates } from './duplicates.ts';
import { Overlays } from './edit/overlays.ts';
import type { Splice } from './edit/splice.ts';
import { exemptionOf } from './exemption.ts';
import type { Input, Resource } from './frame.ts';
import { Inspection, type Observer, SETTER } from './inspection.ts';
import { readIdentity } from './kube/identity.ts';
import { metadataPaths } from './kube/metadata-paths.ts';
import { UnreadableWorkload } from './kube/workload.ts';
import { customWorkloads, podTemplatePaths, podTemplatesIn } from './kube/workload-kinds.ts';
import type { Result } from './result.ts';
import type { Finding, Rule } from './rule.ts';
import { isMarked, type ScheduledRule, Wakening } from './wakening.ts';
import type { MapNode } from './yaml/node.ts';
import { at, type Path } from './yaml/read.ts';

/** What was found and what is to change in the text. */
export interface Preparation {
  splices: Splice[];
  workloads: WorkloadCounts;
}

export interface PrepareOptions {
  observer?: Observer | undefined;
  /** Is given each result as it is found. */
  report: (result: Result) => void;
  /** By which the keys of the input were gathered, where they were. */
  wakening?: Wakening;
}

/** Judges every resource of the input by `rules` and makes the fixes that the configuration allows. */
export function prepare(
  input: Input,
  config: Config,
  rules: readonly Rule[],
  options: PrepareOptions,
): Preparation {
  const facts = collectFacts(input, config.customResources, config.deployment === 'whole');
  const preparation = new Preparer(input, config, rules, facts, options);
  for (const resource of input.resources) preparation.addResource(resource);
  preparation.addInput();
  return preparation.finish();
}

class Preparer {
  readonly #input: Input;
  readonly #config: Config;
  readonly #rules: readonly Rule[];
  /** Those that hold for the release that the configuration names; a workload may have one of its own. */
  readonly #generalRules: readonly Rule[];
  readonly #facts: InputFacts;
  readonly #overlays: Overlays;
  readonly #report: (result: Result) => void;
  readonly #observer: Observer | undefined;
  readonly #wakening: Wakening;
  readonly #schedules = new Map<string, ScheduledRule[]>();
  readonly #hasSetters = () => (this.#settersStand ??= this.#input.text.includes(SETTER));
  #settersStand: boolean | undefined;
  /** Entries of the configuration that may be about workloads without a namespace, and about how many. */
  readonly #inDoubt = new Map<string, number>();

  constructor(
    input: Input,
    config: Config,
    rules: readonly Rule[],
    facts: InputFacts,
    { report, observer, wakening = new Wakening(rules) }: PrepareOptions,
  ) {
    this.#report = report;
    this.#observer = observer;
    this.#wakening = wakening;
    this.#input = input;
    this.#config = config;
    this.#rules = rules.filter(({ id }) => config.settings.rules[id]?.severity !== 'off');
    this.#generalRules = this.#rules.filter((rule) => isWithin(config.settings.version, rule));
    this.#facts = facts;
    this.#overlays = new Overlays(input.text);
  }

  addResource(resource: Resource): void {
    const podTemplates = podTemplatePaths(resource, this.#config.customResources);
    const isWorkload = podTemplates.length > 0;
    const mark = this.#overlays.mark();
    const watched = watchDuplicates(resource, () => {
      if (!isWorkload) return this.#inspectOther(resource);
      this.#facts.workloads.found++;
      return this.#inspectWorkload(resource, podTemplates);
    });
    // A key that stands twice where a rule looks means two things at once: nothing of the resource is changed.
    const ambiguous = watched.duplicates.some(({ read }) => read);
    if (ambiguous) this.#overlays.rollBack(mark);
    else watched.value.forEach(this.#report);
    duplicateResults(this.#input.text, resource, watched.duplicates).forEach(this.#report);
    if (!isWorkload) return;
    this.#facts.workloads.inspected++;
    this.#overlays.finish(resource);
  }

  /** After every resource: what concerns the input as a whole. */
  addInput(): void {
    for (const [entry, count] of this.#inDoubt) {
      const message = `${entry} asks for a namespace, and ${counted(count, 'workload')} that it may be about ${count === 1 ? 'names' : 'name'} none: give it by --namespace, or have the manifests name it`;
      // Of what is not excluded nothing runs unprotected.
      const severity = entry.startsWith('workloads.exclude') ? 'info' : 'warning';
      this.#report({ rule: 'configuration', severity, message, changed: false });
    }
    for (const rule of this.#generalRules) {
      for (const finding of rule.inspectInput?.(this.#facts) ?? [])
        this.#report(this.#standing(rule, finding));
    }
  }

  finish(): Preparation {
    const splices = this.#overlays.splices();
    return { splices, workloads: this.#facts.workloads };
  }

  #inspectWorkload(resource: Resource, podTemplates: readonly Path[]): Result[] {
    const [only, ...others] = podTemplatesIn(resource.root, podTemplates);
    const results = this.#inspectPodTemplate(resource, only!);
    for (const other of others) results.push(...this.#inspectPodTemplate(resource, other));
    if (customWorkloads(resource, this.#config.customResources).length > 0)
      results.push(...this.#inspectOther(resource));
    return results;
  }

  #inspectPodTemplate(resource: Resource, podTemplate: Path): Result[] {
    const bits = this.#wakening.bitsOfObject(resource.document);
    const identity = readIdentity(resource, podTemplate, isMarked(bits));
    const { settings, problems } = settingsFor(this.#config, identity);
    const { allowed, problems: allowProblems } = readAllowed(identity, this.#config.ruleIds);
    const results: Result[] = [];
    const idle = limitsWithoutEffect(identity, resource.root, podTemplate);
    for (const { key, severity, message } of [...problems, ...idle, ...allowProblems]) {
      const path = [...placeOf(key, resource.root, podTemplate), 'annotations', key];
      results.push({ rule: 'own-annotation', severity, message, changed: false, resource, path });
    }
    for (const entry of entriesInDoubt(this.#config, identity))
      this.#inDoubt.set(entry, (this.#inDoubt.get(entry) ?? 0) + 1);
    const exemption = exemptionOf(this.#config, identity, resource, podTemplate, this.#facts);
    if (exemption) {
      for (const rule of this.#generalRules) {
        for (const finding of rule.inspectExempt?.(resource, exemption) ?? [])
          results.push(this.#standing(rule, finding, resource));
      }
      return results;
    }
    const inspection = new Inspection({
      text: this.#input.text,
      resource,
      podTemplate,
      overlays: this.#overlays,
      facts: this.#facts,
      wakening: this.#wakening,
      bits,
      hasSetters: this.#hasSetters,
    });
    try {
      const schedule = this.#scheduleAt(settings.version);
      results.push(...inspection.run(schedule, identity, settings, allowed, this.#observer));
    } catch (error) {
      if (!(error instanceof UnreadableWorkload)) throw error;
      const message = `${error.message}: these pods could not be inspected and are unchanged`;
      results.push({
        rule: 'unreadable-workload',
        severity: 'error',
        message,
        changed: false,
        resource,
        path: error.path,
      });
    }
    return results;
  }

  /** The rules that judge workloads under a release, which may be that of a single one. */
  #scheduleAt(version: ContrastVersion): ScheduledRule[] {
    const key = formatVersion(version);
    let known = this.#schedules.get(key);
    if (!known) {
      const judging = this.#rules.filter((rule) => rule.inspect && isWithin(version, rule));
      known = this.#wakening.schedule(judging, this.#facts);
      this.#schedules.set(key, known);
    }
    return known;
  }

  #inspectOther(resource: Resource): Result[] {
    const results: Result[] = [];
    for (const rule of this.#generalRules) {
      for (const finding of rule.inspectOther?.(resource, this.#facts) ?? [])
        results.push(this.#standing(rule, finding, resource));
    }
    return results;
  }

  #standing(rule: Rule, finding: Omit<Finding, 'path'> & { path?: Path }, resource?: Resource): Result {
    const { fix: _, ...rest } = finding;
    const severity = this.#config.settings.rules[rule.id]?.severity ?? finding.severity ?? rule.severity;
    const result: Result = {
      ...rest,
      rule: rule.id,
      severity: severity === 'off' ? 'info' : severity,
      changed: false,
    };
    if (resource) result.resource = resource;
    return result;
  }
}

/** Path of the metadata that has an annotation: the pod's, or where it has none of that key those above it. */
function placeOf(key: string, root: MapNode, podTemplate: Path): Path {
  const places = metadataPaths(root, [...podTemplate, 'metadata']);
  return places.findLast((path) => at(root, ...path, 'annotations', key) !== undefined) ?? places.at(-1)!;
}
