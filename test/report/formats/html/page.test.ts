import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Report } from '../../../../src/report/report.ts';
import { browserTest } from '../../../support/browser.ts';
import { pod } from '../../../support/manifests.ts';
import { exampleReport, reportOf } from '../../report-of.ts';
import { assertFits, DESKTOP, PHONE, pageOf, VIEWS, visit } from '../../visit.ts';

for (const [name, options] of VIEWS) {
  browserTest(`report, ${name}: accessible, and it fits`, async (browser) => {
    await visit(browser, pageOf(exampleReport()), options, assertFits);
  });
}

/** What the example's page has to say somewhere, and where. */
const SAID: [selector: string, text: RegExp][] = [
  ['header', /Not ready: 2 errors remain Next steps, in spec of the configuration: volumes: \{persistent: secure-pv\} # removes 2 errors/],
  ['.lead', /6 pods in confidential VMs take 7\.9 GiB of node memory: \+6\.5 GiB or 5\.4 times as much/],
  ['.lead', /The VMs have 9 vCPUs; the containers requested 0\.8 CPUs/],
  ['section:has(#cost)', /Jobs and hooks are not in these figures: while they run, 2 pods of them take up to 1\.9 GiB more\./],
  ['section:has(#namespaces) tbody', /ferry-shop\s*6\s*9\s*1\.5 GiB\s*7\.9 GiB\s*\+6\.5 GiB/],
  ['section:has(#nodes) tbody tr:first-child', /4 GiB\s*1\s*3\s*66%\s*0/],
  ['#node-picture', /3 nodes of 4 GiB, 66% full; unprepared it would be 1\./],
  ['.pod:has-text("ferry-shop/web")', /1298 MiB VM, 2 vCPUs, 1468 MiB of a node, unprepared 160 MiB \(\+1\.3 GiB\), × 3 = 4\.3 GiB/],
  ['.pod:has-text("ferry-shop/web") .parts', /nginx 419 MiB\s*log-shipper 6 MiB\s*images 361 MiB\s*guest system 512 MiB\s*VM processes on the host 170 MiB/],
  ['.pod:has-text("ferry-shop/database")', /1 image of unknown size, not drawn/],
  ['.findings:has-text("ferry-shop/database") .error', /claim template "data" has volumeMode Filesystem/],
  ['.findings:has-text("ferry-shop/web")', /before 64Mi after 690Mi/],
  ['.findings:has-text("ferry-shop/web")', /limits\.memory line 62\s*before 128Mi after 690Mi/],
]; // biome-ignore format: a table

async function assertSaid(page: Page): Promise<void> {
  for (const [selector, text] of SAID) {
    const place = page.locator(selector).first();
    // Cards may be folded up.
    const shown = selector.startsWith('.findings') ? await place.textContent() : await place.innerText();
    const found = shown!.replace(/\s+/g, ' ');
    assert.match(found, text, selector);
  }
}

browserTest('report: every picture has the same figures in words next to it', async (browser) => {
  await visit(browser, pageOf(exampleReport()), DESKTOP, async (page) => {
    await assertSaid(page);
    assert.equal(await page.locator('svg.bar:not([aria-hidden=true])').count(), 0);
    // The parts of a bar are as wide as their words say: 419 + 6 + 361 + 512 + 170 of the largest, 1706.
    const widths = await page
      .locator('.pod:has-text("ferry-shop/web") svg.bar >> nth=1')
      .evaluate((bar) =>
        [...bar.querySelectorAll('rect')].map((box) => parseFloat(box.getAttribute('width')!)),
      );
    assert.deepEqual(
      widths.map((width) => Math.round((width * 1706) / 100)),
      [419, 6, 361, 512, 170],
    );
  });
});

browserTest('report: all of it is there without JavaScript and without network', async (browser) => {
  const options = { ...DESKTOP, javaScriptEnabled: false, offline: true };
  await visit(browser, pageOf(exampleReport()), options, async (page) => {
    await assertSaid(page);
    for (const form of ['#filters', '#node-form']) assert.equal(await page.isVisible(form), false);
  });
});

/** Kinds and titles of what is shown. */
async function shown(page: Page): Promise<Record<'kinds' | 'rules' | 'cards' | 'pods', string[]>> {
  const of = (selector: string, attribute: string) =>
    page
      .locator(`${selector}:visible`)
      .evaluateAll((found, name) => found.map((one) => one.getAttribute(name)!), attribute);
  const unique = (values: string[]) => [...new Set(values)].sort();
  return {
    kinds: unique(await of('.findings li', 'class')),
    rules: unique(await of('.findings li', 'data-rule')),
    cards: await of('.card.findings', 'data-title'),
    pods: await of('.card.pod', 'data-title'),
  };
}

browserTest('report: the keyboard alone filters by kind, rule and workload, and clears', async (browser) => {
  await visit(browser, pageOf(exampleReport()), DESKTOP, async (page) => {
    const focusOn = async (id: string) => {
      for (let presses = 0; presses < 40; presses++) {
        if ((await page.evaluate('document.activeElement.id')) === id) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`Tab does not reach ${id}`);
    };
    const all = await shown(page);
    // The cards are folded up, since there are many findings.
    assert.deepEqual(all.kinds, []);
    assert.equal(all.pods.length, 5);

    await focusOn('kind');
    await page.keyboard.type('error');
    assert.deepEqual(await shown(page), {
      kinds: ['error'],
      rules: ['image-volume', 'persistent-volume'],
      cards: ['StatefulSet ferry-shop/database'],
      pods: ['StatefulSet ferry-shop/database'],
    });
    assert.equal(await page.innerText('#filter-status'), '2 of 37 places of findings and changes shown');

    await page.keyboard.press('Home');
    await focusOn('rule');
    await page.keyboard.type('cpu-request');
    assert.deepEqual((await shown(page)).rules, ['cpu-request']);

    await page.keyboard.press('Home');
    await focusOn('workload');
    await page.keyboard.type('deployment WEB');
    assert.deepEqual((await shown(page)).cards, ['Deployment ferry-shop/web']);
    assert.deepEqual((await shown(page)).pods, ['Deployment ferry-shop/web']);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#filter-status', { hasText: '37 of 37' }).waitFor();
    assert.deepEqual(await shown(page), all);
  });
});

browserTest('report: a number at the top leads to what it counts', async (browser) => {
  await visit(browser, pageOf(exampleReport()), PHONE, async (page) => {
    await page.click('.tiles .error a');
    assert.equal(new URL(page.url()).hash, '#findings');
    assert.deepEqual((await shown(page)).kinds, ['error']);
    await page.click('.pod h3 a:visible');
    assert.match(await page.innerText(`article:has(:target) h3`), /StatefulSet ferry-shop\/database/);
  });
});

browserTest('report: pods are packed on nodes of any size', async (browser) => {
  await visit(browser, pageOf(exampleReport()), DESKTOP, async (page) => {
    const caption = () => page.innerText('#node-picture > p');
    await page.fill('#node-memory', '8');
    assert.equal(await caption(), '1 node of 8 GiB, 99% full; unprepared it would be 1.');
    await page.fill('#node-memory', '64');
    await page.fill('#node-cpus', '3');
    assert.match(await caption(), /^3 nodes of 64 GiB and 3 CPUs, /);
    await page.fill('#node-cpus', '');
    await page.fill('#node-memory', '1.5');
    assert.match(
      await page.innerText('#node-picture .problem'),
      /^Too large for such a node: StatefulSet ferry-shop\/database \(1\.7 GiB\)\.$/,
    );
    for (const nonsense of ['0', '-4', '']) {
      await page.fill('#node-memory', nonsense);
      assert.equal(await page.innerText('#node-picture'), 'Say how much memory a node has, in GiB.');
    }
  });
});

browserTest('report: printed, it is light and whole', async (browser) => {
  await visit(browser, pageOf(exampleReport()), { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(
      await page.evaluate('getComputedStyle(document.body).backgroundColor'),
      'rgb(255, 255, 255)',
    );
    assert.equal(await page.isVisible('#filters'), false);
    await assertSaid(page);
    const pdf = await page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 20_000);
  });
});

browserTest('report: what was left out, and what no figure has, is said', async (browser) => {
  const unreadable = pod('containers: [{name: a, image: i, resources: {limits: {memory: lots}}}]');
  const leftOut: Report['leftOut'] = [{ path: 'm/bad.yaml', code: 'yaml-syntax', message: 'line 3: a tab' }];
  await visit(browser, pageOf(reportOf(unreadable, undefined, leftOut)), PHONE, async (page) => {
    assert.match(await page.innerText('.left-out'), /m\/bad\.yaml line 3: a tab/);
    assert.match(
      await page.innerText('main'),
      /Not in these figures, since a limit cannot be read: Pod app\./,
    );
  });
});

browserTest('report: what the limit does not cover is drawn and said', async (browser) => {
  const nginx = pod('containers: [{name: web, image: "nginx:stable", resources: {limits: {memory: 64Mi}}}]');
  const sizes = '[{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi}]';
  const tooSmall = reportOf(nginx, `platform: Metal-QEMU-SNP\nimages: {strategy: check, sizes: ${sizes}}`);
  await visit(browser, pageOf(tooSmall), DESKTOP, async (page) => {
    assert.match(await page.innerText('.pod .problem'), /do not cover 187 MiB that the images need/);
    assert.equal(await page.locator('.pod rect.missing').count(), 1);
  });
  const unlimited = pod('containers: [{name: web, image: i}]');
  const aks = reportOf(unlimited, 'platform: AKS-CLH-SNP\nrules: {memory-limit: {fix: false}}');
  await visit(browser, pageOf(aks), DESKTOP, async (page) => {
    assert.match(await page.innerText('.pod .problem'), /does not count 1622 MiB of the VM/);
    assert.equal(await page.locator('.pod rect.missing').count(), 1);
  });
});

browserTest('report: no findings', async (browser) => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n';
  await visit(browser, pageOf(reportOf(service)), PHONE, async (page) => {
    await assertFits(page);
    assert.match(await page.innerText('.findings'), /no workload was prepared/);
    assert.equal(await page.locator('nav').count(), 0);
  });
});

browserTest('report: markup and scripts in whatever a manifest or its file says appear as text', async (browser) => {
  const attack = `<img src=x onerror=alert(1)></script><script>alert(2)</script>--><svg onload=alert(3)>"'&lt;`;
  const manifest = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: attack, namespace: attack, labels: { [attack]: attack } },
    spec: {
      template: {
        metadata: {
          labels: { [attack]: attack },
          annotations: { 'prepare-contrast.dev/allow': `image-digest: ${attack}`, [`contrast.edgeless.systems/${attack}`]: attack },
        },
        spec: {
          runtimeClassName: 'contrast-cc-metal',
          serviceAccountName: attack,
          initContainers: [{ name: attack, image: attack, restartPolicy: 'Always', resources: { limits: { cpu: attack } } }],
          containers: [
            { name: attack, image: attack, env: [{ name: attack, valueFrom: { secretKeyRef: { name: attack, key: attack } } }], volumeMounts: [{ name: attack, mountPath: attack, subPath: attack }], resources: { limits: { memory: '1Gi' }, requests: { memory: '1Mi' } } },
          ],
          volumes: [{ name: attack, hostPath: { path: attack } }, { name: 'x', [attack]: {} }],
        },
      },
    },
  });
  // A release with one vCPU: the CPU limit, which is not a number, would leave the VM without a size.
  const spec = 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"';
  const reported = reportOf(manifest, spec, [{ path: attack, code: 'yaml-syntax', message: attack }]);
  for (const { location } of reported.findings) if (location) location.file = attack;
  await visit(browser, pageOf(reported), DESKTOP, async (page) => {
    const text = (await page.textContent('main')) ?? '';
    assert.ok(text.split(attack).length > 10, 'it appears in many places');
    await page.fill('#node-memory', '0.5');
    assert.match(await page.innerText('#node-picture'), /Too large for such a node: Deployment <img/);
    await page.fill('#node-memory', '64');
    for (const tag of ['img', 'svg[onload]', '[onerror]', 'script:not(#pod-groups)'])
      assert.equal(await page.locator(tag).count(), tag.startsWith('script') ? 1 : 0, tag);
  });
}); // biome-ignore format: data

browserTest('report: marks that turn words about are spelt out', async (browser) => {
  const hidden = pod('containers: [{name: "a\\u202Eb", image: "i\\u2066:1"}]');
  await visit(browser, pageOf(reportOf(hidden)), DESKTOP, async (page) => {
    const text = (await page.textContent('main'))!;
    assert.match(text, /a\\u202Eb/);
    assert.doesNotMatch(text, /[\u202A-\u202E\u2066-\u2069]/);
  });
});

/** All charts of the test data as one input: more findings than any of the charts that were tried. */
function largeInput(): string {
  const folder = new URL('../../../charts/', import.meta.url);
  const charts = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return charts.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('---\n');
}

browserTest(
  'report: the page of a large chart is short until details are opened, and nothing is lost',
  async (browser) => {
    const reported = reportOf(largeInput());
    assert.ok(reported.findings.length > 150);
    await visit(browser, pageOf(reported), DESKTOP, async (page) => {
      const height = async () => Number(await page.evaluate('document.documentElement.scrollHeight'));
      assert.ok((await height()) < 5000, `${await height()} px`);
      const listed = reported.findings.filter(({ result }) => result.rule !== 'vm-size').length;
      assert.equal(await page.locator('.findings li[data-rule]').count(), listed);
      assert.equal(await page.locator('.findings li:visible').count(), 0);
      await page.fill('#workload', 'vault');
      assert.ok((await page.locator('.findings li:visible').count()) > 10, 'a filter opens what it chooses');
      const common = page.locator('.common > ul > li');
      const ofVault = common.filter({ has: page.locator('.places li', { hasText: 'vault' }) });
      const visible = page.locator('.common > ul > li:visible');
      assert.ok((await ofVault.count()) > 5 && (await ofVault.count()) < (await common.count()));
      assert.equal(await visible.count(), await ofVault.count(), 'findings at several places, remarks too');
      assert.equal(await visible.and(ofVault).count(), await ofVault.count());
      await page.fill('#workload', '');
      assert.equal(await page.locator('.findings li:visible').count(), 0);
      assert.equal(await visible.and(page.locator('details.common li')).count(), 0);
      await page.locator('.common > ul > li details summary').first().click();
      assert.ok(await page.locator('.places li').first().isVisible());
      await assertFits(page);
    });
  },
);

browserTest('report: a thousand workloads open and filter', async (browser) => {
  const many = Array.from(
    { length: 1000 },
    (_, index) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: pod-${index}}\nspec: {containers: [{name: a, image: "a:1", resources: {limits: {memory: ${1 + (index % 64)}Mi}}}]}\n`,
  ).join('---\n');
  await visit(browser, pageOf(reportOf(many)), DESKTOP, async (page) => {
    assert.equal(await page.locator('.card.pod').count(), 1000);
    await page.fill('#workload', 'pod-999');
    assert.deepEqual((await shown(page)).pods, ['Pod pod-999']);
    assert.match(await page.innerText('#node-picture > p'), /^6 nodes of 128 GiB, 93% full/);
  });
});
