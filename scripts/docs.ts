// Writes docs/rules.md from the rules and their examples, and the manual page from the text of --help; with --check only tells
// whether they are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { manual } from '../src/commands/manual.ts';
import { examples } from '../src/generated/examples.ts';
import { describeRule } from '../src/output/rule-docs.ts';
import { allRules } from '../src/rules/all.ts';

const list = allRules.map(({ id, severity, summary }) => `| [${id}](#${id}) | ${severity} | ${summary} |`);
const text = `# Rules

Made from the rules by \`npm run docs\`; \`prepare-contrast explain RULE\` shows the same. They run in this order, and a later one sees
what the fixes of those before it did; the last five are told by the reading and editing itself and cannot be turned off. A finding that is fixed is reported as info, as a warning where something is removed.

| rule | severity | what it does |
| --- | --- | --- |
${list.join('\n')}

${allRules.map((rule) => describeRule(rule, examples[rule.id], 2)).join('\n')}`;

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

keep('docs/rules.md', text);
keep('docs/prepare-contrast.1', manual(version));

/** Writes a file, or tells that it differs. */
function keep(name: string, content: string): void {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    console.error(`${name} is stale: run npm run docs and commit it`);
    process.exitCode = 1;
  }
}
