import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { prepareContrast } from './hosts/programs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { toolTest } from './support/tools.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

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

test('the diff in the README is that of the example application', () => {
  const [, diff] = /^```diff\n(.*?)^```$/ms.exec(read('README.md'))!;
  const [before, after] = [
    read('examples/application/web.yaml'),
    read('examples/application/.expected/prepared.yaml'),
  ];
  for (const hunk of diff!.split('@@\n')) {
    const lines = hunk.split('\n').filter((line) => line !== '');
    const side = (without: string): string =>
      lines.flatMap((line) => (line.startsWith(without) ? [] : `${line.slice(1)}\n`)).join('');
    assert.ok(before.includes(side('+')), side('+'));
    assert.ok(after.includes(side('-')), side('-'));
  }
});

test('README names the releases of Node that the checks run with', () => {
  const [, oldest] = /^# Node (\d+) ran the tests above/m.exec(read('.ci/run'))!;
  const [, newer] = /^for release in (.*); do$/m.exec(read('.ci/run'))!;
  const names = newer!.split(' ');
  const last = names.pop();
  const sentence = `All tests run with Node ${oldest}, those of the program and of the hosts also with ${names.join(', ')} and ${last}.`;
  assert.ok(read('README.md').includes(sentence), sentence);
});

toolTest(
  'bash',
  'docs/first-steps.md: the commands print what the page shows, and the last one succeeds',
  () => {
    const root = fileURLToPath(new URL('../', import.meta.url));
    const page = readFileSync(join(root, 'docs/first-steps.md'), 'utf8');
    const blocks = (language: string): string[] =>
      [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!);
    const clone = join(temporaryFolder(), 'clone');
    mkdirSync(clone);
    symlinkSync(join(root, 'examples'), join(clone, 'examples'));
    const script = `prepare-contrast() { '${prepareContrast}' "$@"; }\n${blocks('sh').join('')}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: clone, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.ok(blocks('text').length > 0);
    for (const shown of blocks('text')) assert.ok(`${stdout}${stderr}`.includes(shown), shown);
  },
);
