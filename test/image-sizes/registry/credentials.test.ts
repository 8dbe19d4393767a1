import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Secrets } from '../../../src/http/redact.ts';
import { readAuthFiles } from '../../../src/image-sizes/registry/auth-files.ts';
import { CredentialStore } from '../../../src/image-sizes/registry/credentials.ts';
import { image, layer, writeLayout } from '../support/images.ts';
import {
  makeCertificate,
  type RealRegistry,
  registryTest,
  skopeo,
  withRegistry,
} from '../support/real-registry.ts';
import { newFolder, type Ran, runSizes } from '../support/run-sizes.ts';
import { close, listen } from '../support/scripted-registry.ts';
import { PASSWORD, REFRESH_TOKEN, tokenService, USER } from '../support/token-service.ts';

const web = image([layer('web'.repeat(1000))]);

/** `ci` with the password of the token service, as `htpasswd -nbB` writes it. */
const HTPASSWD = 'ci:$2y$05$x9KKH0fayMGjpl1RgGAyOOHPIkVY6QOl9fRH6Jl.v462t8oOvPrie\n';

type Environment = Record<string, string>;

function write(folder: string, path: string, content: string | object): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** A credential helper that answers with `answer` and writes down what it was asked for. */
function helper(folder: string, name: string, answer: string, code = 0): string {
  const program = write(
    folder,
    `bin/docker-credential-${name}`,
    `#!/bin/sh\ncat >> '${folder}/asked'\nprintf '%s' '${answer}'\nexit ${code}\n`,
  );
  chmodSync(program, 0o755);
  // A folder that this user may not enter would make the error of a missing program EACCES.
  const folders = (process.env.PATH ?? '').split(':').filter((one) => existsSync(one));
  return [`${folder}/bin`, ...folders].join(':');
}

function basic(password = PASSWORD): string {
  return btoa(`${USER}:${password}`);
}

/** Ways in which users have credentials. */
const homes: [title: string, environment: (folder: string, host: string, password: string) => Environment][] =
  [
    [
      'REGISTRY_AUTH_FILE',
      (folder, host, password) => ({
        REGISTRY_AUTH_FILE: write(folder, 'my.json', { auths: { [host]: { auth: basic(password) } } }),
      }),
    ],
    [
      '~/.docker/config.json',
      (folder, host, password) => {
        write(folder, '.docker/config.json', {
          auths: { [`https://${host}/v1/`]: { auth: basic(password) } },
        });
        return { HOME: folder };
      },
    ],
    [
      'DOCKER_CONFIG',
      (folder, host, password) => {
        write(folder, 'config.json', { auths: { [host]: { auth: basic(password) } } });
        return { DOCKER_CONFIG: folder };
      },
    ],
    [
      "Podman's auth file, for one repository",
      (folder, host, password) => {
        const auths = { [host]: { auth: basic('another') }, [`${host}/shop/web`]: { auth: basic(password) } };
        write(folder, 'containers/auth.json', { auths });
        return { XDG_RUNTIME_DIR: folder };
      },
    ],
    [
      'a credential helper of the registry',
      (folder, host, password) => {
        const PATH = helper(folder, 'test', JSON.stringify({ Username: USER, Secret: password }));
        write(folder, 'config.json', { credHelpers: { [host]: 'test' }, credsStore: 'none' });
        return { DOCKER_CONFIG: folder, PATH };
      },
    ],
    [
      'the credential store',
      (folder, host, password) => {
        const PATH = helper(folder, 'store', JSON.stringify({ Username: USER, Secret: password }));
        write(folder, 'config.json', { auths: { [host]: {} }, credsStore: 'store' });
        return { DOCKER_CONFIG: folder, PATH };
      },
    ],
  ];

async function measure(host: string, environment: Environment, ...args: string[]): Promise<Ran> {
  const ran = await runSizes(['--image', `${host}/shop/web:1`, '--output', '-', ...args], { environment });
  const secrets = [PASSWORD, basic(), REFRESH_TOKEN, 'not-the-password', basic('not-the-password')];
  for (const secret of secrets) assert.ok(!(ran.stdout + ran.stderr).includes(secret), 'no secret is shown');
  return ran;
}

async function push({ folder }: RealRegistry, host: string, ...flags: string[]): Promise<void> {
  const layout = writeLayout(join(folder, 'web'), web);
  await skopeo(folder, 'copy', '-q', ...flags, `oci:${layout}`, `docker://${host}/shop/web:1`);
}

function htpasswd(folder: string): object {
  return { htpasswd: { realm: 'test', path: write(folder, 'htpasswd', HTPASSWD) } };
}

registryTest('basic authentication: right and wrong credentials, wherever users have them', () =>
  withRegistry(
    async (registry) => {
      await push(registry, registry.host, '--dest-tls-verify=false', '--dest-creds', `${USER}:${PASSWORD}`);
      for (const [title, environment] of homes) {
        const right = await measure(registry.host, environment(newFolder(), registry.host, PASSWORD));
        assert.equal(right.code, 0, `${title}: ${right.stderr}`);
        const wrong = await measure(
          registry.host,
          environment(newFolder(), registry.host, 'not-the-password'),
        );
        assert.equal(wrong.code, 2, title);
        assert.match(wrong.stderr, /rejected the credentials for shop\/web \(401\); log in again/, title);
      }
      const none = await measure(registry.host, {});
      assert.match(none.stderr, /requires credentials for shop\/web, but there are none; log in/);
    },
    (folder) => ({ auth: htpasswd(folder) }),
  ),
);

registryTest('bearer tokens: anonymous, user, identity token; wrong ones are refused', async () => {
  const folder = newFolder();
  const files = makeCertificate(folder, 'token');
  const service = await tokenService(files);
  try {
    await withRegistry(
      async (registry) => {
        const { host } = registry;
        await push(registry, host, '--dest-tls-verify=false', '--dest-creds', `${USER}:${PASSWORD}`);
        const layout = writeLayout(join(registry.folder, 'public'), web);
        const flags = ['--dest-tls-verify=false', '--dest-creds', `${USER}:${PASSWORD}`];
        await skopeo(
          registry.folder,
          'copy',
          '-q',
          ...flags,
          `oci:${layout}`,
          `docker://${host}/public/web:1`,
        );

        const open = await runSizes(['--image', `${host}/public/web:1`, '--output', '-']);
        assert.equal(open.code, 0, open.stderr);
        assert.equal((await measure(host, {})).code, 2);
        for (const [title, environment] of homes) {
          const right = await measure(host, environment(newFolder(), host, PASSWORD));
          assert.equal(right.code, 0, `${title}: ${right.stderr}`);
          const wrong = await measure(host, environment(newFolder(), host, 'not-the-password'));
          assert.match(wrong.stderr, /rejected the credentials \(401\); log in with docker login/, title);
        }

        const identity = { auths: { [host]: { auth: btoa('0000:'), identitytoken: REFRESH_TOKEN } } };
        const refreshed = await measure(host, { REGISTRY_AUTH_FILE: write(newFolder(), 'a.json', identity) });
        assert.equal(refreshed.code, 0, refreshed.stderr);
        assert.ok(service.asked.includes('POST refresh'));
      },
      () => ({
        auth: {
          token: {
            realm: service.realm,
            service: 'test-registry',
            issuer: 'test-issuer',
            rootcertbundle: files.certificate,
          },
        },
      }),
    );
  } finally {
    await service.close();
  }
});

registryTest('TLS: a private authority by flag and by SSL_CERT_FILE, none without', () => {
  const folder = newFolder();
  const { certificate, key } = makeCertificate(folder, 'server');
  return withRegistry(
    async (registry) => {
      const host = registry.host.replace('127.0.0.1', 'localhost');
      const authority = write(folder, 'certs/ca.crt', readFileSync(certificate, 'utf8'));
      await push(
        registry,
        host,
        '--dest-cert-dir',
        dirname(authority),
        '--dest-creds',
        `${USER}:${PASSWORD}`,
      );
      const auths = { [host]: { auth: basic() } };
      const environment = { REGISTRY_AUTH_FILE: write(folder, 'auth.json', { auths }) };
      assert.equal((await measure(host, environment, '--ca-file', certificate)).code, 0);
      assert.equal((await measure(host, { ...environment, SSL_CERT_FILE: certificate })).code, 0);

      const untrusted = await measure(host, environment);
      assert.equal(untrusted.code, 2);
      assert.match(
        untrusted.stderr,
        /the certificate of localhost:\d+ is not trusted \(\w+\); add its certificate authority/,
      );
      const other = makeCertificate(newFolder(), 'other').certificate;
      assert.equal((await measure(host, { ...environment, SSL_CERT_FILE: other })).code, 2);
    },
    (folder) => ({ http: { tls: { certificate, key } }, auth: htpasswd(folder) }),
  );
});

registryTest(
  'what began with TLS goes on with it: neither redirects nor token services lead out of it',
  async () => {
    const folder = newFolder();
    const { certificate, key } = makeCertificate(folder, 'server');
    const plain: string[] = [];
    const outside = createServer((request, response) => {
      plain.push(request.url ?? '');
      response.end();
    });
    const outsideHost = await listen(outside);
    const headers = {
      '/v2/shop/web/manifests/1': { 'www-authenticate': `Bearer realm="http://${outsideHost}/token"` },
    };
    const server = createSecureServer(
      { cert: readFileSync(certificate), key: readFileSync(key) },
      (request, response) => {
        const challenge = headers[request.url as keyof typeof headers];
        if (challenge) response.writeHead(401, challenge).end();
        else response.writeHead(307, { location: `http://${outsideHost}/there` }).end();
      },
    );
    const host = await listen(server);
    try {
      const environment = {
        REGISTRY_AUTH_FILE: write(folder, 'auth.json', { auths: { [host]: { auth: basic() } } }),
        SSL_CERT_FILE: certificate,
      };
      const token = await measure(host, environment);
      assert.match(token.stderr, /names a token service without https, which is not used/);
      const redirect = await runSizes(['--image', `${host}/other/web:1`, '--output', '-'], { environment });
      assert.match(
        redirect.stderr,
        /redirects from https to http \(127\.0\.0\.1:\d+\), which is not followed/,
      );
      assert.deepEqual(plain, []);
    } finally {
      await close(server);
      await close(outside);
    }
  },
);

registryTest('plain http is for this machine, and for whom the user names', () =>
  withRegistry(async (registry) => {
    await push(registry, registry.host, '--dest-tls-verify=false');
    assert.equal((await measure(registry.host, {})).code, 0);
    assert.equal((await measure(registry.host, {}, '--plain-http', registry.host)).code, 0);
  }),
);

test('the most specific entry of the first file counts', async () => {
  const folder = newFolder();
  const entry = (user: string) => ({ auth: btoa(`${user}:password`) });
  write(folder, 'run/containers/auth.json', {
    auths: {
      'a.example/team/shop': entry('shop'),
      'a.example/team': entry('team'),
      'a.example': entry('all'),
    },
  });
  write(folder, '.docker/config.json', {
    auths: {
      'a.example': entry('docker'),
      'https://index.docker.io/v1/': entry('hub'),
      'b.example': entry('b'),
    },
  });
  const environment = { HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') };
  const store = new CredentialStore(environment, new Secrets());
  const rows = [
    ['a.example', 'team/shop', 'shop'],
    ['a.example', 'team/shop/web', 'shop'],
    ['a.example', 'team/other', 'team'],
    ['a.example', 'teams', 'all'],
    ['a.example:5000', 'team', undefined],
    ['registry-1.docker.io', 'library/nginx', 'hub'],
    ['b.example', 'x', 'b'],
    ['c.example', 'x', undefined],
  ] as const;
  for (const [host, repository, user] of rows) {
    const { credentials } = await store.find(host, repository);
    assert.equal(
      credentials && 'user' in credentials ? credentials.user : undefined,
      user,
      `${host}/${repository}`,
    );
  }
});

test('a helper that knows nothing, or is not there, leaves the user without credentials', async () => {
  const folder = newFolder();
  const PATH = helper(folder, 'empty', 'credentials not found in native keychain', 1);
  write(folder, 'config.json', {
    credsStore: 'empty',
    credHelpers: { 'b.example': 'gone', 'c.example': '../sh' },
  });
  const store = new CredentialStore({ DOCKER_CONFIG: folder, PATH }, new Secrets());
  const found = (host: string) => store.find(host, 'shop/web');
  assert.deepEqual(await found('a.example'), { credentials: undefined, problems: [] });
  assert.deepEqual(await found('b.example'), {
    credentials: undefined,
    problems: ['docker-credential-gone cannot be run (ENOENT)'],
  });
  assert.deepEqual(await found('c.example'), {
    credentials: undefined,
    problems: ['docker-credential-../sh is not a valid name of a credential helper'],
  });
});

test('the error of an unreadable auth file does not show its content', () => {
  const file = write(newFolder(), 'auth.json', '{"auths": {"a.example": {"auth": "c2VjcmV0OnNlY3JldA=="}}');
  assert.throws(() => readAuthFiles({ REGISTRY_AUTH_FILE: file }), {
    message: `the credentials in ${file} cannot be read: the file is not valid JSON`,
  });
});
