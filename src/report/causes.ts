import type { Result } from '../rules/result.ts';
import { groupBy } from '../util/group-by.ts';
import { firstFew } from '../util/join-words.ts';
import { pluralize } from '../util/plural.ts';
import { type LocatedFinding, titleOf } from './finding.ts';
import { causeKey } from './findings-count.ts';

/** Heading of the findings that several objects have in common. */
export const SEVERAL_OBJECTS = 'Several objects';

/** The places of findings of one cause: how many there are in all and of each name; of many names only the first. */
export class PlaceNames {
  readonly #most: number;
  readonly #bySubject = new Map<string, number>();
  readonly #byObject = new Map<string, { count: number; subject: string | undefined }>();
  count = 0;

  /** Keeps at most `most` names. */
  constructor(most: number) {
    this.#most = most;
  }

  add(result: Result): void {
    const title = titleOf(result);
    const { subject } = result.cause!;
    this.count++;
    const name = subject ?? title;
    const count = this.#bySubject.get(name);
    if (count !== undefined) this.#bySubject.set(name, count + 1);
    else if (this.#bySubject.size < this.#most) this.#bySubject.set(name, 1);
    const object = this.#byObject.get(title);
    if (object) {
      object.count++;
      if (object.subject !== subject) object.subject = undefined;
    } else if (this.#byObject.size < this.#most) this.#byObject.set(title, { count: 1, subject });
  }

  /**
   * Names at most `limit` places: by what they are about if that is shorter, else by object.
   * `26 places: nginx:1 (20), redis:7 (6)`, `3 places: Deployment shop/web (container "web"), Deployment shop/api (2)`
   */
  format(limit: number): string {
    const isBySubject = this.#byObject.size === 1 || this.#bySubject.size < this.#byObject.size;
    const names = isBySubject
      ? [...this.#bySubject].map(([name, count]) => ({ name, count, subject: undefined }))
      : [...this.#byObject].map(([name, object]) => ({ name, ...object }));
    const texts = names.map(({ name, count, subject }) => name + inParentheses(subject, count));
    const named = names.reduce((sum, { count }) => sum + count, 0);
    const text =
      named < this.count ? `${texts.slice(0, limit).join(', ')} and others` : firstFew(texts, limit);
    return `${pluralize(this.count, 'place')}: ${text}`;
  }
}

function inParentheses(subject: string | undefined, count: number): string {
  const parts = [subject, count > 1 ? count : undefined].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Separates findings that share their cause with others from the rest. */
export function byCause(findings: readonly LocatedFinding[]): {
  common: LocatedFinding[][];
  single: LocatedFinding[];
} {
  const groups = groupBy(findings, ({ result }) => causeKey(result));
  const isCommon = (key: string | undefined) => key !== undefined && groups.get(key)!.length > 1;
  return {
    common: [...groups].filter(([key]) => isCommon(key)).map(([, group]) => group),
    single: findings.filter(({ result }) => !isCommon(causeKey(result))),
  };
}
