// The commands and options that the documentation names exist, and every command and option is documented.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMMANDS, FLAGS, readArguments } from '../src/cli/parse-args.ts';
import { commandUsages } from '../src/cli/usage.ts';
import { kebabName } from '../src/config/assignments.ts';
import { fields } from '../src/generated/fields.ts';

const ROOT = new URL('../', import.meta.url);

/** Everything written by hand; docs/commands.md and the man page are made from the texts of --help. */
const PAGES = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('examples')].filter(
  (page) => page !== 'docs/commands.md',
);

/** Options of other programs, in text. */
const OF_OTHERS = {
  kustomize: ['--enable-alpha-plugins', '--enable-exec'],
  kpt: ['--allow-exec', '--results-dir', '--truncate-output'],
  helm: ['--post-renderer', '--post-renderer-args', '--verify'],
  kubectl: ['--show-managed-fields'],
  docker: ['--build-arg'],
  'kube-apiserver': ['--emulated-version'],
  contrast: ['--calculate-pod-memory'],
  porch: ['--max-request-body-size'],
};

function pagesIn(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function read(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}

/** The lines of code blocks, continued ones joined, and the code in the text. */
function codeIn(page: string): { lines: string[]; spans: string[] } {
  const lines: string[] = [];
  const text = read(page).replace(/^( *)```\w*\n([\s\S]*?)^\1```$/gm, (_, _margin, block: string) => {
    lines.push(...block.replace(/\\\n */g, '').split('\n'));
    return '';
  });
  const spans = [...text.matchAll(/(`+)(.+?)\1/gs)].map(([, , code]) => code!.replace(/\s+/g, ' '));
  return { lines, spans };
}

/** The arguments of each call of the program in a line, also those that Helm passes on. */
function callsIn(line: string): string[][] {
  const calls = line.matchAll(/(?<![\w/.=-]|docker build -t )prepare-contrast (?!=)([^|;&<>#`]+)/g);
  return [...calls].map(([, call]) => {
    const words = [...call!.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) =>
      word.replace(/^['"]|['"]$/g, ''),
    );
    const passed = words.filter((word) => word !== '--post-renderer-args');
    return passed.length < words.length ? ['post-render', ...passed] : words;
  });
}

test('every call of the program in the documentation has a command and options that exist', () => {
  const shown = PAGES.flatMap((page) => {
    const { lines, spans } = codeIn(page);
    return [...lines, ...spans].map((line) => ({ page, line }));
  });
  const examples = commandUsages.map(({ command, example }) => ({ page: `help ${command}`, line: example }));
  const manual = [
    ...read('docs/prepare-contrast.1')
      .replaceAll('\\-', '-')
      .matchAll(/^\.RS\n(.*)\n\.RE$/gm),
  ];
  const inManual = manual.map(([, line]) => ({ page: 'man page', line: line! }));
  let calls = 0;
  for (const { page, line } of [...shown, ...examples, ...inManual])
    for (const words of callsIn(line)) {
      calls++;
      assert.doesNotThrow(() => readArguments(words, {}), `${page}: prepare-contrast ${words.join(' ')}`);
    }
  assert.ok(calls > 80, `${calls} calls`);
});

test('every option in the text of the documentation exists', () => {
  const known = [...Object.keys(FLAGS), ...fields.map((field) => `--${kebabName(field)}`)];
  const all = new Set([...known, ...Object.values(OF_OTHERS).flat()]);
  const unknown = PAGES.flatMap((page) =>
    codeIn(page)
      .spans.flatMap((code) => code.match(/^--[a-z][\w-]*/) ?? [])
      .filter((option) => !all.has(option))
      .map((option) => `${page}: ${option}`),
  );
  assert.deepEqual(unknown, []);
});

test('README names every command, and the pages of sizes and usage have all of their options', () => {
  const readme = read('README.md');
  for (const { command } of commandUsages)
    assert.match(readme, new RegExp(`(?:\`|prepare-contrast )${command === 'krm' ? '' : command}\\b`));
  const pages = { sizes: 'sizes', usage: 'memory' } as const;
  const missing = Object.entries(pages).flatMap(([command, page]) => {
    const text = read(`docs/${page}.md`);
    return (
      COMMANDS[command as keyof typeof pages].flags
        // The same as an argument.
        .filter((flag) => flag !== '--filename' && !new RegExp(`${flag}(?![\\w-])`).test(text))
        .map((flag) => `docs/${page}.md: ${flag}`)
    );
  });
  assert.deepEqual(missing, []);
});
