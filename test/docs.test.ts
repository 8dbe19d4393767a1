import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('docs/rules.md is what the rules say, and the manual page what --help does', () => {
  const script = fileURLToPath(new URL('../scripts/docs.ts', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, '--check'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
});

test('links and pictures of the documentation lead to files that are there', () => {
  const root = new URL('../', import.meta.url);
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  for (const folder of ['docs', 'examples'])
    for (const name of readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.md')) pages.push(`${folder}/${name}`);
  const dead = pages.flatMap((page) => {
    const text = readFileSync(new URL(page, root), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(
      (found) => found[1] ?? found[2]!,
    );
    return targets
      .filter((target) => !/^(https?:|#)/.test(target))
      .filter((target) => !existsSync(new URL(target.replace(/#.*/, ''), new URL(page, root))))
      .map((target) => `${page}: ${target}`);
  });
  assert.deepEqual(dead, []);
});
