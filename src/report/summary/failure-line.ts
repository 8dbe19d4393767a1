import { joinWords } from '../../util/join-words.ts';
import { pluralize } from '../../util/plural.ts';
import { printable } from '../../util/text.ts';
import { nameOf } from '../finding.ts';
import { totalOf } from '../findings-count.ts';
import type { RunState } from '../verdict.ts';
import type { ResultCollector } from './collector.ts';

/**
 * One line for a run that fails and shows no summary: how many errors remain, where, and how to see them.
 * `prepare-contrast: not ready: 3 errors in Deployment shop/web; run without --quiet to see them`
 */
export function failureLine(
  { findings, listed, common }: ResultCollector,
  { failed, leftOut }: RunState,
  hint: string,
): string {
  if (!failed && leftOut === 0) return '';
  const { errors, warnings } = totalOf(findings.byRule.values());
  const worst = errors > 0 ? 'error' : 'warning';
  const remaining = [...listed, ...common.flatMap(({ places }) => places)];
  const names = new Set(
    remaining.filter(({ severity, changed }) => severity === worst && !changed).map(nameOf),
  );
  const where = names.size === 0 ? '' : ` in ${printable(joinWords([...names]))}`;
  const found = counted([errors, 'error'], [warnings, 'warning']);
  const counts = [found && `${found}${where}`, counted([leftOut, 'unprepared file'])].filter(Boolean);
  return `prepare-contrast: not ready: ${counts.join(', ')}; ${hint}\n`;
}

function counted(...kinds: [count: number, noun: string][]): string {
  return kinds
    .filter(([count]) => count > 0)
    .map(([count, noun]) => pluralize(count, noun))
    .join(', ');
}
