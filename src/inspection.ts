import type { InputFacts } from './cluster/facts.ts';
import type { Allowed } from './config/allow.ts';
import type { Settings } from './config/settings.ts';
import { isGenerated } from './contrast/generated.ts';
import { readRuntimeClass } from './contrast/runtime-class.ts';
import type { Edit } from './edit/edit.ts';
import type { Overlays } from './edit/overlays.ts';
import type { Resource } from './frame.ts';
import { readIdentity, type WorkloadIdentity } from './kube/identity.ts';
import { forgetState } from './kube/kept.ts';
import { readWorkload, type Workload } from './kube/workload.ts';
import type { Result } from './result.ts';
import type { Finding, Fix, Rule, Severity } from './rule.ts';
import { isAwake, isMarked, type ScheduledRule, type Wakening } from './wakening.ts';
import type { KeyBits } from './yaml/key-bits.ts';
import { type Path, textAt } from './yaml/read.ts';

/** Sees every workload that is judged, as it came in and as it was left. */
export interface Observer {
  before(workload: Workload): void;
  after(workload: Workload, facts: InputFacts): void;
  /** What was seen so far does not count: the run begins anew. */
  restart(): void;
}

/** Several observers as one. */
export function observers(all: readonly Observer[]): Observer {
  return {
    before: (workload) => all.forEach((one) => void one.before(workload)),
    after: (workload, facts) => all.forEach((one) => void one.after(workload, facts)),
    restart: () => all.forEach((one) => void one.restart()),
  };
}

/** A workload and what its inspection works with. */
export interface Subject {
  text: string;
  resource: Resource;
  podTemplate: Path;
  overlays: Overlays;
  facts: InputFacts;
  wakening: Wakening;
  /** What its keys stand for. */
  bits: KeyBits;
  /** False where the input has no setter comments. */
  hasSetters(): boolean;
}

/** What kpt's apply-setters looks for in comments. */
export const SETTER = 'kpt-set:';

/** Runs the rules over one workload, each on what the fixes of those before it left. */
export class Inspection {
  readonly #subject: Subject;
  readonly #results: Result[] = [];
  #allowed: Allowed = new Map();

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** @throws UnreadableWorkload where there is no pod to judge. */
  run(
    schedule: readonly ScheduledRule[],
    firstIdentity: WorkloadIdentity,
    settings: Settings,
    allowed: Allowed,
    observer?: Observer,
  ): Result[] {
    const { resource, podTemplate, facts, bits } = this.#subject;
    this.#allowed = allowed;
    let identity = firstIdentity;
    let workload = this.#read(identity, settings);
    let foreign = isForeign(workload);
    observer?.before(workload);
    for (const scheduled of schedule) {
      if (!isAwake(scheduled, bits)) continue;
      const { rule } = scheduled;
      // A pod that stays outside of a confidential VM is none of the other rules' business.
      if (foreign && !rule.judgesForeign) continue;
      if (this.#lacksWord(rule)) continue;
      // Fixes wait until the rule has seen all of the workload as it was.
      const found = rule.inspect!(workload, facts);
      if (!found) continue;
      const findings = Array.isArray(found) ? found : [...found];
      if (findings.length === 0) continue;
      const fixes = findings.filter((finding) => this.#take(rule, finding, workload));
      if (fixes.length === 0) continue;
      // Annotations and labels may have changed as well, but settings come from what was read first.
      if (fixes.some(changesMetadata)) identity = readIdentity(resource, podTemplate, isMarked(bits));
      if (fixes.some((finding) => this.#changesShape(finding, workload)))
        workload = this.#read(identity, settings);
      else forgetState(workload, fixes.flatMap(pathsOf));
      foreign = isForeign(workload);
    }
    if (foreign) return this.#results;
    facts.workloads.selected++;
    observer?.after(workload, facts);
    return this.#results;
  }

  /** Where a key stands twice every rule is asked: which of them look at that key decides what becomes of the object. */
  #lacksWord({ wokenBy }: Rule): boolean {
    const { resource } = this.#subject;
    if (wokenBy?.word === undefined || resource.document.duplicates.length > 0) return false;
    return resource.mentions?.(wokenBy.word) === false;
  }

  #read(identity: WorkloadIdentity, settings: Settings): Workload {
    const { resource, podTemplate } = this.#subject;
    return readWorkload(resource, podTemplate, identity, settings);
  }

  /** Makes the finding's fix where that is wanted and possible; true where something changed. */
  #take(rule: Rule, finding: Finding, workload: Workload): boolean {
    const setting = workload.settings.rules[rule.id];
    const { fix } = finding;
    const reason = this.#allowed.get(rule.id);
    if (reason !== undefined) {
      this.#stands(
        rule.id,
        'info',
        { ...finding, tags: { ...finding.tags, allowed: reason } },
        `${finding.message} (allowed by the pod: ${reason})`,
      );
      return false;
    }
    if (!fix || setting?.fix === false) {
      this.#stands(rule.id, standingSeverity(rule, finding, setting?.severity), finding, finding.message);
      return false;
    }
    if (isGenerated({ annotations: workload.annotations, isMarked: isMarked(this.#subject.bits) })) {
      const message =
        `contrast generate has run on this pod and a change would invalidate its policy, yet one is needed: ${finding.message} ` +
        `(${rule.id}). Prepare the manifest first, then run contrast generate on it`;
      this.#stands('already-generated', 'error', finding, message);
      return false;
    }
    const problem = this.#apply(finding.resource ?? this.#subject.resource, fix.edits);
    if (problem !== undefined) {
      this.#stands(rule.id, 'error', finding, `${finding.message}; this could not be mended: ${problem}`);
      return false;
    }
    this.#changed(rule, finding, fix);
    return true;
  }

  /** All edits or none of them; gives the reason where it is none. */
  #apply(resource: Resource, edits: Edit[]): string | undefined {
    const { overlays, wakening, bits } = this.#subject;
    try {
      for (const slot of overlays.apply(resource, edits)) this.#warnOfSetter(resource, slot.start, edits);
    } catch (error) {
      return (error as Error).message;
    }
    wakening.addEdits(bits, edits);
    return undefined;
  }

  /** False where the workload that was read shows the change by itself. */
  #changesShape({ resource, fix }: Finding, { podSpecPath }: Workload): boolean {
    // An alias that is changed becomes a node of its own.
    if (resource || this.#subject.resource.document.aliases.size > 0) return true;
    return fix!.edits.some(({ path }) => !isSizing(path, podSpecPath));
  }

  /** kpt's apply-setters writes the value of a `kpt-set` comment over whatever stands on its line. */
  #warnOfSetter(resource: Resource, offset: number, edits: Edit[]): void {
    const { text, hasSetters } = this.#subject;
    if (resource.mentions?.(SETTER) === false || !hasSetters()) return;
    const end = text.indexOf('\n', offset);
    const line = text.slice(offset, end === -1 ? undefined : end);
    const comment = line.includes(SETTER) ? /#\s*kpt-set:.*/.exec(line) : null;
    const path = edits[0]?.path;
    if (!comment || !path) return;
    const message =
      `this line carries the setter comment "${comment[0].trim()}": apply-setters will undo this change ` +
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

  #stands(rule: string, severity: Severity, finding: Finding, message: string): void {
    this.#add(finding, { rule, severity, message, changed: false });
  }

  #changed(rule: Rule, finding: Finding, fix: Fix): void {
    const severity = fix.severity ?? (fix.removes ? 'warning' : 'info');
    this.#add(finding, { rule: rule.id, severity, message: fix.message, changed: true });
  }

  /** Adds what the finding says of its place to a result. */
  #add(finding: Finding, result: Result): void {
    result.resource = finding.resource ?? this.#subject.resource;
    result.path = finding.path;
    if (finding.currentValue !== undefined) result.currentValue = finding.currentValue;
    if (finding.proposedValue !== undefined) result.proposedValue = finding.proposedValue;
    if (finding.tags) result.tags = finding.tags;
    if (result.changed) result.problem = finding.message;
    this.#results.push(result);
  }
}

/** True for the path of the RuntimeClass, or to resources of the pod or of a container. */
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

function isForeign({ podSpec }: Workload): boolean {
  const name = textAt(podSpec, 'runtimeClassName');
  return name !== undefined && name !== '' && readRuntimeClass(name).kind === 'foreign';
}

function standingSeverity(rule: Rule, finding: Finding, configured: Severity | 'off' | undefined): Severity {
  if (configured !== undefined && configured !== 'off') return configured;
  return finding.severity ?? rule.severity;
}
