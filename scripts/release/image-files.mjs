#!/usr/bin/env node
// Writes everything that the image adds to its base into a folder: the executable, which is the same file as in a release, and its
// documents. Arguments: the architecture as images name it, and the folder.
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPackages } from './bill-of-materials.mjs';
import { bringBun } from './bun.mjs';
import { executableDocuments, writeDocuments } from './documents.mjs';
import { compileExecutables } from './executables.mjs';
import { run } from './run.mjs';
import { executableOf, targets } from './targets.mjs';

const [arch, folder] = [process.argv[2], resolve(process.argv[3])];
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const target = targets.find((one) => one.os === 'linux' && one.arch === arch);
if (!target) throw new Error(`no executable for linux on ${arch}`);

run(process.execPath, ['scripts/build.mjs']);
bringBun();
mkdirSync('dist/image', { recursive: true });
compileExecutables('dist/image', [target]);
mkdirSync(`${folder}/usr/share/doc/prepare-contrast`, { recursive: true });
copyFileSync(`dist/image/${executableOf(target)}`, `${folder}/prepare-contrast`);
chmodSync(`${folder}/prepare-contrast`, 0o555);
const product = JSON.parse(readFileSync('package.json', 'utf8'));
const documents = executableDocuments(product, await bundledPackages());
writeDocuments(`${folder}/usr/share/doc/prepare-contrast`, documents, 0o444);
