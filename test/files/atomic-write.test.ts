// Whatever goes wrong, originals are whole, what was written is whole, and the next run sets everything right.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceInPlace } from '../../src/files/atomic-write.ts';
import { overwrittenIn } from '../../src/files/output-manifest.ts';
import { toolTest } from '../support/tools.ts';
import {
  alone,
  commandLine,
  commandLineForEveryone,
  files,
  folderWith,
  PLATFORM,
  pod,
  type Ran,
  snapshot,
} from './workspace.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const originals = Object.fromEntries(NAMES.map((name) => [`m/${name}.yaml`, pod(name)]));
const preparedOf = Object.fromEntries(NAMES.map((name) => [name, alone(pod(name))]));

/** Every manifest is what it was or what it becomes, and a backup is what it was. */
function assertWhole(folder: string): void {
  const found = snapshot(join(folder, 'm'));
  for (const name of NAMES) {
    const content = found[`${name}.yaml`];
    assert.ok(content === pod(name) || content === preparedOf[name], `${name}.yaml is whole`);
    if (content !== pod(name)) assert.equal(found[`${name}.yaml.orig`], pod(name), `${name}.yaml is kept`);
    for (const [file, backup] of Object.entries(found))
      if (file.startsWith(`${name}.yaml.orig`)) assert.equal(backup, pod(name), file);
  }
}

function assertOriginals(folder: string): void {
  for (const [file, content] of Object.entries(originals))
    assert.equal(readFileSync(join(folder, file), 'utf8'), content, file);
}

/** Files that nobody needs. */
function draftsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.prepare-contrast'),
  );
}

/** Runs the program under strace, which makes system calls fail or sends signals, by its own rules. */
function withFault(folder: string, fault: string[], args: string[]): Ran {
  const line = ['-f', '-qq', '-o', '/dev/null', ...fault, ...commandLine(), 'files', ...args, ...PLATFORM];
  return spawnSync('strace', line, { cwd: folder, encoding: 'utf8' });
}

test('a broken manifest among 100 good ones is named, and all others are done', () => {
  const good = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`m/p${index}.yaml`, pod(`p${index}`)]),
  );
  const folder = folderWith({ ...good, 'm/p50-broken.yaml': `${pod('x')}  broken: [\n` });
  const { status, stderr } = files(folder, 'm', '--out', 'out');
  assert.equal(status, 1);
  assert.match(stderr, /^left out {2}m\/p50-broken\.yaml: line \d+, column \d+: /m);
  assert.match(stderr, /wrote to out: 100 prepared files, 0 without changes, 0 other files, 1 left out\n$/);
  const out = snapshot(join(folder, 'out'));
  for (let index = 0; index < 100; index++) assert.equal(out[`p${index}.yaml`], alone100(index), `p${index}`);
  assert.equal('p50-broken.yaml' in out, false);
});

/** Pods differ in their names alone. */
function alone100(index: number): string {
  return preparedOf.a!.replace('name: a\n', `name: p${index}\n`).replace('a:1@', `p${index}:1@`);
}

test('no permission: to read, to write, to change a folder', () => {
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const folder = folderWith({ ...originals, 'closed/x.yaml': pod('x'), 'shut/y.yaml': pod('y') });
  const own = (path: string) => uid !== undefined && chownSync(join(folder, path), uid, uid);
  for (const path of ['', 'm', 'closed', 'shut', ...Object.keys(originals), 'closed/x.yaml']) own(path);
  chmodSync(join(folder, 'm/c.yaml'), 0o000);
  chmodSync(join(folder, 'closed'), 0o555);
  chmodSync(join(folder, 'shut'), 0o000);
  const [command, ...front] = commandLineForEveryone();
  const run = (...args: string[]) =>
    spawnSync(command!, [...front, 'files', ...args, ...PLATFORM], {
      cwd: folder,
      encoding: 'utf8',
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });

  const read = run('m', 'shut', '--out', 'out');
  assert.equal(read.status, 1, read.stderr);
  assert.match(read.stderr, /left out {2}m\/c\.yaml: cannot be read: permission denied/);
  assert.match(read.stderr, /left out {2}shut: cannot be read: permission denied/);
  assert.match(read.stderr, /4 prepared files/);

  const inPlace = run('closed', '--in-place', '--report-file', 'report.json');
  const { leftOut } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  assert.deepEqual(
    leftOut.map(({ file }: { file: string }) => file),
    ['closed/x.yaml'],
  );
  assert.equal(inPlace.status, 1);
  assert.match(inPlace.stderr, /left out {2}closed\/x\.yaml: cannot be written: permission denied/);
  assert.equal(readFileSync(join(folder, 'closed/x.yaml'), 'utf8'), pod('x'));

  const noOut = run('m/a.yaml', '--out', 'closed/out');
  assert.equal(noOut.status, 2);
  assert.match(noOut.stderr, /--out closed\/out: cannot be written: permission denied/);
  for (const path of ['closed', 'shut']) chmodSync(join(folder, path), 0o755);
  chmodSync(join(folder, 'm/c.yaml'), 0o644);
  assertOriginals(folder);
});

toolTest(
  'strace',
  'a file that vanishes between listing and reading is named, and the others are done',
  () => {
    const folder = folderWith(originals);
    const gone = ['-P', 'm/c.yaml', '-e', 'inject=/^open:error=ENOENT'];
    const { status, stderr } = withFault(folder, gone, ['m', '--out', 'out']);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /left out {2}m\/c\.yaml: cannot be read: no such file or folder/);
    assert.match(stderr, /4 prepared files/);
  },
);

toolTest(
  'unshare (with mounts)',
  'a full disk: what cannot be written is named, originals are whole, and nothing half is there',
  () => {
    const big = Object.fromEntries(
      NAMES.map((name) => [`m/${name}.yaml`, `${pod(name)}# ${'x'.repeat(15_000)}\n`]),
    );
    const folder = folderWith({ ...big, 'small/keep': '', 'result/keep': '' });
    const program = commandLine()
      .map((word) => `'${word}'`)
      .join(' ');
    // The small file system is there for the program alone, so what it holds in the end is copied out of it.
    const onSmallDisk = (script: string) =>
      spawnSync(
        'unshare',
        [
          '-rm',
          'sh',
          '-c',
          `mount -t tmpfs -o size=64k tmpfs small && ${script}; code=$?; cp -R small/. result/; exit $code`,
        ],
        { cwd: folder, encoding: 'utf8' },
      );

    const copies = onSmallDisk(`${program} files m --out small/out ${PLATFORM.join(' ')}`);
    assert.equal(copies.status, 1, copies.stderr);
    assert.match(copies.stderr, /left out {2}m\/\w\.yaml: cannot be written: ENOSPC/);
    const written = Object.entries(snapshot(join(folder, 'result/out'))).filter(([name]) =>
      name.endsWith('.yaml'),
    );
    assert.ok(written.length > 0 && written.length < NAMES.length);
    for (const [name, content] of written)
      assert.equal(content, preparedOf[name[0]!]!.concat(`# ${'x'.repeat(15_000)}\n`), name);
    assert.deepEqual(draftsIn(join(folder, 'result')), []);

    const inPlace = onSmallDisk(
      `cp m/a.yaml m/b.yaml m/c.yaml small/ && ${program} files small --in-place ${PLATFORM.join(' ')}`,
    );
    assert.equal(inPlace.status, 1, inPlace.stderr);
    assert.match(inPlace.stderr, /cannot be written: ENOSPC/);
    const left = snapshot(join(folder, 'result'));
    for (const name of ['a', 'b', 'c']) {
      const before = big[`m/${name}.yaml`]!;
      const after = `${preparedOf[name]}# ${'x'.repeat(15_000)}\n`;
      const content = left[`${name}.yaml`];
      assert.ok(content === before || (content === after && left[`${name}.yaml.orig`] === before), name);
    }
    assert.ok(
      ['a', 'b', 'c'].some((name) => left[`${name}.yaml`] === big[`m/${name}.yaml`]),
      'one had no room',
    );
    assert.deepEqual(draftsIn(join(folder, 'result')), []);
  },
);

test('two runs into one folder: the second waits for nobody and says so', () => {
  const folder = folderWith({ ...originals, 'out/.prepare-contrast-lock': `${process.pid} ${hostname()}\n` });
  const { status, stderr } = files(folder, 'm', '--out', 'out');
  assert.equal(status, 2);
  assert.match(
    stderr,
    new RegExp(`another run is writing there \\(process ${process.pid} on .*\\)\\. Wait for it`),
  );
  assert.deepEqual(Object.keys(snapshot(join(folder, 'out'))), ['.prepare-contrast-lock']);
  // A process id that no system assigns.
  writeFileSync(join(folder, 'out/.prepare-contrast-lock'), `4194305 ${hostname()}\n`);
  assert.equal(files(folder, 'm', '--out', 'out').status, 0);
});

test('several runs in place at once: every file is whole, and so is what it was', async () => {
  const folder = folderWith(originals);
  const [command, ...front] = commandLine();
  const ends = Array.from({ length: 4 }, () => {
    const run = spawn(command!, [...front, 'files', 'm', '--in-place', '--quiet', ...PLATFORM], {
      cwd: folder,
      stdio: 'ignore',
    });
    return new Promise((resolve) => run.on('close', resolve));
  });
  await Promise.all(ends);
  assertWhole(folder);
  for (const name of NAMES)
    assert.equal(readFileSync(join(folder, `m/${name}.yaml`), 'utf8'), preparedOf[name]);
  assert.deepEqual(draftsIn(folder), []);
});

test('a file that changed since it was read is left as it is', () => {
  const folder = folderWith({ 'web.yaml': pod('since') });
  const file = join(folder, 'web.yaml');
  assert.throws(
    () => replaceInPlace(file, Buffer.from(pod('web')), 'prepared', true),
    /has changed since it was read/,
  );
  assert.deepEqual(snapshot(folder), { 'web.yaml': pod('since') });
});

test('a file that another one has written over, since the file system takes their names for one, is named', () => {
  const out = folderWith({ 'deep/web.yaml': 'of deep/Web.yaml or of deep/web.yaml', 'a.yaml': '' });
  const written = ['a.yaml', 'deep/Web.yaml', 'deep/web.yaml'];
  assert.deepEqual(overwrittenIn(out, written), ['deep/Web.yaml']);
});

toolTest(
  'unshare (with mounts)',
  'in containers, where every run has the same number: what a killed one has left is cleaned up',
  () => {
    const folder = folderWith({ ...originals, 'm/.a.yaml.1.prepare-contrast': 'half' });
    const line = ['-rpf', ...commandLine(), 'files', 'm', '--in-place', ...PLATFORM];
    const { status, stderr } = spawnSync('unshare', line, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(draftsIn(folder), []);
    assertWhole(folder);
  },
);

for (const step of [1, 2, 3, 5]) {
  toolTest(
    'strace',
    `Ctrl-C in place at change ${step}: that file is finished, the rest stays, and a second run does it`,
    () => {
      const folder = folderWith(originals);
      const { status, signal, stderr } = withFault(
        folder,
        ['-e', `inject=/^rename:signal=INT:when=${step}`],
        ['m', '--in-place'],
      );
      assert.deepEqual([status, signal], [130, null], stderr);
      assert.match(
        stderr,
        new RegExp(`stopped: ${step} files? written completely; the other files are unchanged`),
      );
      assertWhole(folder);
      const changed = NAMES.filter(
        (name) => readFileSync(join(folder, `m/${name}.yaml`), 'utf8') !== pod(name),
      );
      assert.equal(changed.length, step);
      assert.equal(files(folder, 'm', '--in-place').status, 0);
      for (const name of NAMES)
        assert.equal(readFileSync(join(folder, `m/${name}.yaml`), 'utf8'), preparedOf[name]);
      assertWhole(folder);
    },
  );
}

for (const call of ['/^rename', '/^link', 'fsync']) {
  for (const when of [1, 2, 4]) {
    toolTest(
      'strace',
      `killed in place at ${call} ${when}: every file is whole, and a second run does the rest`,
      () => {
        const folder = folderWith(originals);
        const { signal, status } = withFault(
          folder,
          ['-e', `inject=${call}:signal=KILL:when=${when}`],
          ['m', '--in-place'],
        );
        assert.ok(signal === 'SIGKILL' || status === 137);
        assertWhole(folder);
        assert.equal(files(folder, 'm', '--in-place').status, 0);
        assertWhole(folder);
        assert.deepEqual(draftsIn(folder), []);
        for (const name of NAMES)
          assert.equal(readFileSync(join(folder, `m/${name}.yaml`), 'utf8'), preparedOf[name]);
      },
    );
  }
}

for (const call of ['/^rename', '/^f?chmod']) {
  for (const when of [1, 2, 4]) {
    toolTest('strace', `killed at ${call} ${when} of a copy: the next run takes over and cleans up`, () => {
      const folder = folderWith(originals);
      const { signal, status } = withFault(
        folder,
        ['-e', `inject=${call}:signal=KILL:when=${when}`],
        ['m', '--out', 'out'],
      );
      assert.ok(signal === 'SIGKILL' || status === 137);
      assertOriginals(folder);
      const { status: second, stderr } = files(folder, 'm', '--out', 'out');
      assert.equal(second, 0, stderr);
      const out = snapshot(join(folder, 'out'));
      assert.deepEqual(Object.keys(out), ['.prepare-contrast-files', ...NAMES.map((name) => `${name}.yaml`)]);
      for (const name of NAMES) assert.equal(out[`${name}.yaml`], preparedOf[name]);
    });
  }
}

toolTest(
  'strace',
  'Ctrl-C while copies are written: nothing half is there, and the next run is let in',
  () => {
    const folder = folderWith(originals);
    const { status, stderr } = withFault(
      folder,
      ['-e', 'inject=/^rename:signal=INT:when=3'],
      ['m', '--out', 'out'],
    );
    assert.equal(status, 130, stderr);
    assert.match(
      stderr,
      /stopped: 2 files written completely; the folder is incomplete\. Run the command again/,
    );
    const out = snapshot(join(folder, 'out'));
    assert.deepEqual(Object.keys(out), ['.prepare-contrast-files', 'a.yaml', 'b.yaml']);
    for (const name of ['a', 'b']) assert.equal(out[`${name}.yaml`], preparedOf[name]);
    assertOriginals(folder);
    assert.equal(files(folder, 'm', '--out', 'out').status, 0);
  },
);
