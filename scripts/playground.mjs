#!/usr/bin/env node
// Builds the playground, one static page, into dist/playground/index.html; with --serve shows it on loopback.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

async function bundle(entry, options) {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'warning',
    ...options,
    ...entry,
  });
  return outputFiles[0].text;
}

const script = await bundle(
  { entryPoints: ['playground/main.ts'] },
  { platform: 'browser', target: 'es2022', format: 'iife' },
);
// The report's style sheet and what the playground adds to it.
const { STYLE } = await import(
  `data:text/javascript,${encodeURIComponent(await bundle({ entryPoints: ['src/report/formats/html/style.ts'] }, { format: 'esm' }))}`
);
const style = STYLE + readFileSync('playground/style.css', 'utf8');

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const asText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const example = (name) => readFileSync(`examples/application/${name}.yaml`, 'utf8');
const names = ['web', 'api', 'database', 'jobs'];
const examples = Object.fromEntries(names.map((name) => [name, example(name)]));
examples['all of it'] = names.map(example).join('');
// A script element ends at the first closing tag, even inside a string.
const inline = script.replaceAll('</script', '<\\/script');
const parts = {
  style,
  styleHash: hashOf(style),
  script: inline,
  scriptHash: hashOf(inline),
  examples: JSON.stringify(examples).replaceAll('<', '\\u003c'),
  configuration: asText(example('prepare-contrast')),
};
const page = readFileSync('playground/index.html', 'utf8').replace(
  /\{\{(\w+)\}\}/g,
  (_, name) => parts[name],
);
mkdirSync('dist/playground', { recursive: true });
writeFileSync('dist/playground/index.html', page);
console.log(`Built dist/playground/index.html (${Math.ceil(page.length / 1024)} KiB)`);

if (process.argv.includes('--serve')) {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
  );
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
    console.log(`The playground is at http://127.0.0.1:${server.address().port}/`),
  );
}
