import { readFileSync, writeFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { prepare } from '../edits.mjs';

const list = load(readFileSync(0, 'utf8'));
list.items.forEach(prepare);
writeFileSync(1, dump(list));
