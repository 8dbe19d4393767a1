import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Report } from '../../src/report/report.ts';
import { browserTest } from '../lib/browser.ts';
import { pod } from '../support/manifests.ts';
import { exampleReport, reportOf } from './report-of.ts';
import { assertFits, DESKTOP, PHONE, pageOf, VIEWS, visit } from './visit.ts';

for (const [name, options] of VIEWS) {
  browserTest(`report, ${name}: accessible, and it fits`, async (browser) => {
    await visit(browser, pageOf(exampleReport()), options, assertFits);
  });
}

/** What the example's page has to say somewhere, and where. */
const SAID: [selector: string, text: RegExp][] = [
  ['.verdict', /^Not ready: 1 error stands\.$/],
  ['.lead', /8 pods in confidential VMs take 9\.8 GiB of node memory: \+8\.0 GiB or 5\.3 times as much/],
  ['.lead', /The VMs have 8 vCPUs; the containers asked for 0\.8 CPUs/],
  ['section:has(#namespaces) tbody', /ferry-shop\s*8\s*8\s*1\.8 GiB\s*9\.8 GiB\s*\+8\.0 GiB/],
  ['section:has(#nodes) tbody tr:first-child', /4 GiB\s*1\s*3\s*82%\s*0/],
  ['#node-picture', /3 nodes of 4 GiB, 82% full; unprepared it would be 1\./],
  ['.pod:has-text("ferry-shop/web")', /1298 MiB VM, 1 vCPU, 1468 MiB of a node, unprepared 160 MiB \(\+1\.3 GiB\), × 3 = 4\.3 GiB/],
  ['.pod:has-text("ferry-shop/web") .parts', /nginx 419 MiB\s*log-shipper 6 MiB\s*images 361 MiB\s*guest system 512 MiB\s*VM processes on the host 170 MiB/],
  ['.pod:has-text("ferry-shop/database")', /1 image of unknown size, not drawn/],
  ['.findings:has-text("ferry-shop/database") .error', /claim template "data" has volumeMode Filesystem/],
  ['.findings:has-text("ferry-shop/web")', /before 500m after nothing/],
  ['.findings:has-text("ferry-shop/web")', /limits\.memory line 60\s*before 128Mi after 690Mi/],
]; // biome-ignore format: a table

async function assertSaid(page: Page): Promise<void> {
  for (const [selector, text] of SAID) {
    const found = (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ');
    assert.match(found, text, selector);
  }
}

browserTest('report: what confidential costs is told in words beside every picture', async (browser) => {
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
    assert.deepEqual(all.kinds, ['changed', 'error', 'info', 'warning']);
    assert.equal(all.pods.length, 5);

    await focusOn('kind');
    await page.keyboard.type('error');
    assert.deepEqual(await shown(page), {
      kinds: ['error'],
      rules: ['persistent-volume'],
      cards: ['StatefulSet ferry-shop/database'],
      pods: ['StatefulSet ferry-shop/database'],
    });
    assert.equal(await page.innerText('#filter-status'), '1 of 39 findings and changes shown');

    await page.keyboard.press('Home');
    await focusOn('rule');
    await page.keyboard.type('cpu-limit');
    assert.deepEqual((await shown(page)).rules, ['cpu-limit']);

    await page.keyboard.press('Home');
    await focusOn('workload');
    await page.keyboard.type('deployment WEB');
    assert.deepEqual((await shown(page)).cards, ['Deployment ferry-shop/web']);
    assert.deepEqual((await shown(page)).pods, ['Deployment ferry-shop/web']);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#filter-status', { hasText: '39 of 39' }).waitFor();
    assert.deepEqual(await shown(page), all);
  });
});

browserTest('report: a number at the top leads to what it counts', async (browser) => {
  await visit(browser, pageOf(exampleReport()), PHONE, async (page) => {
    await page.click('.tiles .error a');
    assert.equal(new URL(page.url()).hash, '#findings');
    assert.deepEqual((await shown(page)).kinds, ['error']);
    await page.click('.pod h3 a:visible');
    assert.match(await page.innerText(`:target h3`), /StatefulSet ferry-shop\/database/);
  });
});

browserTest('report: pods are packed on nodes of any size', async (browser) => {
  await visit(browser, pageOf(exampleReport()), DESKTOP, async (page) => {
    const told = () => page.innerText('#node-picture > p');
    await page.fill('#node-memory', '8');
    assert.equal(await told(), '2 nodes of 8 GiB, 61% full; unprepared it would be 1.');
    await page.fill('#node-memory', '64');
    await page.fill('#node-cpus', '3');
    assert.match(await told(), /^3 nodes of 64 GiB and 3 CPUs, /);
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
  const leftOut: Report['leftOut'] = [{ path: 'm/bad.yaml', message: 'line 3: no YAML' }];
  await visit(browser, pageOf(reportOf(unreadable, undefined, leftOut)), PHONE, async (page) => {
    assert.match(await page.innerText('.left-out'), /m\/bad\.yaml line 3: no YAML/);
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

browserTest('report: nothing to tell', async (browser) => {
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
    kind: 'DaemonSet',
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
  const reported = reportOf(manifest, 'platform: Metal-QEMU-SNP', [{ path: attack, message: attack }]);
  for (const { location } of reported.findings) if (location) location.file = attack;
  await visit(browser, pageOf(reported), DESKTOP, async (page) => {
    const text = (await page.textContent('main')) ?? '';
    assert.ok(text.split(attack).length > 10, 'it stands in many places');
    await page.fill('#node-memory', '0.5');
    assert.match(await page.innerText('#node-picture'), /Too large for such a node: DaemonSet <img/);
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
    assert.match(await page.innerText('#node-picture > p'), /^6 nodes of 128 GiB, 91% full/);
  });
});
