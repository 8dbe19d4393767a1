// The documentation site: pages are the Markdown files of the repository, see pages.mjs.
import { readFileSync } from 'node:fs';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { licences, SEPARATOR } from '../../scripts/licences.mjs';
import { repositoryFiles } from './markdown.mjs';
import { addressOf, GROUPS, siteFileOf } from './pages.mjs';

const sidebar = Object.entries(GROUPS).map(([text, items]) => ({
  text,
  items: Object.entries(items).map(([title, file]) => ({ text: title, link: addressOf(file) })),
}));

/** Writes the licenses of the packages whose code the browser gets: in the playground, those of the program, and in pages. */
const licenceFile = {
  name: 'licences',
  apply: (_config, { isSsrBuild }) => !isSsrBuild,
  generateBundle(_options, bundle) {
    const ofProgram = readFileSync(new URL('../../dist/THIRD-PARTY-LICENSES.txt', import.meta.url), 'utf8');
    const mit = readFileSync(new URL('../node_modules/vitepress/LICENSE', import.meta.url), 'utf8');
    const docsearch = mit.replace(/^Copyright .*/m, 'Copyright (c) Algolia, Inc. and contributors');
    const files = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const source = [ofProgram, licences(files, { '@docsearch/css': docsearch })].join(SEPARATOR);
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
  },
};

export default defineConfig({
  title: 'prepare-contrast',
  description: 'Prepares Kubernetes manifests for Contrast',
  srcDir: '..',
  srcExclude: ['{dist,node_modules,scripts,site,src,test}/**'],
  rewrites: siteFileOf,
  outDir: '../dist/site',
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: repositoryFiles,
  },
  vite: { plugins: [licenceFile] },
  themeConfig: {
    nav: [
      { text: 'Rules', link: addressOf('docs/rules.md') },
      { text: 'Settings', link: addressOf('docs/settings.md') },
      { text: 'Playground', link: '/playground.html', target: '_self' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
