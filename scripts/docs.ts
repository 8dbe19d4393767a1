// Writes the generated documentation: the rules and their examples, the commands, the codes of errors, the platforms, the releases, the settings, the man page from the text of --help,
// and the generated blocks of other pages. With --check it only reports stale files. `npm run docs` updates src/generated first.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { manPage } from '../src/cli/man-page.ts';
import { COVERAGES } from '../src/compare/coverage.ts';
import { EVENT_TEXTS } from '../src/compare/event-texts.ts';
import { releases } from '../src/contrast/releases.ts';
import { examples } from '../src/generated/examples.ts';
import { CHECKS } from '../src/policy/checks/index.ts';
import { UNSEEN } from '../src/policy/checks/unseen.ts';
import { CLASS_WHERE } from '../src/policy/runtime-class-validation.ts';
import { formats } from '../src/report/formats/index.ts';
import { allRules } from '../src/rules/all.ts';
import { describeRule } from '../src/rules/docs.ts';
import { commandsPage } from './commands-page.ts';
import { errorPage } from './error-page.ts';
import { platformPage } from './platform-page.ts';
import { readmeExample } from './readme-example.ts';
import { releasePage } from './release-page.ts';
import { settingsPage } from './settings-page.ts';

const list = allRules.map(({ id, severity, summary }) => `| [${id}](#${id}) | ${severity} | ${summary} |`);
const text = `# Rules

Generated from the rules by \`npm run docs\`; \`prepare-contrast explain RULE\` shows the same text. Rules run in this order, and each rule
sees the fixes of the rules before it. Those from \`configuration\` to \`final-line-break\` come from parsing and editing and cannot be turned
off. Those that begin with \`live-\` are findings of [\`compare\`](compare.md). A fixed finding is reported as info, or as a warning if
something is removed.

| rule | severity | what it does |
| --- | --- | --- |
${list.join('\n')}

${allRules.map((rule) => describeRule(rule, examples[rule.id], 2)).join('\n')}`;

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

keep('docs/rules.md', text);
keep('docs/commands.md', commandsPage());
keep('docs/errors.md', errorPage());
keep('docs/platforms.md', platformPage());
keep('docs/releases.md', releasePage(releases));
keep('docs/settings.md', settingsPage());
keep('docs/prepare-contrast.1', manPage(version));

const { before, after } = readmeExample();
keepBlock('README.md', 'chart', ['```text', ...before, '```']);
keepBlock('README.md', 'chart with settings', ['```text', ...after, '```']);

const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ') || '–';
keepBlock('docs/files.md', 'formats', [
  '| `--format` | suffixes | use |',
  '| --- | --- | --- |',
  ...formats.map(({ name, suffixes, purpose }) => `| \`${name}\` | ${code(suffixes)} | ${purpose} |`),
]);

const link = (rule: string) => `[${rule}](rules.md#${rule})`;
keepBlock('docs/guard.md', 'rejected', [
  '| rule | a pod is rejected if |',
  '| --- | --- |',
  `| ${link('runtime-class')} | ${CLASS_WHERE} |`,
  ...CHECKS.map(({ rule, where }) => `| ${link(rule)} | ${where} |`),
]);
keepBlock('docs/guard.md', 'not-enforced', [
  '| rules | reason |',
  '| --- | --- |',
  ...UNSEEN.map(({ reason, rules }) => `| ${rules.map(link).join(', ')} | ${reason} |`),
]);

keepBlock('docs/compare.md', 'messages', [
  '| message | meaning | fix | source |',
  '| --- | --- | --- | --- |',
  ...EVENT_TEXTS.map(
    ({ shown, meaning, remedy, source }) =>
      `| \`${shown}\` | ${capitalized(meaning)}. | ${capitalized(remedy)}. | ${source} |`,
  ),
]);
keepBlock('docs/compare.md', 'coverage', [
  '| field | covered by | consequence of a difference | finding |',
  '| --- | --- | --- | --- |',
  ...COVERAGES.map(
    ({ title, cover, consequence, rule }) => `| ${title} | ${cover} | ${consequence}. | ${link(rule)} |`,
  ),
]);

function capitalized(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** Replaces the lines between `<!-- name -->` and `<!-- /name -->` in a page. */
function keepBlock(name: string, block: string, lines: readonly string[]): void {
  const page = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const [start, end] = [`<!-- ${block} -->\n`, `<!-- /${block} -->`];
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${name} has no block ${start.trim()} … ${end}`);
  keep(name, `${before}${start}${lines.join('\n')}\n${end}${after}`);
}

/** Writes a file; with --check reports whether it differs. */
function keep(name: string, content: string): void {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    console.error(`${name} is stale: run npm run docs and commit it`);
    process.exitCode = 1;
  }
}
