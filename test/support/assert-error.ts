import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/util/error-codes.ts';

/** Asserts that a run ended with this error. `about` is what its message names, such as a flag, if the code alone could mean another one. */
export function assertError(stderr: string, code: ErrorCode, about = ''): void {
  const [, found, message = ''] = /^prepare-contrast: error\[([\w-]+)\]: ([\s\S]*)/m.exec(stderr) ?? [];
  assert.equal(found, code, stderr);
  assert.ok(message.includes(about), stderr);
}
