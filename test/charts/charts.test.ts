// What users see for real charts: summary, verdict and next steps. The steps are true: pasted, they remove what they claim to remove.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import { countFindings, totalOf } from '../../src/report/findings-count.ts';
import { removedBy, stepsOf } from '../../src/report/next-steps.ts';
import { collectResults } from '../../src/report/summary/collector.ts';
import { formatSummary } from '../../src/report/summary/index.ts';
import type { Result } from '../../src/rules/result.ts';
import { SIZES_FILE } from '../../src/rules/setting.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { folderWith, PLATFORM, program, snapshot } from '../files/workspace.ts';
import { assertExpected } from '../support/cases.ts';
import { toolTest } from '../support/tools.ts';
import { atTerminal } from '../terminal/at-terminal.ts';

const FOLDER = new URL('.', import.meta.url).pathname;
const charts = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ name: file.replace('.yaml', ''), text: readFileSync(FOLDER + file, 'utf8') }));

function prepare(text: string, spec: JsonObject = {}) {
  const document = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', contrastVersion: '1.25', ...spec },
  };
  return run(text, {
    configuration: document,
    readSizesFile: (source) => ({ source, document: sizesOf(text) }),
  });
}

/** A file as `prepare-contrast sizes --pin` writes it, with the same size for every image. */
function sizesOf(text: string): JsonObject {
  const images = [
    ...new Set([...text.matchAll(/^ *-? *image: ["']?([^"'\s]+)/gm)].map(([, image]) => image!)),
  ];
  return {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'ImageSizes',
    spec: {
      pin: true,
      images: images.map((image) => ({
        image,
        compressed: '40Mi',
        uncompressed: '90Mi',
        digest: /@(.*)/.exec(image)?.[1] ?? `sha256:${'a'.repeat(64)}`,
      })),
    },
  };
}

/** Findings that remain, as lines that can be compared between runs. */
function remaining(results: readonly Result[]): Result[] {
  return results.filter(({ changed, severity }) => !changed && severity !== 'info');
}

for (const { name, text } of charts) {
  test(`${name}: what a terminal of 80 columns shows`, () => {
    const { results, profile, selected, failed } = prepare(text);
    const layout = { width: 80, short: true, lines: 40, rows: 20 };
    const summary = formatSummary(collectResults(results), { profile, selected, failed, ...layout });
    assertExpected(FOLDER, `${name}.txt`, summary);
  });

  test(`${name}: each next step removes what it says, and nothing else appears that it answers`, () => {
    const { results } = prepare(text);
    const before = countFindings(results);
    for (const step of stepsOf(before)) {
      const after = countFindings(prepare(text, loadYaml(step.line) as JsonObject).results);
      for (const setting of step.settings) {
        const isOfStep = ({ path }: { path: string }) => path === setting.path;
        const left = [...after.bySetting.values()].filter((one) => isOfStep(one.setting));
        assert.deepEqual(left, [], step.line);
      }
      const difference = {
        errors: totalErrors(before) - totalErrors(after),
        places: before.byKind.error.places - after.byKind.error.places,
      };
      assert.equal(difference.errors, step.errors, `${step.line}  # removes ${removedBy(step)}`);
      if (step.warnings === 0) assert.equal(difference.places, step.places, step.line);
    }
  });

  test(`${name}: with all next steps pasted, no finding remains that a setting removes`, () => {
    const steps = stepsOf(countFindings(prepare(text).results));
    const spec = loadYaml(steps.map(({ line }) => line).join('\n')) as JsonObject;
    const { results } = prepare(text, spec ?? {});
    const answered = remaining(results).filter(({ setting }) => setting && setting.path !== SIZES_FILE.path);
    assert.deepEqual(
      answered.map(({ message }) => message),
      [],
    );
  });
}

for (const { name, text } of charts) {
  test(`${name}: check counts no more errors that preparing leaves as settings turn fixes on`, () => {
    const steps = stepsOf(countFindings(prepare(text).results));
    let spec: JsonObject = {};
    let left = Infinity;
    for (const line of ['', ...steps.map((step) => step.line)]) {
      spec = { ...spec, ...((loadYaml(line) ?? {}) as JsonObject) };
      const { byRule } = countFindings(asCheckResult(prepare(text, spec), false).results);
      const { errors, fixable } = totalOf(byRule.values());
      assert.ok(errors - fixable <= left, `${line}: ${errors - fixable} errors, ${left} before`);
      left = errors - fixable;
    }
  });
}

for (const { name } of charts) {
  toolTest('python3', `${name}: init offers the next steps and writes what is chosen`, () => {
    const folder = folderWith({ 'rendered.yaml': readFileSync(`${FOLDER}${name}.yaml`, 'utf8') });
    const { status, screen } = atTerminal(['init', 'helm', 'rendered.yaml', ...PLATFORM], {
      cwd: folder,
      streams: 'in,out,err',
      input: 'y\n'.repeat(5),
    });
    assert.equal(status, 0, screen);
    const configuration = snapshot(folder)['prepare-contrast.yaml']!;
    const [offers] = screen.split('\nPass the post-renderer');
    assertExpected(FOLDER, `${name}.init.txt`, `${offers}\n\n${configuration}`);
    const { spec } = loadYaml(configuration) as { spec: JsonObject };
    const offered = stepsOf(countFindings(prepare(readFileSync(`${FOLDER}${name}.yaml`, 'utf8')).results));
    const { platform: _, ...chosen } = spec;
    assert.deepEqual(chosen, loadYaml(offered.map(({ line }) => line).join('\n')) ?? {});
  });
}

test('init writes only what is chosen, and without a terminal lists the settings and their flags', () => {
  const folder = folderWith({ 'rendered.yaml': readFileSync(`${FOLDER}vault.yaml`, 'utf8') });
  const { stdout } = program(folder, ['init', 'helm', 'rendered.yaml', ...PLATFORM]);
  assert.match(stdout, /^ {2}memory: \{default: 512Mi\} {2}# removes 1 error in 3 places$/m);
  const flags = /^ {2}(--fix compatible .*)$/m.exec(stdout)![1]!;
  assert.match(snapshot(folder)['prepare-contrast.yaml']!, /^ {2}# memory:$/m);
  const other = folderWith({});
  const given = program(other, ['init', 'helm', ...PLATFORM, ...flags.split(' ')]);
  assert.equal(given.status, 0, given.stderr);
  const { spec } = loadYaml(snapshot(other)['prepare-contrast.yaml']!) as { spec: JsonObject };
  assert.deepEqual(spec.memory, { default: '512Mi' });
  assert.deepEqual(spec.volumes, { persistent: 'secure-pv' });
});

function totalErrors({ byKind }: ReturnType<typeof countFindings>): number {
  return byKind.error.findings;
}
