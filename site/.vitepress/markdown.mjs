// Makes the Markdown files of the repository pages of the site. They stay as GitHub shows them: on the site a link to a page becomes the
// address of the page, a link to another file of the repository leads to GitHub, and `{{` is not code of Vue.
import { statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { addressOf, PAGES } from './pages.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPOSITORY = manifest.repository.replace(/^github:/, 'https://github.com/');

/** A plugin of markdown-it for files of the repository; a link to a file that does not exist fails the build. */
export function repositoryFiles(md) {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = relative(ROOT, env.realPath ?? env.path).replaceAll('\\', '/');
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const target = token.type === 'link_open' && token.attrGet('href');
      if (target && !/^(https?:|#)/.test(target)) token.attrSet('href', resolve(page, target));
    }
  });
  for (const name of ['text', 'code_inline']) {
    const render = md.renderer.rules[name];
    md.renderer.rules[name] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
  }
}

function resolve(page, target) {
  const [, path, fragment] = target.match(/^([^#]*)(.*)$/);
  const file = posix.join(posix.dirname(page), path).replace(/\/$/, '');
  const source = [file, `${file}/README.md`].find((name) => PAGES.includes(name));
  if (source) return `${addressOf(source)}${fragment}`;
  const stat = statSync(join(ROOT, file), { throwIfNoEntry: false });
  if (!stat) throw new Error(`${page}: the link ${target} leads to no file`);
  return `${REPOSITORY}/${stat.isDirectory() ? 'tree' : 'blob'}/HEAD/${file}${fragment}`;
}
