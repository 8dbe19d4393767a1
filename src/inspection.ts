import type { InputFacts } from './cluster/facts.ts';
import type { Allowed } from './config/allow.ts';
import type { Settings } from './config/settings.ts';
import { generatedAnnotation } from './contrast/generated.ts';
import { readRuntimeClass } from './contrast/runtime-class.ts';
import { type ContrastVersion, formatVersion, isWithin } from './contrast/version.ts';
import type { Edit } from './edit/edit.ts';
import type { Overlays } from './edit/overlays.ts';
import type { Resource } from './frame.ts';
import { readIdentity, readWorkload, type Workload, type WorkloadIdentity } from './kube/workload.ts';
import type { Result } from './result.ts';
import type { Finding, Fix, Rule, Severity } from './rule.ts';
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

/** Runs the rules over one workload, each on what the fixes of those before it left. */
export class Inspection {
  readonly #text: string;
  readonly #resource: Resource;
  readonly #podTemplate: Path;
  readonly #overlays: Overlays;
  readonly #facts: InputFacts;
  readonly #results: Result[] = [];
  #allowed: Allowed = new Map();

  constructor(text: string, resource: Resource, podTemplate: Path, overlays: Overlays, facts: InputFacts) {
    this.#text = text;
    this.#resource = resource;
    this.#podTemplate = podTemplate;
    this.#overlays = overlays;
    this.#facts = facts;
  }

  /** @throws UnreadableWorkload where there is no pod to judge. */
  run(
    rules: readonly Rule[],
    firstIdentity: WorkloadIdentity,
    settings: Settings,
    allowed: Allowed,
    observer?: Observer,
  ): Result[] {
    this.#allowed = allowed;
    let identity = firstIdentity;
    let workload = this.#read(identity, settings);
    let foreign = isForeign(workload);
    observer?.before(workload);
    for (const rule of rulesAt(settings.version, rules)) {
      // A pod that stays outside of a confidential VM is none of the other rules' business.
      if (foreign && !rule.judgesForeign) continue;
      // Fixes wait until the rule has seen all of the workload as it was.
      let findings: Finding[] | undefined;
      for (const finding of rule.inspect!(workload, this.#facts)) {
        findings ??= [];
        findings.push(finding);
      }
      if (!findings) continue;
      const fixes = findings.filter((finding) => this.#take(rule, finding, workload));
      if (fixes.length === 0) continue;
      // Annotations and labels may have changed as well, but settings come from what was read first.
      if (fixes.some(changesMetadata)) identity = readIdentity(this.#resource, this.#podTemplate);
      workload = this.#read(identity, settings);
      foreign = isForeign(workload);
    }
    if (foreign) return this.#results;
    this.#facts.workloads.selected++;
    observer?.after(workload, this.#facts);
    return this.#results;
  }

  #read(identity: WorkloadIdentity, settings: Settings): Workload {
    return readWorkload(this.#resource, this.#podTemplate, identity, settings);
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
    if (generatedAnnotation(workload.annotations) !== undefined) {
      const message =
        `contrast generate has run on this pod and a change would invalidate its policy, yet one is needed: ${finding.message} ` +
        `(${rule.id}). Prepare the manifest first, then run contrast generate on it`;
      this.#stands('already-generated', 'error', finding, message);
      return false;
    }
    const problem = this.#apply(finding.resource ?? this.#resource, fix.edits);
    if (problem !== undefined) {
      this.#stands(rule.id, 'error', finding, `${finding.message}; this could not be mended: ${problem}`);
      return false;
    }
    this.#changed(rule, finding, fix);
    return true;
  }

  /** All edits or none of them; gives the reason where it is none. */
  #apply(resource: Resource, edits: Edit[]): string | undefined {
    try {
      for (const slot of this.#overlays.apply(resource, edits))
        this.#warnOfSetter(resource, slot.start, edits);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  }

  /** kpt's apply-setters writes the value of a `kpt-set` comment over whatever stands on its line. */
  #warnOfSetter(resource: Resource, offset: number, edits: Edit[]): void {
    const end = this.#text.indexOf('\n', offset);
    const comment = /#\s*kpt-set:.*/.exec(this.#text.slice(offset, end === -1 ? undefined : end));
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
    const { fix: _, severity: __, ...rest } = finding;
    this.#results.push({ resource: this.#resource, ...rest, rule, severity, message, changed: false });
  }

  #changed(rule: Rule, finding: Finding, fix: Fix): void {
    const { fix: _, ...rest } = finding;
    const severity = fix.severity ?? (fix.removes ? 'warning' : 'info');
    this.#results.push({
      resource: this.#resource,
      ...rest,
      rule: rule.id,
      severity,
      message: fix.message,
      problem: finding.message,
      changed: true,
    });
  }
}

/** Rules that judge workloads, by the release and the list that they were chosen from. */
const chosen = new WeakMap<readonly Rule[], Map<string, readonly Rule[]>>();

function rulesAt(version: ContrastVersion, rules: readonly Rule[]): readonly Rule[] {
  const byVersion = chosen.get(rules) ?? new Map<string, readonly Rule[]>();
  chosen.set(rules, byVersion);
  const key = formatVersion(version);
  let known = byVersion.get(key);
  if (!known) {
    known = rules.filter((rule) => rule.inspect && isWithin(version, rule));
    byVersion.set(key, known);
  }
  return known;
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
