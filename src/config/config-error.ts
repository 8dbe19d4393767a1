import { PreparationError } from '../errors.ts';
import { nearest } from '../nearest.ts';

/** The configuration cannot be used. Holds everything that is wrong with it, not only the first. */
export class ConfigError extends PreparationError {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      problems.length === 1
        ? `configuration: ${problems[0]}`
        : `configuration: ${problems.length} problems\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** `spec.overhead: "256 Mi" is not valid; allowed: a quantity …`, with the reason where there is one. */
export function invalid(place: string, value: unknown, allowed: string, reason?: string): string {
  return `${place}: ${show(value)} is not valid${reason === undefined ? '' : `: ${reason}`}; allowed: ${allowed}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** `spec.platfrom: unknown key; did you mean platform?`; where none is near, all that are allowed. */
export function unknown(place: string, what: string, name: string, allowed: readonly string[]): string {
  const near = suggestion(name, allowed);
  return `${place}: unknown ${what}; ${near === undefined ? `allowed: ${allowed.join(', ')}` : `did you mean ${near}?`}`;
}

/** The allowed names that are meant by `name`: those that it begins, the nearest one, or the one that begins it. */
export function suggestion(name: string, allowed: readonly string[]): string | undefined {
  const within = allowed.filter((candidate) => begins(candidate, name));
  if (within.length > 0) return within.join(' or ');
  // One letter in three may differ, so that a short name is not taken for an unrelated one.
  const near = nearest(name, allowed, Math.max(1, Math.floor(name.length / 3)));
  return near ?? allowed.find((candidate) => begins(name, candidate));
}

/** True where `name` goes on from `start` with another part: `cpu.minVcpus` from `cpu`. */
function begins(name: string, start: string): boolean {
  return name.startsWith(start) && /^[.-]/.test(name.slice(start.length));
}
