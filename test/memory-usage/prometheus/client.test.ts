import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ErrorCode } from '../../../src/util/error-codes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runUsage } from '../support/run-usage.ts';

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: web, image: "web:1"}]}}}
`;
const OLD = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: MemoryUsage\nspec: {workloads: []}\n';

type Handler = (request: IncomingMessage, response: ServerResponse, query: string) => void;

interface Asked {
  url: string;
  headers: IncomingMessage['headers'];
  form: URLSearchParams;
}

/** An answer with one series for queries of use, and none for others. */
const answer = (query: string, more: object = {}) => {
  const metric = { namespace: 'shop', pod: 'web-5d4f8c7b9d-x2x4z', container: 'web' };
  const result =
    /^max by \(namespace, pod, container, /.test(query) && !query.includes('kube_')
      ? [{ metric, value: [1, '1048576'] }]
      : [];
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more });
};

/** Runs `usage` against a server that answers as `handle` says. */
async function against(
  handle: Handler,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
  prefix = '',
) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push({ url: request.url ?? '', headers: request.headers, form });
      handle(request, response, form.get('query') ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = temporaryFolder();
  const [manifest, output] = [join(folder, 'web.yaml'), join(folder, 'memory-usage.yaml')];
  writeFileSync(manifest, MANIFEST);
  writeFileSync(output, OLD);
  try {
    const all = [manifest, '--prometheus', `http://${host}${prefix}`, '--output', output, ...args];
    const ran = await runUsage(all, { environment });
    return { ...ran, asked, host, folder, written: readFileSync(output, 'utf8') };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function reply(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
}

const error = (errorType: string, text: string) =>
  JSON.stringify({ status: 'error', errorType, error: text });

describe('faults: a message that names server and query, exit code 2, and the old file untouched', () => {
  const FAULTS: [title: string, handle: Handler, message: RegExp, args?: string[]][] = [
    ['401', reply(401, 'Unauthorized\n'), /requires credentials \(401\); set --token-file/],
    ['403', reply(403, '{"error": "no access to tenant"}'), /denies access \(403\): no access to tenant/],
    [
      '404',
      reply(404, 'page not found'),
      /has no Prometheus API at \/api\/v1\/query \(404\); add the prefix/,
    ],
    ['400', reply(400, error('bad_data', 'parse error')), /responded with status 400: parse error/],
    [
      '422',
      reply(422, error('execution', 'query processing would load too many samples into memory')),
      /could not evaluate the query \(422\); try a shorter --window, .*: query processing would load too many samples/,
    ],
    [
      'a query that takes too long for the server',
      reply(503, error('timeout', 'query timed out in expression evaluation')),
      /could not evaluate the query \(503\).*: query timed out/,
    ],
    [
      'a redirect',
      reply(302, '', { location: 'https://login.example.com/' }),
      /redirects to https:\/\/login\.example\.com\/ \(302\), which is not followed/,
    ],
    [
      'no response in time',
      () => {},
      /did not respond within 0\.1 s; a shorter --window or a longer --timeout may help/,
      ['--timeout', '0.1'],
    ],
    [
      'an answer that stalls',
      (_, response) => response.writeHead(200).write('{"status":'),
      /stalled while sending data/,
      ['--timeout', '2', '--parallel', '1'],
    ],
    [
      'an answer that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"status":"success"', () => response.destroy());
      },
      /the connection to \S+ failed: (?:aborted|ECONNRESET), after 5 attempts/,
    ],
    [
      'incomplete JSON',
      reply(200, '{"status":"success","data":{"resultType":"vector","result":['),
      /responded with invalid or incomplete JSON of type application\/json/,
    ],
    [
      'HTML',
      reply(200, '<!doctype html><title>Log in</title>', { 'content-type': 'text/html' }),
      /responded with a page of type text\/html instead of JSON; check that the URL/,
    ],
    ['JSON of another API', reply(200, '{"items": []}'), /responded without a result: status is not success/],
    [
      'a matrix',
      reply(200, '{"status":"success","data":{"resultType":"matrix","result":[]}}'),
      /the result is not a vector/,
    ],
    [
      'a series without a value',
      reply(200, '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}'),
      /a series does not have the documented form/,
    ],
    [
      'a large answer that announces its size',
      reply(200, '{}', { 'content-length': `${200e6}` }),
      /sent more than the maximum of 64 MiB/,
    ],
    [
      'a large answer without an end',
      (_, response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(1 << 20, ' ');
        const send = () => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', send);
        };
        send();
      },
      /sent more than the maximum of 64 MiB/,
    ],
  ];
  for (const [title, handle, message, args] of FAULTS)
    test(title, async () => {
      const { code, stdout, stderr, written, host, folder } = await against(handle, args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, new RegExp(`^${host} |^the connection to ${host} `));
      assert.match(stderr, /; query: max by \(namespace, /);
      assert.equal(written, OLD);
      assert.deepEqual(readdirSync(folder).sort(), ['memory-usage.yaml', 'web.yaml']);
    });

  test('a server that is down', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'web.yaml'), MANIFEST);
    const { code, stderr } = await runUsage([join(folder, 'web.yaml'), '--prometheus', 'http://127.0.0.1:1']);
    assert.equal(code, 2);
    assert.match(stderr, /^127\.0\.0\.1:1 refused the connection; query: /);
  });
});

describe('requests', () => {
  test('an overloaded server is asked again, as it wants', async () => {
    let left = 2;
    const { code, waits, stderr } = await against((request, response, query) => {
      if (left-- > 0) reply(left === 1 ? 429 : 503, 'busy', { 'retry-after': '3' })(request, response, query);
      else reply(200, answer(query))(request, response, query);
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(waits, [3000, 3000]);
  });

  test('warnings of the server are shown once', async () => {
    const { code, stderr, host } = await against((request, response, query) =>
      reply(200, answer(query, { warnings: ['store-7 did not respond'] }))(request, response, query),
    );
    assert.equal(code, 0);
    assert.equal(stderr.split(`warning: ${host}: store-7 did not respond\n`).length, 2, stderr);
  });

  test('the window is asked for day by day, and conditions and tenant are sent', async () => {
    const { code, asked, stderr } = await against(
      (request, response, query) => reply(200, answer(query))(request, response, query),
      ['--window', '36h', '--label', 'cluster=prod "1"', '--tenant', 'team-a', '--metric', 'memory:max'],
    );
    assert.equal(code, 0, stderr);
    assert.ok(
      asked.every(({ url, headers }) => url === '/api/v1/query' && headers['x-scope-orgid'] === 'team-a'),
    );
    const peaks = asked
      .map(({ form }) => form)
      .filter((form) => form.get('query')!.includes('(max_over_time(memory:max'));
    assert.deepEqual(peaks.map((form) => form.get('time')).sort(), ['1795975200', '1796040000']);
    for (const form of peaks)
      assert.match(
        form.get('query')!,
        /\{container=~"web", namespace=~"shop", cluster="prod \\"1\\""\}\[18h\]/,
      );
  });

  for (const prefix of ['', '/', '/prometheus', '/select/0/prometheus/'])
    test(`the path of a URL that ends in ${JSON.stringify(prefix)}`, async () => {
      const { code, asked, stderr } = await against(
        (request, response, query) => reply(200, answer(query))(request, response, query),
        [],
        {},
        prefix,
      );
      assert.equal(code, 0, stderr);
      const path = `${prefix.endsWith('/') ? prefix : `${prefix}/`}api/v1/query`;
      assert.deepEqual([...new Set(asked.map(({ url }) => url))], [path]);
    });

  test('a redirect is not followed, so that no other server gets the credentials', async () => {
    let reached = false;
    const other = createServer((_, response) => {
      reached = true;
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api/v1/query`;
    try {
      for (const status of [302, 307, 308]) {
        const { code } = await against(reply(status, '', { location }), [], { PROMETHEUS_TOKEN: 'a-token' });
        assert.equal(code, 2);
      }
      assert.equal(reached, false);
    } finally {
      other.close();
    }
  });

  test('a server that only the proxy of the environment can reach', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () =>
        reply(200, answer(new URLSearchParams(body).get('query')!))(request, response, ''),
      );
    });
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url!);
      const upstream = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on('error', () => upstream.destroy());
    });
    for (const one of [server, proxy])
      await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    const saved = { ...process.env };
    for (const name of ['HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY'])
      for (const one of [name, name.toLowerCase()]) delete process.env[one];
    const environment = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    Object.assign(process.env, environment);
    try {
      const args = ['--prometheus', 'http://prometheus.example.invalid:9090', '--output', '-'];
      const { code, stderr } = await runUsage(args, { input: MANIFEST, environment });
      assert.equal(code, 0, stderr);
      assert.deepEqual([...new Set(asked)], ['prometheus.example.invalid:9090']);
    } finally {
      process.env = saved;
      for (const one of [server, proxy]) {
        one.closeAllConnections();
        one.close();
      }
    }
  });

  test('a token is sent, and is in no message', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'token'), 'very-secret-token\n');
    for (const [args, environment] of [
      [['--token-file', join(folder, 'token')], {}],
      [[], { PROMETHEUS_TOKEN: 'very-secret-token' }],
    ] as const) {
      const { asked, stderr } = await against(
        (request, response) =>
          reply(403, error('auth', `no: ${request.headers.authorization}`))(request, response, ''),
        args,
        environment,
      );
      assert.equal(asked[0]!.headers.authorization, 'Bearer very-secret-token');
      assert.match(stderr, /denies access \(403\): no: Bearer \*\*\*/);
      assert.doesNotMatch(stderr, /very-secret-token/);
    }
  });
});

test('https in the URL of a server without TLS', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stderr } = await runUsage(['--prometheus', url], { input: MANIFEST });
  server.close();
  assert.equal(code, 2);
  assert.match(stderr, /^127\.0\.0\.1:\d+ does not support TLS; use http:\/\/ in the URL; query: /);
});

describe('flags', () => {
  const file = join(temporaryFolder(), 'empty');
  writeFileSync(file, '\n');
  const REJECTED: [args: string[], error: ErrorCode, about: string, environment?: Record<string, string>][] =
    [
      [[], 'usage-missing-argument', '--prometheus URL, --vpa FILE, --krr FILE or --top FILE'],
      [['--vpa', 'a', '--krr', 'b'], 'usage-conflict', '--vpa and --krr'],
      [['--vpa', 'a', '--window', '3d'], 'usage-conflict', '--window'],
      [['--top', '-'], 'usage-conflict', 'stdin'],
      [['--prometheus', 'prometheus:9090'], 'usage-invalid-value', 'https://'],
      [['--prometheus', 'https://me:word@host'], 'usage-invalid-value', 'credentials'],
      [['--prometheus', 'https://host/?a=b'], 'usage-invalid-value', '?'],
      [['--prometheus', 'http://host', '--window', '14'], 'usage-invalid-value', '--window: '],
      [['--prometheus', 'http://host', '--window', '9999d'], 'usage-invalid-value', 'up to 366d'],
      [['--prometheus', 'http://host', '--label', 'cluster'], 'usage-invalid-value', 'NAME=VALUE'],
      [['--prometheus', 'http://host', '--metric', 'a{b="c"}'], 'usage-invalid-value', '--metric: '],
      [['--prometheus', 'http://host', '--tenant', 'a\nb'], 'usage-invalid-value', '--tenant: '],
      [['--prometheus', 'http://host', '--timeout', '0'], 'usage-invalid-value', '--timeout: '],
      [['--prometheus', 'http://host', '--token-file', file], 'server-credentials', '--token-file: '],
      [['--prometheus', 'http://host', '--token-file', '/nowhere'], 'file-unreadable', '/nowhere'],
      [
        ['--prometheus', 'http://host', '--token-file', 'a', '--basic-auth-file', 'b'],
        'usage-conflict',
        '--basic-auth-file',
      ],
      [
        ['--prometheus', 'http://host'],
        'usage-invalid-value',
        'use https, or kubectl port-forward',
        { PROMETHEUS_TOKEN: 'secret' },
      ],
      [
        ['--prometheus', 'https://host'],
        'server-credentials',
        'PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD',
        { PROMETHEUS_USERNAME: 'me' },
      ],
      [
        ['--prometheus', 'https://host'],
        'usage-conflict',
        'PROMETHEUS_TOKEN and PROMETHEUS_USERNAME',
        { PROMETHEUS_TOKEN: 'a', PROMETHEUS_USERNAME: 'me' },
      ],
      [
        ['--prometheus', 'https://host'],
        'usage-invalid-value',
        'PROMETHEUS_TOKEN: ',
        { PROMETHEUS_TOKEN: 'a\u0007b' },
      ],
    ];
  for (const [args, expected, about, environment = {}] of REJECTED)
    test(`${args.join(' ')} ${Object.keys(environment).join(' ')}`, async () => {
      const { code, error, stderr } = await runUsage(args, { input: MANIFEST, environment });
      assert.deepEqual([code, error], [2, expected], stderr);
      assert.ok(stderr.includes(about), stderr);
      assert.doesNotMatch(stderr, /word@|secret/);
    });

  test('manifests without pods', async () => {
    const { error } = await runUsage(['--top', file, '-'], {
      input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    });
    assert.equal(error, 'workloads-missing');
  });
});
