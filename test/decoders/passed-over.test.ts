// No workload is passed over that a tool of Kubernetes would see, however its manifest is written.
import assert from 'node:assert/strict';
import { corpusDocuments } from '../fuzz/cases.ts';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { passedOver } from './passed-over.ts';

const CASES = 12_000;

hostTest('the decoders of Kubernetes', `they see no unprotected workload in ${CASES} inputs`, async () => {
  const corpus = corpusDocuments(process.env.CORPUS_DIR);
  const { taken, workloads, found } = passedOver(hostPath('the decoders of Kubernetes'), 1, CASES, corpus);
  assert.deepEqual(found, []);
  assert.ok(taken > CASES / 4, `only ${taken} inputs were taken`);
  assert.ok(workloads > CASES / 8, `only ${workloads} workloads were in them`);
});
