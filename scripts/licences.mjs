// The license texts of packages whose code this project distributes.
import { existsSync, readFileSync } from 'node:fs';

export const SEPARATOR = `\n${'-'.repeat(80)}\n\n`;

/**
 * Returns the license texts of the packages that the files belong to. Names of files may begin with the NUL of Rollup's virtual modules.
 * `texts` has those of packages that are published without one.
 */
export function licences(files, texts = {}) {
  const folders = new Set(
    files.map((file) => file.replace('\0', '').match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]),
  );
  folders.delete(undefined);
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version: bundled, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((candidate) =>
        existsSync(`${folder}/${candidate}`),
      );
      const text = file ? readFileSync(`${folder}/${file}`, 'utf8') : texts[name];
      if (!text) throw new Error(`${name} is bundled and has no license text (${license})`);
      return `${name} ${bundled} (${license})\n\n${text.trim()}\n`;
    })
    .join(SEPARATOR);
}
