// npm run fuzz -- [--cases N] [--seed N]: both readers on N cases from seed N on, and where they are there the decoders of Kubernetes on
// what the program makes of as many unusual manifests; prints what they disagree on.
import { parseArgs } from 'node:util';
import { passedOver, seedOfDay } from '../decoders/passed-over.ts';
import { hostPath, isInstalled } from '../hosts/programs.ts';
import { corpusDocuments, textOf } from './cases.ts';
import { nodeDisagreement } from './compare-nodes.ts';
import { runDisagreement } from './compare-runs.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(seedOfDay()) },
  },
});
const first = Number(values.seed);
const corpus = corpusDocuments(process.env.CORPUS_DIR);
const shares = { taken: 0, handedOver: 0 };
let disagreements = 0;
for (let seed = first; seed < first + Number(values.cases); seed++) {
  const text = textOf(seed, corpus);
  const disagreement = nodeDisagreement(text, shares) ?? runDisagreement(text);
  if (disagreement === undefined) continue;
  disagreements++;
  console.log(`seed ${seed}: ${disagreement}\n${JSON.stringify(text)}\n`);
}
console.log(
  `${values.cases} cases from seed ${first}: ${disagreements} disagreements; ` +
    `of ${shares.taken + shares.handedOver} documents the fast reader took ${shares.taken}`,
);
const decoders = 'the decoders of Kubernetes';
let unprotected = 0;
if (!isInstalled(decoders))
  console.log(`${decoders} are not there: node scripts/host-programs.mjs builds them`);
else {
  const { taken, workloads, found } = passedOver(hostPath(decoders), first, Number(values.cases), corpus);
  unprotected = found.length;
  for (const one of found) console.log(`${one}\n`);
  console.log(`${decoders} saw ${workloads} workloads in ${taken} inputs: ${unprotected} findings`);
}
if (disagreements + unprotected > 0) process.exitCode = 1;
