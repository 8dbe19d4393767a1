import type { Example } from '../generated/examples.ts';
import type { EngineRule } from '../rules/engine.ts';

/** What is to be known of a rule, in Markdown, which reads well as plain text too. `level` is that of its heading. */
export function describeRule(rule: EngineRule, example: Example | undefined, level: 1 | 2): string {
  const parts = [
    `${'#'.repeat(level)} ${rule.id}`,
    rule.summary,
    `**Why.** ${rule.rationale}`,
    `**How to fix.** ${rule.remedy}`,
    `**Severity** where a finding stands: ${rule.severity}. **Contrast releases:** ${releasesOf(rule)}. **Source:** ${rule.source}.`,
  ];
  if (example) parts.push('**Example.**', ...exampleOf(example));
  return `${parts.join('\n\n')}\n`;
}

function releasesOf({ since, until }: EngineRule): string {
  if (since === undefined && until === undefined) return 'all';
  if (until === undefined) return `${since} and newer`;
  return since === undefined ? `${until} and older` : `${since} to ${until}`;
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
