#!/usr/bin/env node
// Builds the program, which requires only Node, the folder of the Helm 4 plugin (dist/helm/prepare-contrast), and the library
// (dist/library). Node compiles the program at each start, so what hosts call is a separate file:
//   dist/prepare-contrast.cjs  the entry; prepares a stream
//   dist/program.cjs           all commands, loaded for everything else
//   dist/yaml.cjs              the library parser, loaded for what the fast parser does not support
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as yaml from 'yaml';
import { buildLibrary } from './library.mjs';
import { licences } from './licences.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

for (const script of ['scripts/generate.mjs', 'scripts/generate-examples.mjs']) {
  if (spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0) process.exit(1);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Loads the complete program, and the `yaml` package, on first use: most runs need neither. */
const separateFiles = {
  name: 'separate files',
  setup(builder) {
    builder.onResolve({ filter: /\/main\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './program.cjs', external: true } : undefined,
    );
    builder.onResolve({ filter: /^yaml$/ }, () => ({ path: 'yaml', namespace: 'on-demand' }));
    builder.onResolve({ filter: /^\.\/yaml\.cjs$/ }, ({ path }) => ({ path, external: true }));
    const getters = Object.keys(yaml).map((one) => `get ${one}() { return load().${one}; }`);
    const contents = `let loaded;
const load = () => (loaded ??= require('./yaml.cjs'));
module.exports = { ${getters.join(',\n')} };`;
    builder.onLoad({ filter: /./, namespace: 'on-demand' }, () => ({ contents }));
  },
};

const program = 'dist/prepare-contrast.cjs';
const bundles = [
  await bundle('src/start.ts', program, '#!/usr/bin/env node'),
  await bundle('src/main.ts', 'dist/program.cjs'),
  await bundle('yaml', 'dist/yaml.cjs'),
];
chmodSync(program, 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(bundles.flatMap(({ inputs }) => inputs)));
buildHelmPlugin(bundles);
await buildLibrary(version);
for (const { file, bytes } of bundles) console.log(`Built ${file} (${Math.ceil(bytes / 1024)} KiB)`);

async function bundle(entry, outfile, banner = '') {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Loading ES modules takes longer than preparing a small input.
    supported: { 'dynamic-import': false },
    format: 'cjs',
    minify: true,
    legalComments: 'eof',
    banner: { js: banner },
    define: { PREPARE_CONTRAST_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
    plugins: entry === 'yaml' ? [] : [separateFiles],
  });
  return { file: outfile, bytes: metafile.outputs[outfile].bytes, inputs: Object.keys(metafile.inputs) };
}

function buildHelmPlugin(bundles) {
  const manifest = 'helm/prepare-contrast/plugin.yaml';
  if (!readFileSync(manifest, 'utf8').includes(`\nversion: ${version}\n`)) {
    throw new Error(`${manifest} does not have the version of package.json, ${version}`);
  }
  mkdirSync('dist/helm/prepare-contrast', { recursive: true });
  copyFileSync(manifest, 'dist/helm/prepare-contrast/plugin.yaml');
  for (const { file } of bundles) copyFileSync(file, file.replace('dist/', 'dist/helm/prepare-contrast/'));
}
