// Writes docs/rules.md from the rules and their examples; with --check only tells whether it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { examples } from '../src/generated/examples.ts';
import { describeRule } from '../src/output/rule-docs.ts';
import { engineRules } from '../src/rules/engine.ts';
import { rules } from '../src/rules/index.ts';

const file = new URL('../docs/rules.md', import.meta.url);
const all = [...rules, ...engineRules];
const list = all.map(({ id, severity, summary }) => `| [${id}](#${id}) | ${severity} | ${summary} |`);
const text = `# Rules

Made from the rules by \`npm run docs\`; \`prepare-contrast explain RULE\` shows the same. They run in this order, and a later one sees
what the fixes of those before it did; the last five are told by the reading and editing itself and cannot be turned off. A finding that is fixed is reported as info, as a warning where something is removed.

| rule | severity | what it does |
| --- | --- | --- |
${list.join('\n')}

${all.map((rule) => describeRule(rule, examples[rule.id], 2)).join('\n')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/rules.md is stale: run npm run docs and commit it');
  process.exitCode = 1;
}
