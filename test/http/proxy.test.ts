// `sizes` behind a proxy: a real one on loopback, which alone can reach the registry's name.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { test } from 'node:test';
import { image, layer } from '../image-sizes/support/images.ts';
import { makeCertificate } from '../image-sizes/support/real-registry.ts';
import { newFolder, type Ran, runSizes } from '../image-sizes/support/run-sizes.ts';
import { close, listen, scriptedRegistry } from '../image-sizes/support/scripted-registry.ts';
import { toolTest } from '../support/tools.ts';

const NAME = 'registry.example.invalid';
const USER = 'proxy-user:pass%2Fword';
const BASIC = Buffer.from('proxy-user:pass/word').toString('base64');
const web = image([layer('x'.repeat(1000), 'none')]);

interface Proxy {
  host: string;
  /** Hosts that clients asked for. */
  asked: string[];
  server: Server;
}

/** Starts a proxy with the given status for CONNECT, which connects every name to `target`. */
async function startProxy(target: string, status = 200): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url!);
    socket.on('error', () => {});
    const isKnown = request.headers['proxy-authorization'] === `Basic ${BASIC}`;
    const answer = status === 200 && !isKnown ? 407 : status;
    if (answer !== 200) return void socket.end(`HTTP/1.1 ${answer} No\r\n\r\n`);
    const [host, port] = target.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  return { host: await listen(server), asked, server };
}

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** Runs `sizes` with these proxies and no others in the environment. */
async function sizesWith(proxies: Record<string, string>, args: readonly string[]): Promise<Ran> {
  const saved = { ...process.env };
  for (const name of VARIABLES) for (const one of [name, name.toLowerCase()]) delete process.env[one];
  Object.assign(process.env, proxies);
  try {
    return await runSizes([...args, '--output', '-'], { environment: proxies });
  } finally {
    process.env = saved;
  }
}

/** Measures an image of a plain registry behind a proxy. */
async function measure(
  proxiesFor: (host: string) => Record<string, string>,
  { status = 200, name = NAME, tls = false }: { status?: number; name?: string; tls?: boolean } = {},
): Promise<Ran & { asked: string[]; proxy: string }> {
  const registry = await scriptedRegistry({ 'shop/web:1': web });
  const proxy = await startProxy(registry.host, status);
  try {
    const reference = `${name === '' ? registry.host : name}/shop/web:1`;
    const plain = tls ? [] : ['--plain-http', NAME];
    const args = ['--image', reference, ...plain, '--no-cache', '--timeout', '5'];
    const ran = await sizesWith(proxiesFor(proxy.host), args);
    assert.doesNotMatch(ran.stdout + ran.stderr, /pass\/word|pass%2Fword/);
    assert.ok(!(ran.stdout + ran.stderr).includes(BASIC));
    return { ...ran, asked: proxy.asked, proxy: proxy.host };
  } finally {
    await close(proxy.server);
    await registry.close();
  }
}

test('a registry is reached through the proxy of the environment, with its credentials', async () => {
  for (const variable of ['HTTP_PROXY', 'http_proxy']) {
    const { code, stdout, stderr, asked } = await measure((host) => ({
      [variable]: `http://${USER}@${host}`,
    }));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /image: registry\.example\.invalid\/shop\/web:1/);
    assert.ok(asked.length > 0 && asked.every((one) => one === `${NAME}:80`));
  }
});

test('a proxy without a scheme speaks HTTP', async () => {
  const { code, stderr } = await measure((host) => ({ HTTP_PROXY: `${USER}@${host}` }));
  assert.equal(code, 0, stderr);
});

test('a registry without TLS is only contacted if the user allows it', async () => {
  const { code, stderr } = await measure((host) => ({ HTTPS_PROXY: `http://${USER}@${host}` }), {
    tls: true,
  });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /registry\.example\.invalid does not support TLS; if that is intended, allow it with --plain-http registry\.example\.invalid/,
  );
});

test('hosts in NO_PROXY and this machine are reached directly', async () => {
  const direct = await measure((host) => ({ HTTP_PROXY: `http://${USER}@${host}`, NO_PROXY: NAME }));
  assert.deepEqual([direct.code, direct.asked], [2, []]);
  const domain = await measure((host) => ({
    HTTP_PROXY: `http://${USER}@${host}`,
    NO_PROXY: '.example.invalid',
  }));
  assert.deepEqual([domain.code, domain.asked], [2, []]);
  const own = await measure((host) => ({ HTTP_PROXY: `http://${host}` }), { name: '' });
  assert.deepEqual([own.code, own.asked], [0, []], own.stderr);
});

test('the error of a proxy that rejects a request names the proxy and the setting, never the credentials', async () => {
  const wrong = await measure((host) => ({ HTTP_PROXY: `http://proxy-user:pass%2Fwords@${host}` }));
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.stderr,
    /the proxy 127\.0\.0\.1:\d+ requires other credentials for registry\.example\.invalid \(407\)/,
  );
  const denied = await measure((host) => ({ HTTP_PROXY: `http://${USER}@${host}` }), { status: 403 });
  assert.match(
    denied.stderr,
    /the proxy 127\.0\.0\.1:\d+ refused a connection to registry\.example\.invalid \(403\)/,
  );
  assert.equal(denied.asked.length, 1);
  const busy = await measure((host) => ({ HTTP_PROXY: `http://${USER}@${host}` }), { status: 502 });
  assert.deepEqual(busy.waits, [500, 1000, 2000, 4000]);
});

test('a proxy that is not there, or not an HTTP proxy, is named', async () => {
  const closed = createServer();
  const host = await listen(closed);
  await close(closed);
  const absent = await measure(() => ({ HTTP_PROXY: `http://${USER}@${host}` }));
  assert.match(absent.stderr, new RegExp(`the proxy ${host} refused the connection`));
  for (const value of [`socks5://${USER}@${host}`, 'http://'])
    assert.match(
      (await measure(() => ({ HTTP_PROXY: value }))).stderr,
      /the proxy for registry\.example\.invalid is not valid; set HTTPS_PROXY or HTTP_PROXY/,
    );
});

toolTest(
  'openssl',
  'TLS with the registry goes through the proxy, and its certificate is verified',
  async () => {
    const folder = newFolder();
    const { certificate, key } = makeCertificate(folder, 'registry', [NAME]);
    const plain = await scriptedRegistry({ 'shop/web:1': web });
    const forward: RequestListener = async ({ url, headers }, response) => {
      const { range } = headers;
      const answer = await fetch(
        `http://${plain.host}${url}`,
        range === undefined ? {} : { headers: { range } },
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    const secure = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, forward);
    const proxy = await startProxy(await listen(secure));
    const measured = (...args: string[]) =>
      sizesWith({ HTTPS_PROXY: `http://${USER}@${proxy.host}` }, [
        '--image',
        `${NAME}/shop/web:1`,
        '--no-cache',
        ...args,
      ]);
    try {
      const { code, stdout, stderr } = await measured('--ca-file', certificate);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /digest: sha256:/);
      assert.ok(proxy.asked.every((one) => one === `${NAME}:443`));
      assert.match((await measured()).stderr, /the certificate of registry\.example\.invalid is not trusted/);
    } finally {
      secure.close();
      secure.closeAllConnections();
      await Promise.all([close(proxy.server), plain.close(), once(secure, 'close').catch(() => {})]);
    }
  },
);
