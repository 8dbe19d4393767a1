// npm run fuzz -- [--cases N] [--seed N]: both readers on N cases from seed N on; prints what they disagree on.
import { parseArgs } from 'node:util';
import { corpusDocuments, textOf } from './cases.ts';
import { nodeDisagreement } from './compare-nodes.ts';
import { runDisagreement } from './compare-runs.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } },
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
if (disagreements > 0) process.exitCode = 1;
