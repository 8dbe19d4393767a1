import { type Allowed, allowedFor } from '../config/allow.ts';
import type { Config } from '../config/load-config.ts';
import { limitsWithoutEffect } from '../config/memory-annotation.ts';
import { entriesInDoubt, settingsFor } from '../config/settings-for.ts';
import type { Release } from '../contrast/releases.ts';
import { type InputIndex, indexInput, type Span, type WorkloadCounts } from '../kubernetes/input/index.ts';
import { Kinds, podTemplatesIn } from '../kubernetes/kinds/configured.ts';
import { metadataPaths } from '../kubernetes/metadata-paths.ts';
import { UnreadableWorkload } from '../kubernetes/workload.ts';
import { readIdentity } from '../kubernetes/workload-metadata.ts';
import { watchDuplicates } from '../manifest/duplicate-keys.ts';
import { ManifestEdits } from '../manifest/edits.ts';
import type { Input, Resource } from '../manifest/types.ts';
import type { Result } from '../rules/result.ts';
import type { Finding, InputFinding, Rule } from '../rules/rule.ts';
import { pluralize } from '../util/plural.ts';
import { at, type Path } from '../yaml/access.ts';
import type { TextEdit } from '../yaml/edit/text-edit.ts';
import type { MapNode } from '../yaml/node.ts';
import { duplicateResults } from './duplicate-key-results.ts';
import { exemptionOf, selectionExemption } from './exemption.ts';
import { addSetting, Inspection, type Observer, SETTER } from './inspect-workload.ts';
import { hasEngineKeys, RuleTriggers, type ScheduledRule } from './rule-triggers.ts';

/** The changes to the text, and the counts of workloads. */
export interface Preparation {
  textEdits: TextEdit[];
  workloads: WorkloadCounts;
}

export interface PrepareOptions {
  observer?: Observer | undefined;
  /** The files that the text was put together from; none for one stream. */
  sources?: readonly Span[] | undefined;
  /** Arguments that `contrast generate` will be called with, as far as they are known. */
  generateArguments?: readonly string[] | undefined;
  /** Receives each result as soon as it is found. */
  report: (result: Result) => void;
  /** The triggers with which the keys of the input were collected, if they were. */
  triggers?: RuleTriggers;
}

/** Inspects every resource of the input with `rules` and applies the fixes that the configuration allows. */
export function prepare(
  input: Input,
  config: Config,
  rules: readonly Rule[],
  options: PrepareOptions,
): Preparation {
  const facts = indexInput(
    input,
    new Kinds(config.customResources, config.declaredKinds),
    config.deployment === 'whole',
    options.sources,
    options.generateArguments,
  );
  const preparation = new Preparer(input, config, rules, facts, options);
  for (const resource of input.resources) preparation.addResource(resource);
  preparation.addInput();
  return preparation.finish();
}

class Preparer {
  readonly #input: Input;
  readonly #config: Config;
  readonly #rules: readonly Rule[];
  /** The rules of the configured release; overrides may set another release for a workload. */
  readonly #generalRules: readonly Rule[];
  readonly #facts: InputIndex;
  readonly #overlays: ManifestEdits;
  readonly #report: (result: Result) => void;
  readonly #observer: Observer | undefined;
  readonly #triggers: RuleTriggers;
  readonly #schedules = new Map<Release, ScheduledRule[]>();
  readonly #hasSetters = () => (this.#foundSetters ??= this.#input.text.includes(SETTER));
  #foundSetters: boolean | undefined;
  /** Entries of the configuration that match on namespace, and the number of workloads whose unknown namespace may match. */
  readonly #inDoubt = new Map<string, number>();
  /** Entries of `allow` in the configuration that match workloads, and whether they accept a finding. */
  readonly #accepting = new Map<string, boolean>();

  constructor(
    input: Input,
    config: Config,
    rules: readonly Rule[],
    facts: InputIndex,
    { report, observer, triggers = new RuleTriggers(rules) }: PrepareOptions,
  ) {
    this.#report = report;
    this.#observer = observer;
    this.#triggers = triggers;
    this.#input = input;
    this.#config = config;
    this.#rules = rules.filter(({ id }) => config.settings.rules[id]?.severity !== 'off');
    this.#generalRules = this.#rules.filter((rule) => holds(rule, config.settings.release));
    this.#facts = facts;
    this.#overlays = new ManifestEdits(input.text);
  }

  addResource(resource: Resource): void {
    const podTemplates = this.#facts.kinds.podTemplates(resource);
    const isWorkload = podTemplates.length > 0;
    const mark = this.#overlays.mark();
    const watched = watchDuplicates(resource, () => {
      if (!isWorkload) return this.#inspectOther(resource);
      this.#facts.workloads.found++;
      return this.#inspectWorkload(resource, podTemplates);
    });
    // If a rule read a duplicate key, its findings may be wrong: the resource is not changed.
    const ambiguous = watched.duplicates.some(({ read }) => read);
    if (ambiguous) this.#overlays.rollBack(mark);
    else watched.value.forEach(this.#report);
    duplicateResults(this.#input.text, resource, watched.duplicates).forEach(this.#report);
    if (!isWorkload) return;
    this.#facts.workloads.inspected++;
    this.#overlays.finish(resource);
  }

  /** Reports results about the input as a whole, after all resources. */
  addInput(): void {
    for (const [entry, count] of this.#inDoubt) {
      const message = `${entry} matches on namespace, but ${pluralize(count, 'workload')} that it may match ${count === 1 ? 'has' : 'have'} none: set it with --namespace or in the manifests`;
      // A workload that is not excluded never runs unprotected.
      const severity = entry.startsWith('workloads.exclude') ? 'info' : 'warning';
      this.#report({ rule: 'configuration', severity, message, changed: false });
    }
    for (const [entry, isUsed] of this.#accepting) {
      if (isUsed) continue;
      const message = `${entry} accepts nothing: the workloads that it matches have no finding of this rule; remove it`;
      this.#report({ rule: 'configuration', severity: 'info', message, changed: false });
    }
    for (const rule of this.#generalRules) {
      for (const finding of rule.inspectInput?.(this.#facts, this.#config.settings) ?? [])
        this.#report(this.#fixed(rule, finding) ?? this.#unfixed(rule, finding));
    }
  }

  /** Applies the fix of a finding about an object that no rule inspects by itself; undefined if there is none or it fails. */
  #fixed(rule: Rule, finding: InputFinding): Result | undefined {
    const { fix, resource, message, ...rest } = finding;
    if (!fix || !resource || this.#config.settings.rules[rule.id]?.fix === false) return undefined;
    try {
      this.#overlays.apply(resource, fix.edits);
    } catch {
      return undefined;
    }
    return {
      ...rest,
      rule: rule.id,
      severity: 'info',
      message: fix.message,
      changed: true,
      problem: message,
      resource,
    };
  }

  finish(): Preparation {
    const textEdits = this.#overlays.textEdits();
    return { textEdits, workloads: this.#facts.workloads };
  }

  #inspectWorkload(resource: Resource, podTemplates: readonly Path[]): Result[] {
    const [only, ...others] = podTemplatesIn(resource.root, podTemplates);
    const results = this.#inspectPodTemplate(resource, only!);
    for (const other of others) results.push(...this.#inspectPodTemplate(resource, other));
    if (this.#facts.kinds.isConfigured(resource)) results.push(...this.#inspectOther(resource));
    return results;
  }

  #inspectPodTemplate(resource: Resource, podTemplate: Path): Result[] {
    const mask = this.#triggers.maskOfObject(resource.document);
    const identity = readIdentity(resource, podTemplate, hasEngineKeys(mask));
    const { settings, problems } = settingsFor(this.#config, identity);
    const { allowed, problems: allowProblems } = allowedFor(this.#config, identity);
    const results: Result[] = [];
    const idle = limitsWithoutEffect(identity, resource.root, podTemplate);
    for (const { key, severity, code, message } of [...problems, ...idle, ...allowProblems]) {
      const path = [...placeOf(key, resource.root, podTemplate), 'annotations', key];
      results.push({ rule: 'own-annotation', code, severity, message, changed: false, resource, path });
    }
    for (const entry of entriesInDoubt(this.#config, identity))
      this.#inDoubt.set(entry, (this.#inDoubt.get(entry) ?? 0) + 1);
    const exemption = exemptionOf(this.#config, identity, resource, podTemplate, this.#facts);
    if (exemption) {
      for (const rule of this.#generalRules) {
        for (const finding of rule.inspectExempt?.(resource, exemption) ?? [])
          results.push(this.#unfixed(rule, finding, resource));
      }
      return results;
    }
    const inspection = new Inspection({
      text: this.#input.text,
      resource,
      podTemplate,
      overlays: this.#overlays,
      facts: this.#facts,
      triggers: this.#triggers,
      mask,
      hasSetters: this.#hasSetters,
    });
    try {
      const schedule = this.#scheduleAt(settings.release);
      results.push(...inspection.run(schedule, identity, settings, allowed, this.#observer));
      this.#noteAccepted(allowed, inspection.accepted);
    } catch (error) {
      if (!(error instanceof UnreadableWorkload)) throw error;
      const message = `${error.message}: these pods could not be inspected and are not changed`;
      results.push({
        rule: 'unreadable-workload',
        code: error.code,
        severity: 'error',
        message,
        changed: false,
        resource,
        path: error.path,
      });
    }
    return results;
  }

  /** Remembers which entries of the configuration accept findings, and which match workloads without any. */
  #noteAccepted(allowed: Allowed, accepted: ReadonlySet<string>): void {
    for (const [rule, { by }] of allowed) {
      const entry = `${by}.${rule}`;
      if (by !== 'the pod') this.#accepting.set(entry, this.#accepting.get(entry) || accepted.has(rule));
    }
  }

  /** Returns the rules that may apply to workloads of a release. */
  #scheduleAt(release: Release): ScheduledRule[] {
    let known = this.#schedules.get(release);
    if (!known) {
      const judging = this.#rules.filter((rule) => rule.inspect && holds(rule, release));
      known = this.#triggers.schedule(judging, this.#facts);
      this.#schedules.set(release, known);
    }
    return known;
  }

  #inspectOther(resource: Resource): Result[] {
    const results: Result[] = [];
    const exemption = () => selectionExemption(this.#config, readIdentity(resource, []));
    for (const rule of this.#generalRules) {
      for (const finding of rule.inspectOther?.(resource, this.#facts, exemption) ?? [])
        results.push(this.#unfixed(rule, finding, resource));
    }
    return results;
  }

  #unfixed(rule: Rule, finding: Omit<Finding, 'path'> & { path?: Path }, resource?: Resource): Result {
    const { fix: _, setting, ...rest } = finding;
    const severity = this.#config.settings.rules[rule.id]?.severity ?? finding.severity ?? rule.severity;
    const result: Result = {
      ...rest,
      rule: rule.id,
      severity: severity === 'off' ? 'info' : severity,
      changed: false,
    };
    if (resource) result.resource = resource;
    if (setting) addSetting(result, setting);
    return result;
  }
}

function holds({ holdsFor }: Rule, release: Release): boolean {
  return holdsFor === undefined || holdsFor(release);
}

/** Returns the path of the metadata with an annotation: that of the pod, else the closest one above it. */
function placeOf(key: string, root: MapNode, podTemplate: Path): Path {
  const places = metadataPaths(root, [...podTemplate, 'metadata']);
  return places.findLast((path) => at(root, ...path, 'annotations', key) !== undefined) ?? places.at(-1)!;
}
