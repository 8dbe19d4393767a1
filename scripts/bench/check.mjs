import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load, loadAll } from 'js-yaml';
import { isPrepared } from './edits.mjs';

/** Throws where an output is not the input with the edits in every workload. */
export function checkOutput(file, workloads, who) {
  const text = readFileSync(file, 'utf8');
  const values = text.startsWith('{') ? [JSON.parse(text)] : loadAll(text, { schema: CORE_SCHEMA });
  const objects = values.flatMap((value) =>
    value?.kind === 'ResourceList' ? value.items : value ? [value] : [],
  );
  if (!isPrepared(objects, workloads)) throw new Error(`${who} did not make the edits`);
}

/** A YAML text as JSON. */
export const asJson = (text) => JSON.stringify(load(text, { schema: CORE_SCHEMA }));
