import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { assertFits, DESKTOP, PHONE, VIEWS, visit } from '../report/visit.ts';
import { browserTest } from '../support/browser.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
let built = false;

/** Address of the page, which is built for the first test. */
function playground(): string {
  if (!built) execFileSync(process.execPath, [`${ROOT}scripts/playground.mjs`]);
  built = true;
  return pathToFileURL(`${ROOT}dist/playground/index.html`).href;
}

/** Without a network: nothing may need one. */
const offline = (options: BrowserContextOptions) => ({ ...options, offline: true });

for (const [name, options] of VIEWS) {
  browserTest(`playground, ${name}: the example is prepared, accessible, and fits`, async (browser) => {
    await visit(browser, playground(), offline(options), async (page) => {
      assert.match((await page.textContent('#output'))!, /runtimeClassName: contrast-cc/);
      assert.match(
        await page.innerText('#status'),
        /^Ready if:\s+a copy of the files[\s\S]*prepare-contrast explain host-path\s+Metal-QEMU-SNP, Contrast 1\.25/,
      );
      assert.match(await page.innerText('.lead'), /3 pods in confidential VMs take 4\.3 GiB/);
      assert.equal(await page.locator('.card.pod').count(), 1);
      assert.ok((await page.locator('.findings li').count()) > 10);
      await assertFits(page);
    });
  });
}

browserTest('playground: the diff is what files --diff shows', async (browser) => {
  await visit(browser, playground(), offline(DESKTOP), async (page) => {
    const lines = await page.locator('#diff > div > *').evaluateAll((all) =>
      all.map((one) => ({
        text: one.textContent!,
        top: one.getBoundingClientRect().top,
        left: one.getBoundingClientRect().left,
      })),
    );
    const config = `${ROOT}examples/application/prepare-contrast.yaml`;
    const line = [
      `${ROOT}dist/prepare-contrast.cjs`,
      'files',
      'web.yaml',
      '--diff',
      '--quiet',
      '--config',
      config,
    ];
    const diff = diffOf(line);
    assert.equal(lines.map(({ text }) => `${text}\n`).join(''), diff.replace(/^(---|\+\+\+) .*\n/gm, ''));
    // Each below the one before it.
    for (const [index, { top, left }] of lines.entries()) {
      assert.equal(left, lines[0]!.left);
      if (index > 0) assert.ok(top > lines[index - 1]!.top, `line ${index + 1}`);
    }
  });
});

/** `files --diff` ends with 1 where there are changes. */
function diffOf(line: string[]): string {
  try {
    return execFileSync(process.execPath, line, { cwd: `${ROOT}examples/application`, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

browserTest('playground: what is typed is prepared, and what is wrong is said', async (browser) => {
  await visit(browser, playground(), offline(DESKTOP), async (page) => {
    await page.fill(
      '#manifests',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: "<b>bold</b>"}\nspec: {containers: [{name: a, image: "a:1"}]}',
    );
    await page.locator('#output', { hasText: 'bold' }).waitFor();
    assert.match(await page.innerText('.findings h3'), /Pod <b>bold<\/b>/);
    assert.equal(await page.locator('.results b:text("bold")').count(), 0);
    // Without a final line break, as it was typed.
    assert.doesNotMatch((await page.textContent('#output'))!, /\n$/);

    await page.fill('#configuration', 'apiVersion: v1\nkind: ConfigMap\ndata: {platform: Metal}\n');
    await page.waitForSelector('#problem .problem');
    assert.match(await page.innerText('#problem'), /unknown platform "Metal"/);
    assert.equal(await page.textContent('#output'), '');
    await page.fill('#configuration', 'kind: [');
    await page.locator('#problem', { hasText: 'line 1' }).waitFor();

    await page.fill(
      '#configuration',
      readFileSync(`${ROOT}examples/application/prepare-contrast.yaml`, 'utf8'),
    );
    await page.fill('#manifests', 'kind: Pod\nspec: [');
    await page.locator('#problem', { hasText: /line \d, column \d/ }).waitFor();
    await page.fill('#manifests', '');
    await page.locator('#problem .problem').waitFor({ state: 'detached' });
    assert.equal(await page.textContent('#report'), '');
  });
});

browserTest(
  'playground: the keyboard chooses an example, filters, and copies the answer',
  async (browser) => {
    const options = { ...offline(PHONE), permissions: ['clipboard-read', 'clipboard-write'] };
    await visit(browser, playground(), options, async (page) => {
      await tabTo(page, 'example');
      await page.keyboard.type('all');
      await page.locator('.card.pod >> nth=4').waitFor();
      await tabTo(page, 'kind');
      await page.keyboard.type('error');
      assert.equal(await page.innerText('#filter-status'), '2 of 37 places of findings and changes shown');
      // The choice stays while something is typed.
      await page.locator('#manifests').press('Control+End');
      await page.keyboard.type('# more');
      await page.locator('#output', { hasText: '# more' }).waitFor();
      assert.equal(await page.innerText('#filter-status'), '2 of 37 places of findings and changes shown');
      await tabTo(page, 'copy');
      await page.keyboard.press('Enter');
      await page.locator('#copy', { hasText: 'Copied' }).waitFor();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), await page.textContent('#output'));
    });
  },
);

test('playground: it is served on loopback, and nowhere else', async () => {
  const server = spawn(process.execPath, [`${ROOT}scripts/playground.mjs`, '--serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0' },
  });
  try {
    let output = '';
    for await (const part of server.stdout.setEncoding('utf8')) {
      output += part;
      if (output.includes('http://')) break;
    }
    const [, url = ''] = /The playground is at (http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(output) ?? [];
    const answer = await fetch(url);
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await answer.text(), readFileSync(`${ROOT}dist/playground/index.html`, 'utf8'));
  } finally {
    server.kill();
  }
});

async function tabTo(page: Page, id: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await page.evaluate('document.activeElement.id')) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${id}`);
}
