// Renders the charts in CHARTS_DIR with Helm and prints for each what users see: without configuration, and with the settings that the run
// suggests and sizes and digests of all images. HELM names the program; charts that are missing or not rendered are skipped by name.
//   CHARTS_DIR=charts npm run charts [-- CHART…]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asCheckResult } from '../src/cli/check.ts';
import { KIND, ownObject } from '../src/config/document.ts';
import { IMAGE_SIZES } from '../src/config/image-sizes.ts';
import { type RunResult, run } from '../src/engine/run.ts';
import { countFindings } from '../src/report/findings-count.ts';
import { formatTable } from '../src/report/summary/table.ts';
import type { JsonObject } from '../src/util/json.ts';
import { suggestedSpec } from './suggested-settings.ts';

/** Charts whose figures are compared from release to release. */
const CHARTS =
  `airflow argo-cd argo-events argo-workflows cert-manager clickhouse harbor ingress-nginx kafka keycloak kube-prometheus-stack
  loki-distributed milvus mongodb postgresql prometheus promtail rabbitmq redis tempo-distributed traefik vault wordpress`.split(
    /\s+/,
  );
/** The same for every image, since the script opens no connections: a medium image. */
const SIZE = { compressed: '40Mi', uncompressed: '120Mi' };

/** One run, in figures. */
interface Outcome {
  errors: string;
  warnings: string;
  remarks: string;
  exitCode: number;
  /** True if `check --strict` accepts what was prepared. */
  isStrict: boolean;
}

function main(): void {
  const folder = process.env.CHARTS_DIR;
  if (folder === undefined || !existsSync(folder))
    throw new Error('CHARTS_DIR: name the folder of the charts');
  const wanted = process.argv.slice(2);
  const rows: string[][] = [];
  const totals = { charts: 0, workloads: 0, warnings: 0, green: 0, strict: 0 };
  for (const name of wanted.length > 0 ? wanted : CHARTS) {
    const text = rendered(join(folder, name));
    if (text === undefined) {
      console.log(`skipped ${name}: not in ${folder}, or not rendered`);
      continue;
    }
    const first = prepare(text, {});
    const suggested = suggestedSpec(first);
    const second = prepare(text, suggested);
    const [before, after] = [outcomeOf(first, {}), outcomeOf(second, suggested)];
    totals.charts++;
    totals.workloads += first.selected;
    totals.warnings += countFindings(first.results).byKind.warning.findings;
    if (after.exitCode === 0) totals.green++;
    if (after.isStrict) totals.strict++;
    rows.push([
      name,
      String(first.selected),
      ...cells(before),
      ...cells(after),
      after.isStrict ? 'yes' : 'no',
    ]);
  }
  const outcome = ['Errors', 'Warnings', 'Remarks', 'Exit'];
  const head = ['Chart', 'Workloads', ...outcome, ...outcome, '--strict'];
  console.log(formatTable(head, rows));
  const rate = (totals.warnings / Math.max(totals.workloads, 1)).toFixed(2);
  console.log(
    `\n${totals.charts} charts, ${totals.workloads} workloads, ${rate} warnings for each without configuration; ` +
      `with the suggested settings, sizes and digests ${totals.green} have no errors and ${totals.strict} pass --strict`,
  );
}

/** What Helm makes of a chart; undefined if it is missing or cannot be rendered. */
function rendered(chart: string): string | undefined {
  if (!existsSync(join(chart, 'Chart.yaml'))) return undefined;
  const { status, stdout } = spawnSync(helm(), ['template', 'release', chart, '--kube-version', '1.34.0'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return status === 0 ? stdout : undefined;
}

function helm(): string {
  if (process.env.HELM !== undefined) return process.env.HELM;
  const own = fileURLToPath(new URL('../.tools/bin/helm-4', import.meta.url));
  return existsSync(own) ? own : 'helm';
}

function prepare(text: string, spec: JsonObject): RunResult {
  return run(text, {
    configuration: ownObject(KIND, { platform: 'Metal-QEMU-SNP', ...spec }),
    readSizesFile: (source) => ({ source, document: sizesOf(text) }),
    allowEmpty: true,
  });
}

/** A file as `prepare-contrast sizes --pin` writes it. */
function sizesOf(text: string): JsonObject {
  const names = new Set([...text.matchAll(/^ *-? *image: +["']?([^"'\s]+)/gm)].map(([, image]) => image!));
  const images = [...names].map((image) => ({
    image,
    ...SIZE,
    digest: /@(sha256:.*)/.exec(image)?.[1] ?? `sha256:${'0'.repeat(64)}`,
  }));
  return ownObject(IMAGE_SIZES.kind, { pin: true, images });
}

function outcomeOf(answer: RunResult, spec: JsonObject): Outcome {
  const { error, warning, info } = countFindings(answer.results).byKind;
  const text = ({ findings, places }: { findings: number; places: number }) =>
    places > findings ? `${findings} (${places})` : `${findings}`;
  return {
    errors: text(error),
    warnings: text(warning),
    remarks: text(info),
    exitCode: answer.failed ? 1 : 0,
    isStrict: !asCheckResult(prepare(answer.output, spec), true).failed,
  };
}

function cells({ errors, warnings, remarks, exitCode }: Outcome): string[] {
  return [errors, warnings, remarks, `${exitCode}`];
}

main();
