// Patterns mean what they mean to git.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isIgnored, parseIgnore } from '../../src/files/ignore.ts';
import { readTree } from '../../src/files/walk.ts';
import { toolTest } from '../support/tools.ts';
import { folderWith } from './workspace.ts';

const FILES = [
  'a.yaml',
  'b.yaml',
  'ab.yaml',
  'A.yaml',
  '1.yaml',
  'a b.yaml',
  'a-b.yaml',
  'a].yaml',
  'a*.yaml',
  'a\\b.yaml',
  '#a.yaml',
  '!a.yaml',
  'a.json',
  'x/a.yaml',
  'x/b.yaml',
  'x/y/a.yaml',
  'x/y/z/a.yaml',
  'test/a.yaml',
  'deep/test/a.yaml',
  'dir.yaml/a.yaml',
];

/** Each is a whole file of patterns. */
const PATTERNS = [
  'a.yaml',
  '/a.yaml',
  '*.yaml',
  '*',
  '**',
  '***',
  '**/a.yaml',
  'x/**',
  'x/**/a.yaml',
  '**/y',
  'x/*',
  'x/*/a.yaml',
  'x/',
  '/x/',
  'test/',
  'dir.yaml/',
  'test/**',
  '**/test/**',
  'x/y',
  'y/a.yaml',
  '?.yaml',
  '??.yaml',
  'a?b.yaml',
  'x?y',
  '[ab].yaml',
  '[!ab].yaml',
  '[^ab].yaml',
  '[a-z].yaml',
  '[A-Z].yaml',
  '[[:digit:]].yaml',
  '[[:alpha:]].yaml',
  '[![:alpha:]].yaml',
  '[z-a].yaml',
  '[a.yaml',
  'a[]].yaml',
  'a[!]].yaml',
  'x[/]y',
  'x[!a]y',
  'a\\*.yaml',
  'a\\\\b.yaml',
  '\\#a.yaml',
  '\\!a.yaml',
  '#a.yaml',
  'a.yaml  ',
  'a\\ b.yaml',
  'a b.yaml',
  '*.yaml\n!a.yaml',
  '*.yaml\n!/a.yaml',
  'x\n!x/a.yaml',
  'x/*\n!x/a.yaml',
  '!a.yaml\na.yaml',
  'a.yaml\r\nb.yaml\r\n',
  '',
  '!',
  '/',
];

/** What a walk leaves out: where a folder is, its content is never asked about. */
function leftOut(folder: string, patterns: string): string[] {
  const rules = parseIgnore(patterns);
  const paths = FILES.flatMap((file) => [...foldersOf(file), file]);
  const isOut = (path: string): boolean =>
    (path.includes('/') && isOut(dirname(path))) ||
    isIgnored(path, lstatSync(join(folder, path)).isDirectory(), [{ prefix: '', rules }]);
  return [...new Set(paths)].filter(isOut).sort();
}

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

toolTest('git', 'patterns leave out what git would', () => {
  const folder = folderWith({});
  spawnSync('git', ['init', '-q'], { cwd: folder });
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  const paths = [...new Set(FILES.flatMap((file) => [...foldersOf(file), file]))];
  for (const patterns of PATTERNS) {
    writeFileSync(join(folder, '.git/info/exclude'), patterns);
    const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
      cwd: folder,
      input: paths.join('\0'),
      encoding: 'utf8',
    });
    assert.deepEqual(
      leftOut(folder, patterns),
      stdout.split('\0').filter(Boolean).sort(),
      JSON.stringify(patterns),
    );
  }
});

/** Files of patterns in folders, and patterns of the command line. */
const LEVELS: [files: Record<string, string>, commandLine: string[]][] = [
  [{ '.krmignore': '*.yaml', 'x/.krmignore': '!a.yaml' }, []],
  [{ '.krmignore': '*.yaml', 'x/.krmignore': '!y/a.yaml', 'x/y/.krmignore': 'a.yaml' }, []],
  [{ '.krmignore': '*.yaml\n!a.yaml', 'x/.krmignore': '/a.yaml' }, []],
  [{ '.krmignore': 'x/', 'x/.krmignore': '!a.yaml' }, []],
  [{ '.krmignore': '/x/*\n!/x/y', 'x/y/.krmignore': '!z' }, []],
  [{ 'x/.krmignore': '!a.yaml' }, ['a.yaml']],
  [{ '.krmignore': '*.yaml' }, ['!a.yaml']],
  [{ 'x/.krmignore': '*' }, ['!/x/a.yaml', 'b.yaml']],
];

toolTest('git', 'of several files of patterns, and the command line, those count that count for git', () => {
  const folder = folderWith(Object.fromEntries(FILES.map((file) => [file, ''])));
  spawnSync('git', ['init', '-q'], { cwd: folder });
  for (const [files, commandLine] of LEVELS) {
    for (const [name, patterns] of Object.entries(files)) writeFileSync(join(folder, name), patterns);
    const flags = [
      '--exclude-per-directory=.krmignore',
      ...commandLine.map((pattern) => `--exclude=${pattern}`),
    ];
    const { stdout } = spawnSync('git', ['ls-files', '--others', '-z', ...flags], {
      cwd: folder,
      encoding: 'utf8',
    });
    const left = readTree([folder], commandLine).entries.filter(({ kind }) => kind === 'manifest');
    assert.deepEqual(
      left.map(({ name }) => name).sort(),
      stdout
        .split('\0')
        .filter((name) => name !== '' && !name.endsWith('.krmignore'))
        .sort(),
      JSON.stringify([files, commandLine]),
    );
    for (const name of Object.keys(files)) rmSync(join(folder, name));
  }
});
