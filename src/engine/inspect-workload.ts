import type { Allowed } from '../config/allow.ts';
import { type ConfidentialWorkload, readWorkload } from '../contrast/confidential-workload.ts';
import { isGenerated } from '../contrast/generated-annotations.ts';
import { readRuntimeClass } from '../contrast/runtime-class.ts';
import type { Settings } from '../contrast/settings.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { invalidateMemo } from '../kubernetes/memo.ts';
import { readIdentity, type WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import type { ManifestEdits } from '../manifest/edits.ts';
import type { Resource } from '../manifest/types.ts';
import type { Result } from '../rules/result.ts';
import type { Finding, Fix, Rule } from '../rules/rule.ts';
import { formatSetting, type Setting } from '../rules/setting.ts';
import type { Severity } from '../util/severity.ts';
import { type Path, textAt } from '../yaml/access.ts';
import type { Edit } from '../yaml/edit/edit.ts';
import type { KeyMask } from '../yaml/parser/fast/key-mask.ts';
import { hasEngineKeys, mayApply, type RuleTriggers, type ScheduledRule } from './rule-triggers.ts';

/** Sees every workload that is inspected, before and after its fixes. If the run throws, the input was invalid and what it saw is void. */
export interface Observer {
  before(workload: ConfidentialWorkload): void;
  after(workload: ConfidentialWorkload, facts: InputIndex): void;
}

/** Combines observers into one. */
export function observers(all: readonly Observer[]): Observer {
  return {
    before: (workload) => all.forEach((one) => void one.before(workload)),
    after: (workload, facts) => all.forEach((one) => void one.after(workload, facts)),
  };
}

/** A workload and what its inspection needs. */
export interface Subject {
  text: string;
  resource: Resource;
  podTemplate: Path;
  overlays: ManifestEdits;
  facts: InputIndex;
  triggers: RuleTriggers;
  /** The rules that its keys trigger. */
  mask: KeyMask;
  /** False if the input has no setter comments. */
  hasSetters(): boolean;
}

/** The marker of setter comments, which apply-setters of kpt reads. */
export const SETTER = 'kpt-set:';

/** Runs the rules on one workload. Each rule sees the fixes of earlier rules. */
export class Inspection {
  readonly #subject: Subject;
  readonly #results: Result[] = [];
  #allowed: Allowed = new Map();
  /** Rules with findings that were accepted. */
  readonly accepted = new Set<string>();

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** @throws UnreadableWorkload if there is no pod to inspect. */
  run(
    schedule: readonly ScheduledRule[],
    firstIdentity: WorkloadIdentity,
    settings: Settings,
    allowed: Allowed,
    observer?: Observer,
  ): Result[] {
    const { resource, podTemplate, facts, mask } = this.#subject;
    this.#allowed = allowed;
    let identity = firstIdentity;
    let workload = this.#read(identity, settings);
    let foreign = isForeign(workload);
    observer?.before(workload);
    for (const scheduled of schedule) {
      if (!mayApply(scheduled, mask, resource)) continue;
      const { rule } = scheduled;
      // Most rules do not apply to a pod outside of a confidential VM.
      if (foreign && !rule.appliesToNonContrast) continue;
      // Fixes are applied only after the rule has seen the whole workload.
      const found = rule.inspect!(workload, facts);
      if (!found) continue;
      const findings = Array.isArray(found) ? found : [...found];
      if (findings.length === 0) continue;
      const fixes = findings.filter((finding) => this.#take(rule, finding, workload));
      if (fixes.length === 0) continue;
      // Annotations and labels may have changed too; the settings stay those of the original ones.
      if (fixes.some(changesMetadata)) identity = readIdentity(resource, podTemplate, hasEngineKeys(mask));
      if (fixes.some((finding) => this.#changesShape(finding, workload)))
        workload = this.#read(identity, settings);
      else invalidateMemo(workload, fixes.flatMap(pathsOf));
      foreign = isForeign(workload);
    }
    if (foreign) return this.#results;
    facts.workloads.selected++;
    observer?.after(workload, facts);
    return this.#results;
  }

  #read(identity: WorkloadIdentity, settings: Settings): ConfidentialWorkload {
    const { resource, podTemplate } = this.#subject;
    return readWorkload(resource, podTemplate, identity, settings);
  }

  /** Applies the fix of a finding if it is enabled and possible. Returns true if something changed. */
  #take(rule: Rule, finding: Finding, workload: ConfidentialWorkload): boolean {
    const setting = workload.settings.rules[rule.id];
    const { fix } = finding;
    const acceptance = this.#allowed.get(rule.id);
    if (acceptance) {
      const { reason, by } = acceptance;
      this.accepted.add(rule.id);
      this.#addUnfixed(
        rule.id,
        'info',
        { ...finding, tags: { ...finding.tags, allowed: reason } },
        `${finding.message} (allowed by ${by}: ${reason})`,
      );
      return false;
    }
    if (!fix || setting?.fix === false) {
      // The setting removes the finding by turning on the fix of its rule.
      const isAnswer = setting?.fix !== false && !this.#isGenerated(workload);
      const severity = unfixedSeverity(rule, finding, setting?.severity);
      this.#addUnfixed(rule.id, severity, finding, finding.message, isAnswer ? finding.setting : undefined);
      return false;
    }
    if (this.#isGenerated(workload)) {
      const message =
        `contrast generate has processed this pod, so that a change would invalidate its policy, but one is needed: ${finding.message} ` +
        `(${rule.id}). Prepare the manifest first, then run contrast generate`;
      this.#addUnfixed('already-generated', 'error', finding, message);
      return false;
    }
    const problem = this.#apply(finding.resource ?? this.#subject.resource, fix.edits);
    if (problem !== undefined) {
      this.#addUnfixed(
        rule.id,
        'error',
        finding,
        `${finding.message}; could not be fixed automatically: ${problem}`,
      );
      return false;
    }
    this.#addFixed(rule, finding, fix);
    return true;
  }

  /** True if `contrast generate` has processed the pod, which must not change any more. */
  #isGenerated({ annotations }: ConfidentialWorkload): boolean {
    return isGenerated({ annotations, isMarked: hasEngineKeys(this.#subject.mask) });
  }

  /** Applies all edits. If one fails, applies none and returns the reason. */
  #apply(resource: Resource, edits: Edit[]): string | undefined {
    const { overlays, triggers, mask } = this.#subject;
    try {
      for (const slot of overlays.apply(resource, edits)) this.#warnOfSetter(resource, slot.start, edits);
    } catch (error) {
      return (error as Error).message;
    }
    triggers.addEdits(mask, edits);
    return undefined;
  }

  /** False if the workload object reflects the change without being read again. */
  #changesShape({ resource, fix }: Finding, { podSpecPath }: ConfidentialWorkload): boolean {
    // Editing an alias replaces it with a new node.
    if (resource || this.#subject.resource.document.aliases.size > 0) return true;
    return fix!.edits.some(({ path }) => !isSizing(path, podSpecPath));
  }

  /** Warns of an edit that apply-setters of kpt will overwrite. */
  #warnOfSetter(resource: Resource, offset: number, edits: Edit[]): void {
    const { text, hasSetters } = this.#subject;
    if (resource.mentions?.(SETTER) === false || !hasSetters()) return;
    const end = text.indexOf('\n', offset);
    const line = text.slice(offset, end === -1 ? undefined : end);
    const comment = line.includes(SETTER) ? /#\s*kpt-set:.*/.exec(line) : null;
    const path = edits[0]?.path;
    if (!comment || !path) return;
    const message =
      `this line has the setter comment "${comment[0].trim()}": apply-setters will undo this change ` +
      'unless the setter has the new value or runs before prepare-contrast';
    this.#results.push({
      rule: 'setter-comment',
      severity: 'warning',
      message,
      changed: false,
      resource,
      path,
    });
  }

  #addUnfixed(rule: string, severity: Severity, finding: Finding, message: string, answer?: Setting): void {
    const result = this.#add(finding, { rule, severity, message, changed: false });
    if (answer) addSetting(result, answer);
  }

  #addFixed(rule: Rule, finding: Finding, fix: Fix): void {
    const severity = fix.severity ?? (fix.removes ? 'warning' : 'info');
    this.#add(finding, { rule: rule.id, severity, message: fix.message, changed: true });
  }

  /** Completes a result with the place and values of its finding. */
  #add(finding: Finding, result: Result): Result {
    result.resource = finding.resource ?? this.#subject.resource;
    result.path = finding.path;
    if (finding.currentValue !== undefined) result.currentValue = finding.currentValue;
    if (finding.proposedValue !== undefined) result.proposedValue = finding.proposedValue;
    if (finding.tags) result.tags = finding.tags;
    // A finding that says more, such as why it is allowed, is not like the others.
    if (finding.cause && (result.changed || result.message === finding.message)) result.cause = finding.cause;
    if (result.changed) result.problem = finding.message;
    this.#results.push(result);
    return result;
  }
}

/** Names the setting that removes the finding. */
export function addSetting(result: Result, setting: Setting): void {
  const advice = `; or set ${formatSetting(setting)}`;
  result.setting = setting;
  result.message += advice;
  if (result.cause) result.cause = { ...result.cause, message: result.cause.message + advice };
}

/** True for the path of the RuntimeClass and for resources of the pod or of a container. */
function isSizing(path: Path, podSpecPath: Path): boolean {
  const depth = podSpecPath.length;
  if (podSpecPath.some((key, index) => key !== path[index])) return false;
  const field = path[depth];
  if (field === 'runtimeClassName' || field === 'resources') return true;
  return (field === 'containers' || field === 'initContainers') && path[depth + 2] === 'resources';
}

function pathsOf({ fix }: Finding): Path[] {
  return fix!.edits.map(({ path }) => path);
}

function changesMetadata({ fix }: Finding): boolean {
  return fix?.edits.some(({ path }) => path.includes('metadata')) ?? false;
}

function isForeign({ podSpec }: ConfidentialWorkload): boolean {
  const name = textAt(podSpec, 'runtimeClassName');
  return name !== undefined && name !== '' && readRuntimeClass(name).kind === 'foreign';
}

function unfixedSeverity(rule: Rule, finding: Finding, configured: Severity | 'off' | undefined): Severity {
  if (configured !== undefined && configured !== 'off') return configured;
  return finding.severity ?? rule.severity;
}
