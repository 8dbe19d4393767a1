import { readFileSync, writeFileSync } from 'node:fs';
import { prepare } from '../edits.mjs';

const list = JSON.parse(readFileSync(0, 'utf8'));
list.items.forEach(prepare);
writeFileSync(1, JSON.stringify(list));
