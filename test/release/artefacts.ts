import { readFileSync } from 'node:fs';
import { hostTest, root } from '../hosts/programs.ts';

/** Where `npm run release` puts what it builds. */
export const folder = `${root}dist/release/`;

export const product = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  name: string;
  version: string;
  license: string;
};

/** A test of what a release consists of; skipped where none was built of today's sources. */
export function releaseTest(title: string, body: () => Promise<void> | void): void {
  hostTest('the release', `release: ${title}`, async () => body());
}
