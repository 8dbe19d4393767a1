import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { close, listen } from './scripted-registry.ts';

export const USER = 'ci';
export const PASSWORD = 's3cret-pass';
export const REFRESH_TOKEN = 'refresh-token-of-ci';

/** The token service that docker-registry's `auth.token` expects (Distribution, Token authentication implementation). */
export interface TokenService {
  realm: string;
  /** What it was asked with: method and kind of credentials. */
  asked: string[];
  close(): Promise<void>;
}

/** Starts a service that signs tokens for pulling; those without credentials get them for `public/` only. */
export async function tokenService(files: { certificate: string; key: string }): Promise<TokenService> {
  const key = readFileSync(files.key);
  const chain = [new X509Certificate(readFileSync(files.certificate)).raw.toString('base64')];
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const { authorization } = request.headers;
    const isUser =
      authorization === `Basic ${btoa(`${USER}:${PASSWORD}`)}` || form.get('refresh_token') === REFRESH_TOKEN;
    asked.push(
      `${request.method} ${authorization?.split(' ')[0] ?? (form.has('refresh_token') ? 'refresh' : 'nothing')}`,
    );
    if (!isUser && (authorization !== undefined || form.has('refresh_token'))) {
      response.writeHead(401).end();
      return;
    }
    const [type = '', name = '', actions = ''] = (
      url.searchParams.get('scope') ??
      form.get('scope') ??
      ''
    ).split(':');
    const allowed = isUser || name.startsWith('public/') ? actions.split(',') : [];
    const access = [{ type, name, actions: allowed }];
    response.end(
      JSON.stringify(form.has('refresh_token') ? { access_token: sign(access) } : { token: sign(access) }),
    );
  });

  function sign(access: object[]): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const times = { nbf: now - 60, iat: now - 60, exp: now + 3600 };
    const claims = {
      iss: 'test-issuer',
      sub: USER,
      aud: 'test-registry',
      ...times,
      jti: randomUUID(),
      access,
    };
    const text = `${part({ typ: 'JWT', alg: 'ES256', x5c: chain })}.${part(claims)}`;
    const signature = createSign('SHA256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  return { realm: `http://${await listen(server)}/token`, asked, close: () => close(server) };
}
