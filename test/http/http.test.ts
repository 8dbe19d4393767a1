import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSizesFile } from '../../src/image-sizes/sizes-file.ts';
import { image, index, layer } from '../image-sizes/support/images.ts';
import { newFolder, type Ran, runSizes } from '../image-sizes/support/run-sizes.ts';
import { close, listen, type Script, scriptedRegistry } from '../image-sizes/support/scripted-registry.ts';

const OLD = `apiVersion: prepare-contrast.dev/v1alpha1
kind: ImageSizes
spec:
  images: []
`;

const content = 'x'.repeat(200_000);
const web = image([layer(content, 'none')]);
const [, blob] = [...web.blobs].at(-1)!;
const LAYER = `/v2/shop/web/blobs/${[...web.blobs.keys()].at(-1)}`;
const MANIFEST = '/v2/shop/web/manifests/1';

interface Outcome extends Ran {
  host: string;
  requests: { path: string; authorization: string | undefined; range: string | undefined }[];
  /** The file of sizes as it is in the end. */
  file: string;
  /** Everything that is beside it. */
  folder: string[];
}

/** Measures shop/web:1 at a registry that follows a script, over a file that is there already. */
async function measure(script: Script, args: string[] = []): Promise<Outcome> {
  const registry = await scriptedRegistry({ 'shop/web:1': web }, script);
  const folder = newFolder();
  const file = join(folder, 'image-sizes.yaml');
  writeFileSync(file, OLD);
  try {
    const ran = await runSizes(['--image', `${registry.host}/shop/web:1`, '--output', file, ...args]);
    const { host, requests } = registry;
    return { ...ran, host, requests, file: readFileSync(file, 'utf8'), folder: readdirSync(folder) };
  } finally {
    await registry.close();
  }
}

/** The image and its registry are named, nothing is written, and no files are left. */
function assertRefused({ code, stdout, stderr, file, folder, host }: Outcome, message: RegExp): void {
  assert.equal(code, 2, stderr);
  assert.ok(stderr.startsWith(`${host}/shop/web:1`), stderr);
  assert.match(stderr, message);
  assert.match(stderr, /image-sizes\.yaml is unchanged/);
  assert.equal(stdout, '');
  assert.equal(file, OLD);
  assert.deepEqual(folder, ['image-sizes.yaml']);
}

/** Answers one path; `times` of Infinity for always. */
function answer(
  path: string,
  status: number,
  options: { times?: number; headers?: object; body?: string } = {},
): Script {
  return (request, response, count) => {
    if (request.url !== path || count > (options.times ?? Infinity)) return false;
    response.writeHead(status, { ...options.headers }).end(options.body ?? '');
    return true;
  };
}

const errors = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });

const refusals: [title: string, script: Script, message: RegExp, waits?: number[]][] = [
  [
    '401 without a challenge',
    answer(MANIFEST, 401),
    /rejected the request \(401\) without a supported challenge/,
  ],
  [
    '401 with nobody logged in',
    answer(MANIFEST, 401, { headers: { 'www-authenticate': 'Basic realm="shop"' } }),
    /requires credentials for shop\/web, but there are none; log in/,
  ],
  [
    '403',
    answer(MANIFEST, 403, { body: errors('DENIED', 'no access') }),
    /denies access \(403\): DENIED no access/,
  ],
  ['404', answer(MANIFEST, 404, { body: errors('MANIFEST_UNKNOWN', 'unknown') }), /does not have it \(404\)/],
  ['404 for a layer', answer(LAYER, 404), /does not have it \(404\)/],
  ['a page in place of a message', answer(MANIFEST, 403, { body: '<html>' }), /denies access \(403\)\n/],
  [
    '429 for ever',
    answer(MANIFEST, 429),
    /too many requests \(429\), after 5 attempts/,
    [500, 1000, 2000, 4000],
  ],
  [
    '429 for an hour',
    answer(MANIFEST, 429, { headers: { 'retry-after': '3600' } }),
    /too many requests \(429\), and asks to wait for 3600 s/,
  ],
  ['500 for ever', answer(MANIFEST, 500), /answers 500, after 5 attempts/, [500, 1000, 2000, 4000]],
  [
    'a manifest that is not JSON',
    answer(MANIFEST, 200, { body: '{"schemaVersion": 2' }),
    /its manifest is not valid JSON/,
  ],
  ['the old schema 1', answer(MANIFEST, 200, { body: '{"schemaVersion":1}' }), /old format schema 1/],
  [
    'a manifest that is two things',
    answer(MANIFEST, 200, { body: '{"schemaVersion":2,"layers":[],"manifests":[]}' }),
    /neither an image nor an index/,
  ],
  [
    'a manifest of 50 MB',
    (request, response) => {
      if (request.url !== MANIFEST) return false;
      response.writeHead(200, { 'content-length': String(50e6) }).end(Buffer.alloc(50e6, ' '));
      return true;
    },
    /sent more than the maximum of 4 MiB/,
  ],
  [
    'a manifest of 50 MB that does not say so',
    (request, response) => {
      if (request.url !== MANIFEST) return false;
      response.writeHead(200).end(Buffer.alloc(50e6, ' '));
      return true;
    },
    /sent more than the maximum of 4 MiB/,
  ],
  [
    'a layer that does not match its digest',
    (request, response) => {
      if (request.url !== LAYER) return false;
      const wrong = Buffer.from(blob);
      wrong[1000] = 0;
      response.writeHead(200, { 'content-length': String(wrong.length) }).end(wrong);
      return true;
    },
    /sent a layer that does not match sha256:[0-9a-f]{64}; it was rejected/,
  ],
  [
    'a layer that is longer than it says',
    (request, response) => {
      if (request.url !== LAYER) return false;
      response.writeHead(200).end(Buffer.concat([blob, blob]));
      return true;
    },
    /sent a layer that does not match/,
  ],
  [
    'a connection that is cut in every attempt',
    (request, response) => {
      if (request.url !== LAYER) return false;
      response.writeHead(200, { 'content-length': String(blob.length) });
      response.write(blob.subarray(0, 1000), () => response.destroy());
      return true;
    },
    /the connection to 127\.0\.0\.1:\d+ failed: .*after 5 attempts/,
    [500, 1000, 2000, 4000],
  ],
  [
    'a redirect in a circle',
    answer(LAYER, 307, { headers: { location: LAYER } }),
    /redirects more than 5 times/,
  ],
  [
    'a redirect to a file',
    answer(LAYER, 307, { headers: { location: 'file:///etc/passwd' } }),
    /an address that is not http/,
  ],
  [
    'a token service at no http address',
    answer(MANIFEST, 401, { headers: { 'www-authenticate': 'Bearer realm="ftp://127.0.0.1/token"' } }),
    /names a token service without https/,
  ],
];

for (const [title, script, message, waits = []] of refusals) {
  test(`refused: ${title}`, async () => {
    const outcome = await measure(script);
    assertRefused(outcome, message);
    assert.deepEqual(outcome.waits, waits);
  });
}

const timeouts: [title: string, script: Script][] = [
  ['a manifest that never comes', (request) => request.url === MANIFEST],
  [
    'a body that never ends',
    (request, response) => {
      if (request.url !== LAYER) return false;
      response.writeHead(200, { 'content-length': String(blob.length) });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
      return true;
    },
  ],
];

for (const [title, script] of timeouts) {
  test(`given up: ${title}`, async () => {
    const outcome = await measure(script, ['--timeout', '0.15']);
    assertRefused(outcome, /(did not respond within 0\.15 s|stalled while sending data), after 5 attempts/);
  });
}

const recoveries: [title: string, script: Script, waits: number[]][] = [
  ['500 three times', answer(MANIFEST, 500, { times: 3 }), [500, 1000, 2000]],
  ['429 with Retry-After', answer(MANIFEST, 429, { times: 1, headers: { 'retry-after': '7' } }), [7000]],
  ['503 for a layer', answer(LAYER, 503, { times: 1 }), [500]],
];

for (const [title, script, waits] of recoveries) {
  test(`mastered: ${title}`, async () => {
    const outcome = await measure(script);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.deepEqual(outcome.waits, waits);
    assert.match(outcome.file, new RegExp(`compressed: ${blob.length} #`));
  });
}

test('a layer goes on where the connection was cut', async () => {
  const outcome = await measure((request, response, count) => {
    if (request.url !== LAYER || count > 1) return false;
    response.writeHead(200, { 'content-length': String(blob.length) });
    response.write(blob.subarray(0, 150_000), () => response.destroy());
    return true;
  });
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.file, new RegExp(`uncompressed: ${blob.length} #`));
  const again = outcome.requests.filter(({ path }) => path === LAYER)[1];
  assert.match(again?.range ?? '', /^bytes=[1-9]\d*-$/);
});

test('a registry that cannot go on in the middle sends the layer again', async () => {
  const outcome = await measure((request, response, count) => {
    if (request.url !== LAYER) return false;
    response.writeHead(200, { 'content-length': String(blob.length) });
    if (count > 1) response.end(blob);
    else response.write(blob.subarray(0, 150_000), () => response.destroy());
    return true;
  });
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.file, new RegExp(`uncompressed: ${blob.length} #`));
});

test('credentials stay with the registry: a redirect to another host gets none', async () => {
  const seen: (string | undefined)[] = [];
  const storage = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(blob);
  });
  const storageHost = await listen(storage);
  const home = newFolder();
  const registry = await scriptedRegistry({ 'shop/web:1': web }, (request, response) => {
    if (request.headers.authorization !== `Basic ${btoa('ci:s3cret-pass')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="shop"' }).end();
      return true;
    }
    if (request.url !== LAYER) return false;
    response.writeHead(307, { location: `http://${storageHost}/there?signature=very-secret` }).end();
    return true;
  });
  try {
    const auths = { [registry.host]: { auth: btoa('ci:s3cret-pass') } };
    writeFileSync(join(home, 'auth.json'), JSON.stringify({ auths }));
    const { code, stdout, stderr } = await runSizes(
      ['--image', `${registry.host}/shop/web:1`, '--output', '-'],
      { environment: { REGISTRY_AUTH_FILE: join(home, 'auth.json') } },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`uncompressed: ${blob.length} #`));
    assert.deepEqual(seen, [undefined]);
  } finally {
    await registry.close();
    await close(storage);
  }
});

test('what a registry echoes of the credentials is not shown', async () => {
  const home = newFolder();
  const basic = btoa('ci:s3cret-pass');
  const registry = await scriptedRegistry({}, (request, response) => {
    const { authorization } = request.headers;
    if (authorization === undefined)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="shop"' }).end();
    else response.writeHead(403).end(errors('DENIED', `no ${authorization} for s3cret-pass\u001b[31m`));
    return true;
  });
  try {
    writeFileSync(join(home, 'auth.json'), JSON.stringify({ auths: { [registry.host]: { auth: basic } } }));
    const { code, stdout, stderr } = await runSizes(
      ['--image', `${registry.host}/shop/web:1`, '--output', '-'],
      {
        environment: { REGISTRY_AUTH_FILE: join(home, 'auth.json') },
      },
    );
    assert.equal(code, 2);
    assert.match(stderr, /DENIED no Basic \*\*\* for \*\*\* \[31m/);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
    assert.ok(!stderr.includes('\u001b'));
    assert.ok(!stderr.includes(basic));
  } finally {
    await registry.close();
  }
});

test('every failing image is reported, and a single one leaves the file unwritten', async () => {
  const registry = await scriptedRegistry({ 'shop/web:1': web });
  try {
    const names = ['web:1', 'gone:1', 'lost:2'].map((name) => `${registry.host}/shop/${name}`);
    const folder = newFolder();
    for (const output of ['-', join(folder, 'image-sizes.yaml')]) {
      const { code, stdout, stderr } = await runSizes([
        ...names.flatMap((name) => ['--image', name]),
        '--output',
        output,
      ]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /2 of 3 images:\n {2}\S+\/shop\/gone:1: .*404.*\n {2}\S+\/shop\/lost:2: .*404.*\nnothing was written/,
      );
    }
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    await registry.close();
  }
});

test('an index without the platform says which it has', async () => {
  const arm = image([layer('arm')], { architecture: 'arm64' });
  const registry = await scriptedRegistry({ 'shop/web:1': index([arm]) });
  try {
    const { code, stderr } = await runSizes(['--image', `${registry.host}/shop/web:1`, '--output', '-']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /no image for linux\/amd64, available: linux\/arm64; choose one with --image-platform/,
    );
  } finally {
    await registry.close();
  }
});

test('an artifact that is not a container image is rejected', async () => {
  const chart = image([layer('chart')], {
    manifest: {
      config: {
        mediaType: 'application/vnd.cncf.helm.config.v1+json',
        digest: `sha256:${'0'.repeat(64)}`,
        size: 2,
      },
    },
  });
  const registry = await scriptedRegistry({ 'shop/chart:1': chart });
  try {
    const { code, stderr } = await runSizes(['--image', `${registry.host}/shop/chart:1`, '--output', '-']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /not a container image but an artifact \(application\/vnd\.cncf\.helm\.config\.v1\+json\)/,
    );
  } finally {
    await registry.close();
  }
});

test('what an image says of itself reaches neither terminal nor file with control characters', async () => {
  const hostile = 'x\u001b]0;y\u0007\u009b2J\u202e';
  const chart = { config: { mediaType: hostile, digest: `sha256:${'0'.repeat(64)}`, size: 2 } };
  const registry = await scriptedRegistry({
    'shop/chart:1': image([layer('chart')], { manifest: chart }),
    'shop/web:1': image([layer('web')], {
      architecture: hostile,
      config: { User: hostile, Volumes: { [`/${hostile}`]: {} } },
    }),
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\x00-\x09\x0B-\x1F\x7F-\x9F\u202A-\u202E]/;
  try {
    const refused = await runSizes(['--image', `${registry.host}/shop/chart:1`, '--output', '-']);
    assert.match(refused.stderr, /but an artifact \(x \]0;y 2J\)/);
    assert.doesNotMatch(refused.stderr, control);
    const args = ['--image', `${registry.host}/shop/web:1`, '--output'];
    const { code, stdout, stderr } = await runSizes([...args, '-']);
    assert.equal(code, 0);
    assert.match(stderr, /warning: \S+\/shop\/web:1 is an image for linux\/x \]0;y 2J\n/);
    assert.doesNotMatch(stdout + stderr, control);
    const file = join(newFolder(), 'sizes.yaml');
    await runSizes([...args, file]);
    const [entry] = readSizesFile(file)!.sizes.images;
    assert.deepEqual([entry!.user, entry!.volumes], [hostile, [`/${hostile}`]]);
  } finally {
    await registry.close();
  }
});

for (const text of ['shop/web:1 --help', 'UPPER/case:1', 'shop/../../v2:1', 'web@sha256:abc', '$(IMAGE)']) {
  test(`no reference, no request: ${text}`, async () => {
    const { code, stderr } = await runSizes(['--image', text, '--output', '-']);
    assert.equal(code, 2);
    assert.match(stderr, /invalid image reference; expected|invalid digest; expected sha256:/);
  });
}
