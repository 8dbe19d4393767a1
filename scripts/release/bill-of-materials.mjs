// What an artefact is made of, as CycloneDX 1.6 (ECMA-424): read off the files that the bundler took in, and off Bun's
// own list of what it links. Without time and serial number, so that the same sources give the same bytes.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** The packages that the program is bundled from, as their package.json, sorted by name. */
export async function bundledPackages() {
  const { metafile } = await build({
    entryPoints: ['src/main.ts'],
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
  });
  const inFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = new Set(Object.keys(metafile.inputs).flatMap((file) => file.match(inFolder) ?? []));
  return [...folders].sort().map((folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
}

/**
 * @param {{name: string, version: string, license: string, description: string}} product package.json of the program
 * @param {object[]} bundled package.json of what is bundled into it
 * @param {{version: string, licence: string}} [bun] where the artefact holds Bun: its version and licence text
 */
export function billOfMaterials(product, bundled, bun) {
  const subject = {
    type: 'application',
    'bom-ref': `pkg:npm/${product.name}@${product.version}`,
    name: product.name,
    version: product.version,
    description: product.description,
    licenses: [{ license: { id: product.license } }],
    purl: `pkg:npm/${product.name}@${product.version}`,
  };
  const packages = bundled.map(packageComponent);
  const linked = bun ? linkedIntoBun(bun.licence) : [];
  const runtime = bun ? [bunComponent(bun.version)] : [];
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: subject },
    components: [...packages, ...runtime, ...linked],
    dependencies: [
      { ref: subject['bom-ref'], dependsOn: refs([...packages, ...runtime]) },
      ...runtime.map(({ 'bom-ref': ref }) => ({ ref, dependsOn: refs(linked) })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function refs(components) {
  return components.map((component) => component['bom-ref']);
}

function packageComponent({ name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    licenses: [{ license: { id: license } }],
    purl,
    hashes: [{ alg: 'SHA-512', content: lockedHash(name) }],
  };
}

/** The hash of a package's tarball by the lock file, hexadecimal. */
function lockedHash(name) {
  const { integrity } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages[
    `node_modules/${name}`
  ];
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

function bunComponent(version) {
  return {
    type: 'framework',
    'bom-ref': `pkg:github/oven-sh/bun@bun-v${version}`,
    name: 'bun',
    version,
    description: 'The runtime that the executable is compiled with.',
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:github/oven-sh/bun@bun-v${version}`,
  };
}

/** JavaScriptCore, and the rows of the tables in Bun's licence; versions and many licences are not given there. */
function linkedIntoBun(licence) {
  const rows = licence.matchAll(/^\| *\[`([^`]+)`\]\((\S+)\)[^|]*\| *(.*?) *\|$/gm);
  const libraries = [...rows].map(([, name, url, license]) => ({
    name,
    url,
    license: withoutLinks(license),
  }));
  if (libraries.length < 10) throw new Error('the page with the licence of Bun has another form');
  libraries.unshift({ name: 'JavaScriptCore', url: 'https://github.com/oven-sh/WebKit', license: 'LGPL-2' });
  return libraries.map(({ name, url, license }) => ({
    type: 'library',
    'bom-ref': `bun/${name}`,
    name,
    licenses: [{ license: { name: license } }],
    externalReferences: [{ type: 'website', url }],
  }));
}

/** A table cell of Markdown as plain text, with the address of a link after its text. */
function withoutLinks(cell) {
  return cell.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)').replaceAll('`', '');
}
