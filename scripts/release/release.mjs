#!/usr/bin/env node
// Builds everything that a release consists of into dist/release, except the image: Dockerfile builds that from the sources, with the
// same executables. Same sources, same Node and npm: same bytes, so anyone can check a release by building it again.
//   prepare-contrast-OS-ARCH              the executables, which need no Node
//   prepare-contrast-OS-ARCH-VERSION.tgz  the same with licences; `helm plugin install` of Helm 4 takes this as well
//   prepare-contrast-helm-VERSION.tgz     Helm 4 plugin for every system with Node
//   prepare-contrast-VERSION.tgz          npm package
//   krew.yaml                             manifest of the kubectl plugin, for krew
//   *.cdx.json                            what the program, and what the executables are made of
//   SHA256SUMS                            for `sha256sum --check`
// Where PLUGIN_SIGNING_KEY names a key that gpg has, the Helm plugins are signed with it (FILE.prov, and the keyring to check that).
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { archive } from './archive.mjs';
import { billOfMaterials, bundledPackages } from './bill-of-materials.mjs';
import { bringBun } from './bun.mjs';
import { executableDocuments, writeDocuments } from './documents.mjs';
import { compileExecutables } from './executables.mjs';
import { pluginManifest } from './helm-plugin.mjs';
import { krewManifest } from './krew.mjs';
import { exportKeyring, isSignature, KEYRING, signPlugin } from './provenance.mjs';
import { run } from './run.mjs';
import { archiveOf, executableOf, nameOf, targets } from './targets.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const FOLDER = 'dist/release';
const product = JSON.parse(readFileSync('package.json', 'utf8'));
const { version } = product;
const signingKey = process.env.PLUGIN_SIGNING_KEY;

run(process.execPath, ['scripts/build.mjs']);
bringBun();
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

compileExecutables(FOLDER, targets);
const bundled = await bundledPackages();
const documents = executableDocuments(product, bundled);

for (const target of targets) {
  const folder = nameOf(target);
  const executable = target.os === 'windows' ? 'prepare-contrast.exe' : 'prepare-contrast';
  pack(folder, { ...documents, 'plugin.yaml': pluginManifest(executable) }, executable, executableOf(target));
}
pack('prepare-contrast-helm', {
  LICENSE: documents.LICENSE,
  'THIRD-PARTY-LICENSES.txt': readFileSync('dist/THIRD-PARTY-LICENSES.txt'),
  ...Object.fromEntries(
    readdirSync('dist/helm/prepare-contrast').map((name) => [
      name,
      readFileSync(`dist/helm/prepare-contrast/${name}`),
    ]),
  ),
});
run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', FOLDER]);
writeFileSync(`${FOLDER}/prepare-contrast.cdx.json`, billOfMaterials(product, bundled));
writeDocuments(FOLDER, documents);
writeFileSync(`${FOLDER}/krew.yaml`, krewManifest(product, sumOf));
if (signingKey) exportKeyring(`${FOLDER}/${KEYRING}`, signingKey);
writeSums();

/** Writes FOLDER/NAME-VERSION.tgz with one folder of that name in it, as Helm wants its plugins, and signs it if there is a key. */
function pack(name, files, executable, source) {
  const entries = Object.entries(files).map(([file, content]) => ({ name: `${name}/${file}`, content }));
  if (executable)
    entries.push({
      name: `${name}/${executable}`,
      content: readFileSync(`${FOLDER}/${source}`),
      executable: true,
    });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  const file = `${FOLDER}/${archiveOf(name, version)}`;
  writeFileSync(file, archive(entries));
  if (signingKey) signPlugin(file, String(files['plugin.yaml']), signingKey);
}

function writeSums() {
  const lines = readdirSync(FOLDER)
    .filter((name) => !isSignature(name))
    .sort()
    .map((name) => `${sumOf(name)}  ${name}\n`);
  writeFileSync(`${FOLDER}/SHA256SUMS`, lines.join(''));
  console.log(`${FOLDER}:\n${lines.join('')}`);
}

function sumOf(name) {
  return createHash('sha256')
    .update(readFileSync(`${FOLDER}/${name}`))
    .digest('hex');
}
