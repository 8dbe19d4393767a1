import type { Resource } from '../manifest/types.ts';
import type { Result } from '../rules/result.ts';
import { firstFew } from '../util/join-words.ts';
import type { Json } from '../util/json.ts';
import { pluralize } from '../util/plural.ts';
import type { Severity } from '../util/severity.ts';
import type { Path } from '../yaml/access.ts';

/** A result about one problem of a workload, and the live objects that have it. */
export interface LiveFinding {
  rule: string;
  severity: Severity;
  resource?: Resource;
  path?: Path;
  /** Makes the message from the live objects: `3 pods (web-a, web-b and 1 more)`, or the template if no pod counts. */
  message: (objects: string) => string;
  currentValue?: Json | undefined;
  proposedValue?: Json | undefined;
  tags?: Record<string, string>;
}

/** Names of objects to show. */
const SHOWN = 3;

/** Collects findings: the same problem of many pods is one result. */
export class LiveFindings {
  readonly #found = new Map<string, { finding: LiveFinding; objects: Set<string> }>();

  /** Counts one more object for the finding; `make` is called for the first one. An empty name counts no object. */
  add(key: string, object: string, make: () => LiveFinding): void {
    let entry = this.#found.get(key);
    if (!entry) {
      entry = { finding: make(), objects: new Set() };
      this.#found.set(key, entry);
    }
    if (object !== '') entry.objects.add(object);
  }

  *results(): Iterable<Result> {
    for (const { finding, objects } of this.#found.values()) {
      const { rule, severity, resource, path, message, currentValue, proposedValue, tags } = finding;
      const count = objects.size;
      const named = `${pluralize(count, 'pod')} (${firstFew([...objects], SHOWN)})`;
      yield {
        rule,
        severity,
        changed: false,
        message: message(count === 0 ? 'the live template (no pod yet)' : named),
        ...(resource && { resource }),
        ...(path && { path }),
        ...(currentValue !== undefined && { currentValue }),
        ...(proposedValue !== undefined && { proposedValue }),
        tags: { ...tags, ...(count > 0 && { pods: String(count) }) },
      };
    }
  }
}
