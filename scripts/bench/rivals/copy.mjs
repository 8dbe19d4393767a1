import { readFileSync, writeFileSync } from 'node:fs';

writeFileSync(1, readFileSync(0));
