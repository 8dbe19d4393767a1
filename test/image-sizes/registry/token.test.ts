import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openHttp } from '../../../src/http/open.ts';
import { Secrets } from '../../../src/http/redact.ts';
import type { Credentials } from '../../../src/image-sizes/registry/credential-helper.ts';
import { fetchToken } from '../../../src/image-sizes/registry/token.ts';
import { close, listen } from '../support/scripted-registry.ts';

const USERS: Record<string, Credentials | undefined> = {
  nobody: undefined,
  'a user with a password': { user: 'ci', password: 'secret' },
  'a user with an identity token': { identityToken: 'refresh' },
};

for (const [title, credentials] of Object.entries(USERS)) {
  test(`tokens are requested for pulling only, whatever the registry asks for: ${title}`, async () => {
    const scopes: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const query = new URL(request.url ?? '', 'http://localhost').searchParams;
      scopes.push(...query.getAll('scope'), ...new URLSearchParams(body).getAll('scope'));
      response.end('{"token": "t", "access_token": "t"}');
    });
    const realm = `http://${await listen(server)}/token`;
    const http = openHttp({ certificateFiles: [], environment: {}, secrets: new Secrets(), timeout: 5000 });
    try {
      const scope = 'repository:auth:pull,push,delete registry:catalog:*';
      const parameters = { realm, service: 'registry', scope };
      const request = { registry: 'a.example', repository: 'shop/web', allowPlain: true };
      assert.equal(await fetchToken(http, { ...request, parameters, credentials }), 't');
      assert.deepEqual(scopes, ['repository:shop/web:pull']);
    } finally {
      http.close();
      await close(server);
    }
  });
}
