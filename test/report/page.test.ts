import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { formatHtml } from '../../src/report/page.ts';
import { CostObserver } from '../../src/report/workload.ts';
import { run } from '../../src/run.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { browserTest } from '../lib/browser.ts';

const EXAMPLE = new URL('../../examples/application/', import.meta.url).pathname;

function reportOf(
  manifests: string,
  configuration = readYaml(readFileSync(join(EXAMPLE, 'prepare-contrast.yaml'), 'utf8')),
): string {
  const observer = new CostObserver();
  const { results, profile } = run(manifests, { configuration, observer });
  const page = formatHtml({ profile, results, costs: observer.costs });
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
  writeFileSync(file, page);
  return pathToFileURL(file).href;
}

const example = () =>
  ['web', 'api', 'database', 'jobs']
    .map((name) => readFileSync(join(EXAMPLE, `${name}.yaml`), 'utf8'))
    .join('---\n');

/** Opens the page and fails on whatever it says or asks for that it should not. */
async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  check: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url() !== url && complaints.push(`request to ${request.url()}`));
  await page.goto(url);
  await check(page);
  await context.close();
  assert.deepEqual(complaints, []);
}

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };

for (const [name, options] of [
  ['desktop, light', { ...DESKTOP, colorScheme: 'light' }],
  ['desktop, dark', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone, light', { ...PHONE, colorScheme: 'light' }],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
] as const) {
  browserTest(
    `report, ${name}: no serious accessibility violation, nothing wider than the screen`,
    async (browser) => {
      await visit(browser, reportOf(example()), options, async (page) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
          [],
        );
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
        if (process.env.SCREENSHOTS)
          await page.screenshot({
            path: join(process.env.SCREENSHOTS, `report-${name.replace(', ', '-')}.png`),
            fullPage: true,
          });
      });
    },
  );
}

browserTest('report: all of it is there without JavaScript and without network', async (browser) => {
  await visit(
    browser,
    reportOf(example()),
    { ...DESKTOP, javaScriptEnabled: false, offline: true },
    async (page) => {
      const text = (await page.textContent('main')) ?? '';
      for (const wanted of [
        'StatefulSet ferry-shop/database',
        '1298 MiB VM',
        'volumeMode',
        'How many nodes that takes',
      ]) {
        assert.ok(text.includes(wanted), wanted);
      }
      assert.equal(await page.isVisible('#filters'), false);
    },
  );
});

browserTest('report: the keyboard alone reaches the filters, and they filter', async (browser) => {
  await visit(browser, reportOf(example()), DESKTOP, async (page) => {
    const focused = () =>
      page.evaluate<string>(
        'document.activeElement.id || document.activeElement.getAttribute("aria-labelledby")',
      );
    for (let presses = 0; (await focused()) !== 'severity' && presses < 20; presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.type('error');
    const visible = await page.locator('.findings li:visible').all();
    const words = await Promise.all(visible.map((one) => one.getAttribute('data-severity')));
    assert.deepEqual([...new Set(words)], ['error']);
    assert.match(await page.innerText('#filter-status'), new RegExp(`^${visible.length} of \\d+ shown$`));
    await page.selectOption('#severity', '');
    await page.fill('#text', 'nothing of that name');
    assert.match(await page.innerText('#filter-status'), /^0 of/);
  });
});

browserTest('report: nodes of any size can be tried', async (browser) => {
  await visit(browser, reportOf(example()), DESKTOP, async (page) => {
    await page.fill('#node-size', '4');
    assert.match(await page.innerText('#node-result'), /^3 nodes, \d+% full\.$/);
    await page.fill('#node-size', '0');
    assert.equal(await page.innerText('#node-result'), 'Type the memory of a node in GiB.');
  });
});

browserTest('report: markup and scripts in names, images and annotations appear as text', async (browser) => {
  const attack = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';
  const manifest = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: attack, namespace: '"><b>', annotations: { 'prepare-contrast.dev/memory': attack } },
    spec: { containers: [{ name: attack, image: attack }], volumes: [{ name: 'x', [attack]: {} }] },
  });
  await visit(browser, reportOf(manifest), DESKTOP, async (page) => {
    assert.ok((await page.textContent('main'))?.includes(attack));
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('b').count(), 0);
  });
});

browserTest('report: a thousand workloads open and filter', async (browser) => {
  const many = Array.from(
    { length: 1000 },
    (_, index) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: pod-${index}}\nspec: {containers: [{name: a, image: "a:1", resources: {limits: {memory: ${1 + (index % 64)}Mi}}}]}\n`,
  ).join('---\n');
  await visit(browser, reportOf(many), DESKTOP, async (page) => {
    assert.equal(await page.locator('svg.bar').count(), 1000);
    await page.fill('#text', 'pod-999');
    assert.ok((await page.locator('.findings li:visible').count()) > 0);
  });
});
