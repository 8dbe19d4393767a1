import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LastByName } from '../../../src/kubernetes/input/last-by-name.ts';
import type { Resource } from '../../../src/manifest/types.ts';

const one = (namespace: string, name: string) => ({ namespace, name }) as Resource;

test('the last object of a name counts, and an unknown namespace may be any', () => {
  const [first, shop, any, other] = [one('shop', 'a'), one('shop', 'a'), one('', 'a'), one('other', 'a')];
  assert.equal(new LastByName([first, shop, other]).get('shop', 'a'), shop);
  assert.equal(new LastByName([shop, any, other]).get('shop', 'a'), any);
  assert.equal(new LastByName([any, shop, other]).get('shop', 'a'), shop);
  assert.equal(new LastByName([any, other]).get('shop', 'a'), any);
  assert.equal(new LastByName([shop, other]).get('', 'a'), other);
  assert.equal(new LastByName([other]).get('shop', 'a'), undefined);
  assert.equal(new LastByName([shop]).get('shop', 'b'), undefined);
});
