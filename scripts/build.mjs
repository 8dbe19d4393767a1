#!/usr/bin/env node
// Builds the program, which needs nothing but Node, around it the folder of the Helm 4 plugin, dist/helm/prepare-contrast,
// and for other programs dist/library. The program is compiled anew with each start, so what hosts call is a file of its own:
//   dist/prepare-contrast.cjs  what is started; prepares a stream
//   dist/program.cjs           every command, loaded by the first for whatever it does not do itself
//   dist/yaml.cjs              the library reader, loaded for what the fast reader hands over
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as yaml from 'yaml';
import { buildLibrary } from './library.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

for (const script of ['scripts/generate.mjs', 'scripts/generate-examples.mjs']) {
  if (spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0) process.exit(1);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The program in whole, and the `yaml` package when the first of its exports is used: most runs need nothing of either. */
const filesOfTheirOwn = {
  name: 'files of their own',
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
    // Loading ES modules takes longer than all else that a small input asks for.
    supported: { 'dynamic-import': false },
    format: 'cjs',
    minify: true,
    legalComments: 'eof',
    banner: { js: banner },
    define: { PREPARE_CONTRAST_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
    plugins: entry === 'yaml' ? [] : [filesOfTheirOwn],
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

/** The licence texts of the packages that files of the bundle come from. */
function licences(files) {
  const folders = new Set(files.map((file) => file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]));
  folders.delete(undefined);
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version: bundled, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((candidate) =>
        existsSync(`${folder}/${candidate}`),
      );
      if (!file) throw new Error(`${name} is bundled and carries no licence text (${license})`);
      return `${name} ${bundled} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
