import { closestMatch } from '../util/closest-match.ts';
import { PreparationError, type Problem } from '../util/errors.ts';

/** An invalid configuration, with all of its problems. Its code is that of the first. */
export class ConfigError extends PreparationError {
  override name = 'ConfigError';
  readonly problems: readonly Problem[];
  readonly file: string | undefined;

  /** `file`: the configuration file, if the user did not name it. */
  constructor(problems: readonly Problem[], file?: string) {
    const place = file === undefined ? 'configuration' : `configuration ${file}`;
    const [first, ...others] = problems.map(({ message }) => message);
    super(
      problems[0]!.code,
      others.length === 0
        ? `${place}: ${first}`
        : `${place}: ${problems.length} problems\n${problems.map(({ message }) => `  ${message}`).join('\n')}`,
    );
    this.problems = problems;
    this.file = file;
  }
}

/** `spec.overhead: "256 Mi" is not valid; allowed: a quantity …`, with the reason if there is one. */
export function invalid(place: string, value: unknown, allowed: string, reason?: string): Problem {
  const why = reason === undefined ? '' : `: ${reason}`;
  return {
    code: 'config-invalid-value',
    message: `${place}: ${show(value)} is not valid${why}; allowed: ${allowed}`,
  };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** `spec.platfrom: unknown key; did you mean platform?`; lists all allowed names if none is similar. */
export function unknown(place: string, what: string, name: string, allowed: readonly string[]): Problem {
  const near = suggestion(name, allowed);
  const hint = near === undefined ? `allowed: ${allowed.join(', ')}` : `did you mean ${near}?`;
  return { code: 'config-unknown-name', message: `${place}: unknown ${what}; ${hint}` };
}

/** Returns the names that were probably meant: those that start with `name`, the closest match, or one that `name` starts with. */
export function suggestion(name: string, allowed: readonly string[]): string | undefined {
  const within = allowed.filter((candidate) => begins(candidate, name));
  if (within.length > 0) return within.join(' or ');
  // At most one letter in three may differ, so that a short name does not match an unrelated one.
  const near = closestMatch(name, allowed, Math.max(1, Math.floor(name.length / 3)));
  return near ?? allowed.find((candidate) => begins(name, candidate));
}

/** True if `name` is `start` plus further parts: `cpu.minVcpus` and `cpu`. */
function begins(name: string, start: string): boolean {
  return name.startsWith(start) && /^[.-]/.test(name.slice(start.length));
}
