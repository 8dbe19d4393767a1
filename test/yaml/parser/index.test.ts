import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { corpusDocuments, textOf } from '../../fuzz/cases.ts';
import { nodeDisagreement } from '../../fuzz/compare-nodes.ts';
import { runDisagreement } from '../../fuzz/compare-runs.ts';
import { testCorpus } from '../../support/corpus.ts';

const FOLDER = new URL('cases/', import.meta.url);
const CASES = 5000;

/** Inputs on which the parsers once differed, or that earlier parsers of such manifests got wrong. */
for (const file of readdirSync(FOLDER).sort()) {
  test(`both parsers agree: ${file}`, () => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    assert.equal(nodeDisagreement(text), undefined);
    assert.equal(runDisagreement(text), undefined);
  });
}

test(`both parsers agree on ${CASES} random manifests`, () => {
  const corpus = corpusDocuments(process.env.CORPUS_DIR);
  const shares = { taken: 0, handedOver: 0 };
  for (let seed = 1; seed <= CASES; seed++) {
    const text = textOf(seed, corpus);
    assert.equal(nodeDisagreement(text, shares), undefined, `seed ${seed}`);
    assert.equal(runDisagreement(text), undefined, `seed ${seed}`);
  }
  assert.ok(shares.taken > CASES / 5, `the fast parser took only ${shares.taken} documents`);
});

const shares = { taken: 0, handedOver: 0 };
testCorpus('both parsers agree', (text) => {
  assert.equal(nodeDisagreement(text, shares), undefined);
  assert.equal(runDisagreement(text), undefined);
});

test('the fast parser parses at least 99 % of the corpus', (context) => {
  const all = shares.taken + shares.handedOver;
  if (all === 0) return context.skip('the corpus is not here');
  assert.ok(shares.taken / all >= 0.99, `${shares.taken} of ${all}`);
});
