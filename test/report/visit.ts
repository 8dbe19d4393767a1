import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { htmlPage } from '../../src/report/formats/html/page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Reported } from './report-of.ts';

export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const PHONE = { viewport: { width: 360, height: 740 } };

/** What every page is looked at with. */
export const VIEWS = [
  ['desktop, light', { ...DESKTOP, colorScheme: 'light' }],
  ['desktop, dark', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone, light', { ...PHONE, colorScheme: 'light' }],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
] as const;

const folder = temporaryFolder();
let pages = 0;

/** Writes the report to a file. Gives its URL. */
export function pageOf({ report, findings }: Reported): string {
  const file = join(folder, `${++pages}.html`);
  writeFileSync(file, htmlPage.format({ ...report, findings, layout: {} }));
  return pathToFileURL(file).href;
}

/** Opens the page and fails on messages, errors and unexpected requests. By default a page requests only itself. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  check: (page: Page) => Promise<void>,
  isExpected = (requested: string) => requested === url,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  page.on(
    'request',
    (request) => isExpected(request.url()) || complaints.push(`request to ${request.url()}`),
  );
  page.on(
    'response',
    (response) => response.ok() || complaints.push(`${response.status()} ${response.url()}`),
  );
  await page.goto(url);
  await check(page);
  await context.close();
  assert.deepEqual(complaints, []);
}

/** No violation of accessibility that axe calls serious, nothing wider than the screen, and every link leads somewhere. */
export async function assertFits(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(
    serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
    [],
  );
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, 'duplicate id');
  const targets = await page
    .locator('a[href^="#"]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')!.slice(1)));
  assert.deepEqual(
    targets.filter((target) => !ids.includes(target)),
    [],
  );
}
