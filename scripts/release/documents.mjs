// The documents that are distributed with an executable: its licences and the list of its components.
import { readFileSync, writeFileSync } from 'node:fs';
import { billOfMaterials } from './bill-of-materials.mjs';
import { bunLicence, bunVersion } from './bun.mjs';

const COMPONENTS = 'prepare-contrast.cdx.json';

/**
 * Returns the documents by the file names that they have in an archive.
 * @param {object} product package.json of the program
 * @param {object[]} bundled package.json of what is bundled into it
 */
export function executableDocuments(product, bundled) {
  const bun = { version: bunVersion(), licence: bunLicence() };
  return {
    LICENSE: readFileSync('LICENSE'),
    'THIRD-PARTY-LICENSES.txt': `${readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8')}
${'-'.repeat(80)}

bun ${bun.version} (MIT, and the licences of what it links)

${bun.licence}
`,
    [COMPONENTS]: billOfMaterials(product, bundled, bun),
  };
}

/** Writes the documents into a folder. There the name of the list of components says that it describes the executable. */
export function writeDocuments(folder, documents, mode = 0o644) {
  for (const [name, text] of Object.entries(documents))
    writeFileSync(`${folder}/${name === COMPONENTS ? 'prepare-contrast-executable.cdx.json' : name}`, text, {
      mode,
    });
}
