// No workload is passed over that a tool of Kubernetes would see, however its manifest is written.
import assert from 'node:assert/strict';
import { corpusDocuments } from '../fuzz/cases.ts';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { passedOver, seedOfDay } from './passed-over.ts';

/** CASES and SEED repeat a run, or make a longer one. */
const CASES = Number(process.env.CASES ?? 12_000);
const SEED = Number(process.env.SEED ?? seedOfDay());

hostTest(
  'the decoders of Kubernetes',
  `they see no unprotected workload in ${CASES} inputs from seed ${SEED} on`,
  async () => {
    const corpus = corpusDocuments(process.env.CORPUS_DIR);
    const decoders = hostPath('the decoders of Kubernetes');
    const { taken, workloads, found } = passedOver(decoders, SEED, CASES, corpus);
    assert.deepEqual(found, []);
    assert.ok(taken > CASES / 4, `only ${taken} inputs were taken`);
    assert.ok(workloads > CASES / 8, `only ${workloads} workloads were in them`);
  },
);
