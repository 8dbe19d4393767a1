// Makes the pictures of the report and the playground in docs/ that the README shows, from the example application.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { htmlPage } from '../src/report/formats/html/page.ts';
import { exampleReport } from '../test/report/report-of.ts';
import { CHROMIUM } from '../test/support/chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
const { report } = exampleReport();
writeFileSync(join(folder, 'report.html'), htmlPage.format(report));
const pages = { report: join(folder, 'report.html'), playground: 'dist/playground/index.html' };

const DESKTOP = { viewport: { width: 1120, height: 760 } };
const PHONE = { viewport: { width: 390, height: 760 } };

interface Picture {
  page: keyof typeof pages;
  options: BrowserContextOptions;
  /** What is to be at the top; the page's own top where absent. */
  from?: string;
}

const PICTURES: Record<string, Picture> = {
  report: { page: 'report', options: { ...DESKTOP, colorScheme: 'light' } },
  'report-pods': { page: 'report', options: { ...DESKTOP, colorScheme: 'light' }, from: '#pods' },
  'report-phone': { page: 'report', options: { ...PHONE, colorScheme: 'dark' }, from: '#cost' },
  playground: { page: 'playground', options: { ...DESKTOP, colorScheme: 'dark' } },
  'playground-phone': {
    page: 'playground',
    options: { ...PHONE, colorScheme: 'light' },
    from: '#diff-title',
  },
};

if (!CHROMIUM) throw new Error('Chromium is not installed; CHROMIUM names it where it is somewhere else');
const browser = await chromium.launch({ executablePath: CHROMIUM });
for (const [name, { page: of, options, from }] of Object.entries(PICTURES)) {
  const page = await browser.newPage({ ...options, reducedMotion: 'reduce' });
  await page.goto(pathToFileURL(pages[of]).href);
  if (from) await page.locator(from).evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.screenshot({ path: `docs/${name}.png`, animations: 'disabled', caret: 'hide' });
  await page.close();
  console.log(`docs/${name}.png`);
}
await browser.close();
rmSync(folder, { recursive: true });
