#!/usr/bin/env node
// Builds dist/prepare-contrast.cjs, one executable file that needs nothing but Node, around it the folder of the Helm 4
// plugin, dist/helm/prepare-contrast, and for other programs dist/library.
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
const outfile = 'dist/prepare-contrast.cjs';
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Loading ES modules takes longer than all else that a small input asks for.
  supported: { 'dynamic-import': false },
  format: 'cjs',
  minify: true,
  legalComments: 'eof',
  banner: { js: '#!/usr/bin/env node' },
  define: { PREPARE_CONTRAST_VERSION: JSON.stringify(version) },
  metafile: true,
  logLevel: 'warning',
  plugins: [onDemand('yaml', Object.keys(yaml))],
});
chmodSync(outfile, 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)));
buildHelmPlugin();
await buildLibrary(version);
console.log(`Built ${outfile} (${Math.ceil(metafile.outputs[outfile].bytes / 1024)} KiB)`);

/** Lets the bundle load a package when the first of its exports is used: most runs need nothing of it. */
function onDemand(name, exported) {
  const getters = exported.map((one) => `get ${one}() { return load().${one}; }`).join(',\n');
  const contents = `let loaded;\nconst load = () => (loaded ??= require('${name}'));\nmodule.exports = {\n${getters}\n};\n`;
  return {
    name: `${name} on demand`,
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^${name}$`) }, ({ namespace }) =>
        namespace === 'on-demand' ? undefined : { path: name, namespace: 'on-demand' },
      );
      builder.onLoad({ filter: /./, namespace: 'on-demand' }, () => ({
        contents,
        resolveDir: process.cwd(),
      }));
    },
  };
}

function buildHelmPlugin() {
  const manifest = 'helm/prepare-contrast/plugin.yaml';
  if (!readFileSync(manifest, 'utf8').includes(`\nversion: ${version}\n`)) {
    throw new Error(`${manifest} does not have the version of package.json, ${version}`);
  }
  mkdirSync('dist/helm/prepare-contrast', { recursive: true });
  copyFileSync(manifest, 'dist/helm/prepare-contrast/plugin.yaml');
  copyFileSync(outfile, 'dist/helm/prepare-contrast/prepare-contrast.cjs');
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
