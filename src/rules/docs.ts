import { releases } from '../contrast/releases.ts';
import type { Example } from '../generated/examples.ts';
import type { EngineRule } from './built-in-results.ts';

/** Describes a rule in Markdown that is also readable as plain text. `level` is the level of its heading. */
export function describeRule(rule: EngineRule, example: Example | undefined, level: 1 | 2): string {
  const parts = [
    `${'#'.repeat(level)} ${rule.id}`,
    rule.summary,
    `**Why.** ${rule.rationale}`,
    `**How to fix.** ${rule.remedy}`,
    `**Severity** if not fixed: ${rule.severity}. **Contrast releases:** ${releasesOf(rule)}. **Source:** ${rule.source}.`,
  ];
  if (example) parts.push('**Example.**', ...exampleOf(example));
  return `${parts.join('\n\n')}\n`;
}

/** The known releases for which the rule holds: those from one on, up to one, or between two. */
function releasesOf({ holdsFor }: EngineRule): string {
  const known = releases.all;
  const held = holdsFor ? known.filter(holdsFor) : known;
  if (held.length === known.length) return 'all';
  const [first, last] = [held[0]!, held.at(-1)!];
  if (last === known.at(-1)) return `${first.name} and newer`;
  return first === known[0] ? `${last.name} and older` : `${first.name} to ${last.name}`;
}

function exampleOf({ config, diff, results }: Example): string[] {
  const changes = diff.some((line) => !line.startsWith(' '));
  const manifest = changes
    ? ['```diff', ...diff, '```']
    : ['```yaml', ...diff.map((line) => line.slice(1)), '```'];
  const parts = [manifest.join('\n'), ['```text', ...results, '```'].join('\n')];
  if (config !== undefined)
    parts.unshift(['With this configuration:', '', '```yaml', config.trimEnd(), '```'].join('\n'));
  return parts;
}
