// No input may hang a run: every regular expression of the sources takes linear time, or is bounded as said here.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tokenizer } from 'acorn';
import { transformSync } from 'esbuild';
import { checkSync } from 'recheck';

/** Expressions that recheck does not call safe, with what bounds them. */
const BOUNDED: Record<string, string> = {
  '/[^\\s,[\\]{}:#](?:[^\\s,[\\]{}:]|:(?=\\S)|[ \\t]+(?=[^\\s,[\\]{}:#]|:\\S))*(?=[ \\t]*[,\\]}])/y':
    'sticky, and each character can be matched in one way only',
  '/[eE].*$/': 'runs on quantities that have matched the syntax, which has one exponent and no line breaks',
  '/\\s+\\S*$/': 'runs on the texts of --help',
  '/\\0+$/': "runs on an entry of the user's own file of registry credentials",
  '/^kind:\\s*["\']?Application(Set)?\\b/m': 'each match starts at a line that begins with kind:',
  '/^metadata:[ \\t]*(?:#[^\\n]*)?\\r?\\n((?:(?: +[^\\n]*|[ \\t]*#[^\\n]*|[ \\t]*\\r?)\\n)*)/m':
    'the repeated group is the end of the expression, so it never has to match a line in another way',
};

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** The regular expressions of a file as literals. */
function expressionsIn(file: string): { pattern: string; flags: string }[] {
  const { code } = transformSync(readFileSync(join(source, file), 'utf8'), { loader: 'ts' });
  const tokens = [...tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' })];
  return tokens
    .filter(({ type }) => type.label === 'regexp')
    .map((token) => (token as unknown as { value: { pattern: string; flags: string } }).value);
}

test('every regular expression takes linear time or is bounded', () => {
  const files = (readdirSync(source, { recursive: true }) as string[]).filter((file) =>
    /\.[jt]s$/.test(file),
  );
  const suspects = new Map<string, string>();
  const judged = new Set<string>();
  for (const file of files) {
    if (file.endsWith('.d.ts')) continue;
    for (const { pattern, flags } of expressionsIn(file)) {
      const text = `/${pattern}/${flags}`;
      if (judged.has(text)) continue;
      judged.add(text);
      // `d` only asks for offsets, and recheck does not know it.
      if (checkSync(pattern, flags.replace('d', ''), { timeout: 120_000 }).status !== 'safe')
        suspects.set(text, file);
    }
  }
  assert.ok(judged.size > 150, `${judged.size} expressions were found`);
  const unknown = [...suspects].filter(([text]) => BOUNDED[text] === undefined);
  assert.deepEqual(unknown, [], 'rewrite them, or add what bounds them to the list above');
  const stale = Object.keys(BOUNDED).filter((text) => !judged.has(text));
  assert.deepEqual(stale, [], 'the list names expressions that are gone');
});
