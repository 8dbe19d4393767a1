import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { browserTest } from '../lib/browser.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
let built = false;

/** Opens the playground and fails on whatever it says or asks for that it should not. */
async function visit(
  browser: Browser,
  width: number,
  colorScheme: 'light' | 'dark',
  check: (page: Page) => Promise<void>,
): Promise<void> {
  if (!built) execFileSync(process.execPath, [`${ROOT}scripts/playground.mjs`]);
  built = true;
  const url = pathToFileURL(`${ROOT}dist/playground/index.html`).href;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url() !== url && complaints.push(request.url()));
  await page.goto(url);
  await check(page);
  await context.close();
  assert.deepEqual(complaints, []);
}

for (const [width, colours] of [
  [1280, 'light'],
  [360, 'dark'],
] as const) {
  browserTest(
    `playground, ${width} wide, ${colours}: the example is prepared, accessible, and fits`,
    async (browser) => {
      await visit(browser, width, colours, async (page) => {
        assert.match((await page.textContent('#output')) ?? '', /runtimeClassName: contrast-cc/);
        assert.equal(await page.locator('#diff del').first().textContent(), '-              memory: 64Mi\n');
        assert.equal(await page.locator('svg.bar').count(), 1);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
          [],
        );
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
        if (process.env.SCREENSHOTS)
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/playground-${width}.png` });
      });
    },
  );
}

browserTest('playground: what is typed is prepared, and what is wrong is said', async (browser) => {
  await visit(browser, 1280, 'light', async (page) => {
    await page.fill(
      '#manifests',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: "<b>bold</b>"}\nspec: {containers: [{name: a, image: "a:1"}]}\n',
    );
    await page.locator('#output', { hasText: 'bold' }).waitFor();
    assert.match((await page.textContent('#findings')) ?? '', /Pod <b>bold<\/b>/);
    assert.equal(await page.locator('#findings b').count(), 0);
    await page.fill('#configuration', 'apiVersion: v1\nkind: ConfigMap\ndata: {platform: Metal}\n');
    await page.waitForSelector('.problem');
    assert.match((await page.textContent('.problem')) ?? '', /unknown platform "Metal"/);
    assert.equal(await page.textContent('#output'), '');
  });
});
