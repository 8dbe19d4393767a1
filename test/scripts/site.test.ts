// The documentation site as `npm run site` has built it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { PAGES } from '../../site/.vitepress/pages.mjs';
import { assertFits, DESKTOP, PHONE, visit } from '../report/visit.ts';
import { browserTest } from '../support/browser.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SITE = join(ROOT, 'dist/site');
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

test('the navigation of the site has every page of the documentation', () => {
  const files = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  assert.deepEqual(
    files.filter((file) => file.endsWith('.md') && !PAGES.includes(file)),
    [],
  );
});

siteTest('the licenses of all packages in pages and in the playground are a file of the site', async () => {
  const text = readFileSync(join(SITE, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const packages = [...text.matchAll(/^(\S+) \d\S* \(.+\)\n\n(?=.+)/gm)].map(([, name]) => name);
  for (const name of ['vitepress', 'vue', '@vueuse/core', 'minisearch', '@docsearch/css', 'yaml'])
    assert.ok(packages.includes(name), name);
});

siteTest('every internal link leads to a file and a heading', async (page, origin) => {
  const links = await page.evaluate(linksOf, pageAddresses());
  assert.ok(links.ids['/rules.html']!.includes('runtime-class'));
  assert.ok(links.targets.length > 1000);
  const dead = links.targets.filter(({ target }) => {
    const { origin: other, pathname, hash } = new URL(target);
    if (other !== origin) return false;
    const path = pathname.replace(/\/$/, '/index.html');
    return (
      !existsSync(join(SITE, path)) ||
      (hash !== '' && !links.ids[path]!.includes(decodeURIComponent(hash.slice(1))))
    );
  });
  assert.deepEqual(dead, []);
});

for (const [name, options] of [
  ['desktop', DESKTOP],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
] as const)
  siteTest(
    `${name}: pages are accessible and fit`,
    async (page, origin) => {
      for (const path of ['/', '/first-steps.html', '/platforms.html']) {
        await page.goto(origin + path);
        await assertFits(page);
      }
    },
    options,
  );

siteTest('the search finds a rule by its name', async (page, origin) => {
  await page.goto(origin);
  await page.locator('#local-search button').click();
  await page.getByRole('searchbox').fill('memory-request');
  await page.locator('#localsearch-list a', { hasText: 'memory-request' }).first().click();
  await page.waitForURL(`${origin}/rules.html#memory-request`);
  await page.getByRole('heading', { name: 'memory-request' }).waitFor();
});

siteTest('the navigation leads to the playground, which prepares its example', async (page, origin) => {
  await page.goto(`${origin}/rules.html`);
  await page.locator('.VPNavBarMenu a', { hasText: 'Playground' }).click();
  await page.waitForURL(`${origin}/playground.html`);
  assert.match((await page.textContent('#output'))!, /runtimeClassName: contrast-cc/);
});

/** A test on the site, served on loopback, that fails on errors of the page and on requests to other servers. Skipped if the site is not built. */
function siteTest(
  title: string,
  check: (page: Page, origin: string) => Promise<void>,
  options: BrowserContextOptions = DESKTOP,
): void {
  if (!existsSync(join(SITE, 'playground.html')) && process.env.REQUIRE_HOSTS !== '1') {
    test(`site: ${title}`, { skip: 'the site is not built (npm run site)' }, () => {});
    return;
  }
  browserTest(`site: ${title}`, async (browser) => {
    const server = createServer(({ url }, response) => {
      const path = normalize(join(SITE, new URL(url!, 'http://site').pathname.replace(/\/$/, '/index.html')));
      if (!path.startsWith(SITE) || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
        response.writeHead(404).end();
      } else {
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
        response.end(readFileSync(path));
      }
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const isExpected = (requested: string) => requested.startsWith(`${origin}/`);
      await visit(browser, origin, options, (page) => check(page, origin), isExpected);
    } finally {
      server.close();
    }
  });
}

function pageAddresses(): string[] {
  return readdirSync(SITE, { recursive: true, encoding: 'utf8' })
    .map((path) => `/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.html'));
}

interface Links {
  /** Ids of the elements of each page. */
  ids: Record<string, string[]>;
  targets: { page: string; target: string }[];
}

/** Reads the pages in the browser, as they are without scripts. */
async function linksOf(pages: string[]): Promise<Links> {
  const links: Links = { ids: {}, targets: [] };
  for (const page of pages) {
    const { body, head } = new DOMParser().parseFromString(await (await fetch(page)).text(), 'text/html');
    links.ids[page] = [...body.querySelectorAll('[id]')].map(({ id }) => id);
    for (const element of [head, body].flatMap((part) => [...part.querySelectorAll('[href], [src]')])) {
      const target = element.getAttribute('href') ?? element.getAttribute('src')!;
      links.targets.push({ page, target: new URL(target, new URL(page, location.href)).href });
    }
  }
  return links;
}
