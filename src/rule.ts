import type { InputFacts } from './cluster/facts.ts';
import type { Edit } from './edit/edit.ts';
import type { Resource } from './frame.ts';
import type { Json } from './json.ts';
import type { Workload } from './kube/workload.ts';
import type { Path } from './yaml/read.ts';

export type Severity = 'info' | 'warning' | 'error';

/** What a fix does: edits of one resource, applied together or not at all. */
export interface Fix {
  edits: Edit[];
  /** What was done, for the result: "set to 512Mi: …". */
  message: string;
  /** True where something the user wrote is taken away: the result is a warning then. */
  removes?: boolean;
  /** Severity of the result where the applied fix needs a look all the same. */
  severity?: Severity;
}

/** One matter that a rule found at one place of one resource. */
export interface Finding {
  /** What is wrong and what to do, in one sentence; used where the finding stands. */
  message: string;
  /** The field, from the root of the resource. */
  path: Path;
  /** The resource that it is in and that the fix edits, where that is another than the one judged: a claim of a workload. */
  resource?: Resource;
  /** Severity where the finding stands and it differs from the rule's own. */
  severity?: Severity;
  fix?: Fix;
  currentValue?: Json;
  proposedValue?: Json;
  tags?: Record<string, string>;
}

/** What a rule found; nothing, which is what most workloads give, may be said by returning early. */
export type Findings = Iterable<Finding> | undefined;

/** One matter that Contrast workloads get wrong: what it looks like and how it is mended. Rules do no I/O and know nothing of hosts. */
export interface Rule {
  /** Kebab case; what users write in `rules:` and see in `tags.rule`. */
  id: string;
  /** What the rule does, one imperative sentence. */
  summary: string;
  /** Why it matters, one or two sentences. */
  rationale: string;
  /** How it is mended: what the program does by itself or when asked to, and what is left to people. */
  remedy: string;
  /** Where the rule comes from: a section of the Contrast documentation or source. */
  source: string;
  /** First and last Contrast release for which the rule holds, as `1.13`; all of them where absent. */
  since?: string;
  until?: string;
  /** Severity of a finding that stands and names none itself. */
  severity: Severity;
  /** True for rules that judge pods of foreign RuntimeClasses too; the others are about confidential VMs. */
  judgesForeign?: boolean;
  /**
   * What there has to be for the rule to find anything in a workload: one of these keys anywhere in the object (`*` at the end stands
   * for any rest), one of these words in its text, or these facts of the input. Where none of it is there the rule is passed over.
   * Absent: the rule looks at every workload.
   */
  wokenBy?: {
    keys?: readonly string[] | ((key: string) => boolean);
    word?: string;
    facts?(facts: InputFacts): boolean;
  };
  /** Judges one selected workload. Sees what the fixes of earlier rules did; changes nothing itself. */
  inspect?(workload: Workload, facts: InputFacts): Findings;
  /** Judges a workload that is left alone. */
  inspectExempt?(resource: Resource, exemption: Exemption): Iterable<Finding>;
  /** Judges a resource that is no workload, and what a configured custom resource holds beside the pods that were named. */
  inspectOther?(resource: Resource, facts: InputFacts): Iterable<Finding>;
  /** Judges the input as a whole, after every workload. Its findings belong to no resource. */
  inspectInput?(facts: InputFacts): Iterable<Omit<Finding, 'path' | 'fix'>>;
}

/**
 * Why a workload is left alone: the user said so, it looks like a node agent that cannot run in a VM, or another object
 * of the input made it and is judged in its place.
 */
export interface Exemption {
  /** `unclear`: what the user says depends on something that is not known. */
  by: 'user' | 'unclear' | 'guess' | 'owner';
  reason: string;
}

/** Checks the shape of a rule at compile time and gives it back. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
