import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import { limiter } from '../../src/http/limiter.ts';
import { Secrets } from '../../src/http/redact.ts';
import { RequestError } from '../../src/http/request-error.ts';
import { retryAfter } from '../../src/http/retry.ts';
import { choose, parsePlatform } from '../../src/image-sizes/image-platform.ts';
import type { Descriptor } from '../../src/image-sizes/image-source.ts';
import { unpackerFor } from '../../src/image-sizes/layers/unpack.ts';
import { refuseLargeWindow } from '../../src/image-sizes/layers/zstd-window.ts';
import { locateImage, parseMirror } from '../../src/image-sizes/reference.ts';
import { readChallenge } from '../../src/image-sizes/registry/challenge.ts';

test('challenges as registries write them', () => {
  const bearer = { scheme: 'bearer', parameters: { realm: 'https://a.example/token', service: 'a b, c' } };
  const rows: [header: string | undefined, expected: object | undefined][] = [
    ['Bearer realm="https://a.example/token",service="a b, c"', bearer],
    ['bearer realm = "https://a.example/token" , SERVICE="a b, c"', bearer],
    ['Basic realm="x", Bearer realm="https://a.example/token",service="a b, c"', bearer],
    ['Basic realm="say \\"hi\\""', { scheme: 'basic', parameters: { realm: 'say "hi"' } }],
    ['Basic', { scheme: 'basic', parameters: {} }],
    ['Negotiate', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, expected] of rows) assert.deepEqual(readChallenge(header), expected, header);
});

test('Retry-After in seconds and as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const rows: [header: string | undefined, wait: number | undefined][] = [
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ];
  for (const [header, wait] of rows) assert.equal(retryAfter(header, now), wait, header);
});

test('the entry of an index for a platform', () => {
  const entry = (digest: string, platform?: object, annotations = {}): Descriptor => ({
    mediaType: 'm',
    digest,
    size: 1,
    annotations,
    platform: platform as Record<string, unknown> | undefined,
  });
  const attestation = { 'vnd.docker.reference.type': 'attestation-manifest' };
  const amd64 = { os: 'linux', architecture: 'amd64' };
  const armv7 = { os: 'linux', architecture: 'arm', variant: 'v7' };
  const manifests = [
    entry('attestation', amd64, attestation),
    entry('unknown', { os: 'unknown', architecture: 'unknown' }),
    entry('v6', { ...armv7, variant: 'v6' }),
    entry('v7', armv7),
    entry('amd64', amd64),
    entry('windows', { os: 'windows', architecture: 'amd64' }),
  ];
  const chosen = (text: string) => choose(manifests, parsePlatform(text)!).digest;
  assert.equal(chosen('linux/amd64'), 'amd64');
  assert.equal(chosen('linux/arm/v7'), 'v7');
  assert.equal(chosen('linux/arm'), 'v6', 'the first, where the variant does not count');
  assert.equal(choose([entry('alone')], parsePlatform('linux/amd64')!).digest, 'alone');
  assert.throws(
    () => chosen('linux/s390x'),
    /available: linux\/arm\/v6, linux\/arm\/v7, linux\/amd64, windows\/amd64/,
  );
});

test('where images are asked for', () => {
  const mirrors = new Map([
    parseMirror('docker.io=mirror.example:5000/hub')!,
    parseMirror('b.example=c.example')!,
  ]);
  const digest = `sha256:${'0'.repeat(64)}`;
  const rows: [image: string, where: string, mirrored: string][] = [
    ['nginx', 'registry-1.docker.io library/nginx latest', 'mirror.example:5000 hub/library/nginx latest'],
    ['a.example/x/y:1', 'a.example x/y 1', 'a.example x/y 1'],
    ['b.example/x:1', 'b.example x 1', 'c.example x 1'],
    ['localhost:5000/x:1', 'localhost:5000 x 1', 'localhost:5000 x 1'],
    [`a.example/x:1@${digest}`, `a.example x ${digest}`, `a.example x ${digest}`],
  ];
  const where = (image: string, by: typeof mirrors) => {
    const { host, repository, reference } = locateImage(image, by);
    return `${host} ${repository} ${reference}`;
  };
  for (const [image, direct, mirrored] of rows) {
    assert.equal(where(image, new Map()), direct);
    assert.equal(where(image, mirrors), mirrored);
  }
});

test('no more work at a time than is allowed, and all of it in order', async () => {
  const limit = limiter(2);
  let running = 0;
  const started: number[] = [];
  const works = [0, 1, 2, 3, 4].map((number) =>
    limit(async () => {
      started.push(number);
      running++;
      assert.ok(running <= 2);
      await Promise.resolve();
      running--;
      if (number === 1) throw new Error('failed');
      return number;
    }).catch(() => -1),
  );
  assert.deepEqual(await Promise.all(works), [0, -1, 2, 3, 4]);
  assert.deepEqual(started, [0, 1, 2, 3, 4]);
});

test('secrets are taken out of messages, the longer ones first', () => {
  const secrets = new Secrets();
  for (const secret of ['pass', 'password', 'a']) secrets.add(secret);
  assert.equal(secrets.redact('a password, a pass'), 'a ***, a ***');
});

test('zstd windows beyond what can be unpacked are refused', () => {
  const frame = (...bytes: number[]) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes, ...Array(18).fill(0)]);
  const rows: [title: string, frame: Buffer, isRefused: boolean][] = [
    ['8 MiB', frame(0x00, 13 << 3), false],
    ['32 MiB', frame(0x00, 15 << 3), false],
    ['36 MiB', frame(0x00, (15 << 3) | 1), true],
    ['128 MiB', frame(0x00, 17 << 3), true],
    ['one segment of 200 bytes', frame(0x20, 200), false],
    ['one segment of 64 MiB', frame(0xa0, 0, 0, 0, 4), true],
    ['one segment of 16 GiB', frame(0xe0, 0, 0, 0, 0, 4), true],
    ['a dictionary in front of one segment of 1 MiB', frame(0xa3, 9, 9, 9, 9, 0, 0, 0x10, 0), false],
  ];
  for (const [title, bytes, isRefused] of rows) {
    if (isRefused) assert.throws(() => refuseLargeWindow(bytes), /use --compressed-only/, title);
    else assert.doesNotThrow(() => refuseLargeWindow(bytes), title);
  }
});

test('damaged data are an error, not an end', async () => {
  for (const magic of [
    [0x1f, 0x8b, 8, 0],
    [0x28, 0xb5, 0x2f, 0xfd],
  ]) {
    const bytes = randomFillSync(Buffer.alloc(200_000));
    bytes.set([...magic, 0, 0x40, 0, 0, 0, 0], 0);
    const unpack = async () => {
      const unpacker = unpackerFor(bytes, () => {});
      await unpacker.write(bytes);
      await unpacker.end();
    };
    await assert.rejects(unpack, RequestError);
  }
});
