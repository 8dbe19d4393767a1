import { after, type TestContext } from 'node:test';
import { hostTest, type Program } from '../hosts/programs.ts';
import { type ApiServer, type ServerOptions, startServer } from './server.ts';

export type ServerTest = (
  title: string,
  body: (server: ApiServer, context: TestContext) => Promise<void>,
) => void;

/**
 * Tests of one file that share an API server. It starts with the first test that runs, has what `setUp` adds, and stops after the last one. Where its
 * programs are absent the tests are skipped by name; with REQUIRE_HOSTS=1 they fail.
 */
export function serverTests(
  options: ServerOptions = {},
  setUp: (server: ApiServer) => Promise<void> = async () => {},
  others: readonly Program[] = [],
): ServerTest {
  const needed: Program[] = ['etcd', options.program ?? 'kube-apiserver', ...others];
  if (options.controllers) needed.push('kube-controller-manager');
  let server: Promise<ApiServer> | undefined;
  after(async () => (await server?.catch(() => undefined))?.stop());
  return (title, body) =>
    hostTest(needed, title, async (context) => {
      server ??= startServer(options).then(async (started) => {
        await setUp(started);
        return started;
      });
      await body(await server, context);
    });
}

/** Larger or smaller numbers of random cases: API_SERVER_RUNS multiplies what CI takes, which is 1. */
export function runs(count: number): number {
  return Math.ceil(count * Number(process.env.API_SERVER_RUNS ?? '1'));
}

/** Another seed makes other random cases: API_SERVER_SEED. */
export const seed = Number(process.env.API_SERVER_SEED ?? '1');
