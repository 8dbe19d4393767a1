// The shells themselves say what they would complete.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { folderWith, program } from '../../files/workspace.ts';
import { toolTest } from '../../support/tools.ts';

/** Words of the command line, the last of them being typed → some of what is offered, and what must not be. */
const CASES: [words: string[], offered: string[], not: string[]][] = [
  [['pol'], ['policy'], ['check']],
  [[''], ['files', 'check', 'completion', 'init', 'explain'], ['krm', 'notes.txt']],
  [['--report-f'], ['--report-file'], ['--out']],
  [['files', '--o'], ['--out', '--overhead'], ['--output']],
  [['sizes', '--o'], ['--output'], ['--out']],
  [['check', '--format', 's'], ['sarif'], ['json']],
  [['check', '-o', 's'], ['sarif'], ['json']],
  [['check', '-f', 'no'], ['notes.txt'], []],
  [['-c', 'no'], ['notes.txt'], ['policy']],
  [['check', '--platform', 'Metal-QEMU-S'], ['Metal-QEMU-SNP', 'Metal-QEMU-SNP-GPU'], ['Metal-QEMU-TDX']],
  [['explain', 'runtime-'], ['runtime-class', 'runtime-class-name'], ['vm-size']],
  [['explain', 'own-'], ['own-annotation'], []],
  [['init', 'k'], ['kustomize', 'kpt'], ['helm']],
  [['completion', ''], ['bash', 'zsh', 'fish'], []],
  [['files', 'no'], ['notes.txt'], []],
  [['--platform', 'Metal-QEMU-SNP', 'che'], ['check'], ['files']],
  [['check', '--strict', '--cpu-multi-vcpu', ''], ['true', 'false'], []],
];

const AT_TERMINAL = new URL('../../terminal/at_terminal.py', import.meta.url).pathname;

const folder = () => folderWith({ 'notes.txt': '', 'my manifests/a b.yaml': '' });
const script = (shell: string) => program('/', ['completion', shell]).stdout;

function assertOffered(offered: string[], [words, wanted, not]: (typeof CASES)[number]): void {
  const title = `${words.join(' ')} → ${offered.join(' ')}`;
  for (const word of wanted) assert.ok(offered.includes(word), `${word}: ${title}`);
  for (const word of not) assert.ok(!offered.includes(word), `not ${word}: ${title}`);
}

toolTest('bash', 'bash', () => {
  const cwd = folder();
  for (const example of [
    ...CASES,
    [['check', '--format', '=', 's'], ['sarif'], ['json']] as (typeof CASES)[number],
    [['files', 'my'], ['my manifests'], ['my']] as (typeof CASES)[number],
    [['--config', 'my manifests/'], ['my manifests/a b.yaml'], []] as (typeof CASES)[number],
  ]) {
    const ask = `${script('bash')}
COMP_WORDS=(prepare-contrast "$@"); COMP_CWORD=$#; _prepare_contrast; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', ask, 'bash', ...example[0]], {
      cwd,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    assertOffered(stdout.split('\n'), example);
  }
});

/** What is typed in a folder that has a folder `files`, before Tab → the words that bash makes of it. */
const TYPED: [line: string, words: string[]][] = [
  ['prepare-contrast fil', ['files']],
  ['prepare-contrast explain memory-li', ['explain', 'memory-limit']],
  ['prepare-contrast files fil', ['files', 'files/']],
  ['prepare-contrast files my', ['files', 'my manifests/']],
  ['prepare-contrast check --config no', ['check', '--config', 'notes.txt']],
];

toolTest(['bash', 'python3'], 'bash at a terminal takes only names of files for such', () => {
  // The program's place is taken by a function, which shows the words that it gets and ends the shell.
  const shown = `prepare-contrast() { printf 'word <%s>\\n' "$@"; exit; }`;
  const cwd = folderWith({
    'notes.txt': '',
    'my manifests/a b.yaml': '',
    'files/a.yaml': '',
    'explain/a.yaml': '',
    'memory-limit/a.yaml': '',
    'c.bash': `${script('bash')}\n${shown}\n`,
  });
  for (const [line, words] of TYPED) {
    const { stdout, stderr } = spawnSync(
      'python3',
      [AT_TERMINAL, '80', 'in,out,err', 'bash', '--noprofile', '--rcfile', 'c.bash', '-i'],
      { cwd, input: `${line}\t\n`, encoding: 'utf8', env: { ...process.env, HOME: cwd, TERM: 'dumb' } },
    );
    assert.equal(stderr, '');
    assert.deepEqual(
      [...stdout.matchAll(/^word <(.*)>\r?$/gm)].map(([, word]) => word),
      words,
      stdout,
    );
  }
});

toolTest('fish', 'fish', () => {
  const cwd = folderWith({ 'notes.txt': '', 'c.fish': script('fish') });
  for (const example of CASES) {
    const line = ['prepare-contrast', ...example[0]].join(' ');
    const { stdout, stderr } = spawnSync(
      'fish',
      ['-N', '-c', `source c.fish; complete -C ${JSON.stringify(line)}`],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, HOME: cwd, PATH: process.env.PATH },
      },
    );
    assert.equal(stderr, '');
    assertOffered(
      stdout.split('\n').map((answer) => answer.split('\t')[0]!),
      example,
    );
  }
});

toolTest(['zsh', 'python3'], 'zsh', () => {
  const cwd = folderWith({ 'notes.txt': '', 'functions/_prepare-contrast': script('zsh') });
  for (const example of CASES) {
    const asked = spawnSync('zsh', ['-f', ZSH, 'prepare-contrast', ...example[0]], { cwd, encoding: 'utf8' });
    assertOffered(asked.stdout.split(/\s+/), example);
  }
});

const ZSH = new URL('capture.zsh', import.meta.url).pathname;

test('another shell is refused', () => {
  assert.match(
    program('/', ['completion', 'tcsh']).stderr,
    /unknown shell "tcsh"; available shells: bash, zsh, fish/,
  );
  assert.match(
    program('/', ['completion']).stderr,
    /completion: name a shell; available shells: bash, zsh, fish/,
  );
});
