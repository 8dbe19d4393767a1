import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import type { Release } from '../contrast/releases.ts';
import type { Settings } from '../contrast/settings.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import type { Resource } from '../manifest/types.ts';
import type { Json } from '../util/json.ts';
import type { Severity } from '../util/severity.ts';
import type { Path } from '../yaml/access.ts';
import type { Edit } from '../yaml/edit/edit.ts';
import type { Setting } from './setting.ts';
import type { Triggers } from './triggers.ts';

/** Edits of one resource, applied together or not at all. */
export interface Fix {
  edits: Edit[];
  /** What was done, for the result: "set to 512Mi: …". */
  message: string;
  /** True if the fix removes something that the user wrote; the result is then a warning. */
  removes?: boolean;
  /** Severity of the result if the applied fix needs a review. */
  severity?: Severity;
}

/** What findings at several places have in common: people decide once, so reports show them as one finding with its places. */
export interface Cause {
  /** The problem and the advice for all places, in one sentence: "containers have no memory limit, so …". */
  message: string;
  /** What the finding is about at its place: a container, an image, a volume. Absent if that is the object. */
  subject?: string;
}

/** One problem at one place of one resource. */
export interface Finding {
  /** The problem and the advice, in one sentence; reported if no fix is applied. */
  message: string;
  /** The field, from the root of the resource. */
  path: Path;
  /** The resource with the problem, which the fix edits, if it is not the inspected one: a claim of a workload. */
  resource?: Resource;
  /** Severity if no fix is applied and it differs from that of the rule. */
  severity?: Severity;
  fix?: Fix;
  /** Set if the same problem is expected at several places. */
  cause?: Cause;
  /** The setting that removes the finding, if there is one. */
  setting?: Setting;
  currentValue?: Json;
  proposedValue?: Json;
  tags?: Record<string, string>;
}

/** A finding about the input as a whole, or about an object that is not inspected by itself. */
export type InputFinding = Omit<Finding, 'path'> & { path?: Path };

/** The findings of a rule; undefined is the same as none. */
export type Findings = Iterable<Finding> | undefined;

/** Finds one kind of problem in Contrast workloads, and fixes it if possible. Rules do no I/O and do not depend on the host. */
export interface Rule {
  /** Kebab case; what users write in `rules:` and see in `tags.rule`. */
  id: string;
  /** What the rule does, one imperative sentence. */
  summary: string;
  /** Why it matters, one or two sentences. */
  rationale: string;
  /** How to fix it: what the program does automatically or opt-in, and what the user has to do. */
  remedy: string;
  /** Where the rule comes from: a section of the Contrast documentation or source. */
  source: string;
  /** Whether the rule holds for a Contrast release; for all where absent. */
  holdsFor?(release: Release): boolean;
  /** Severity of findings without a fix that do not set their own. */
  severity: Severity;
  /** True if the rule also inspects pods with a RuntimeClass of another runtime; other rules are about confidential VMs. */
  appliesToNonContrast?: boolean;
  /** What the rule applies to: `inspect` is called for workloads that have one of these. Absent: for every workload. */
  triggers?: Triggers;
  /** Inspects one selected workload with the fixes of earlier rules applied. Must not change anything itself. */
  inspect?(workload: ConfidentialWorkload, facts: InputIndex): Findings;
  /** Inspects a workload that is not prepared. */
  inspectExempt?(resource: Resource, exemption: Exemption): Iterable<Finding>;
  /**
   * Inspects a resource that is not a workload, and a configured custom resource apart from its configured pod templates.
   * `exemption` returns why the configuration or an annotation excludes the resource; undefined if neither does.
   */
  inspectOther?(
    resource: Resource,
    facts: InputIndex,
    exemption: () => Exemption | undefined,
  ): Iterable<Finding>;
  /** Inspects the input as a whole, after all workloads, and the objects that are not inspected by themselves. */
  inspectInput?(facts: InputIndex, settings: Settings): Iterable<InputFinding>;
}

/**
 * Why a workload is not prepared: the user excluded it or wrote it to a file of a node, it looks like a node agent that cannot run in a VM, or another object of the
 * input owns it and is inspected instead.
 */
export interface Exemption {
  /** `unclear`: the configuration depends on an unknown namespace. `impossible`: no confidential VM can run the pod. */
  by: 'user' | 'unclear' | 'impossible' | 'guess' | 'owner';
  reason: string;
}

/** Returns the rule; checks its type at compile time. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
