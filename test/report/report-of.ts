import { readFileSync } from 'node:fs';
import { run } from '../../src/engine/run.ts';
import { CostObserver } from '../../src/report/costs/cost-observer.ts';
import type { LocatedFinding } from '../../src/report/finding.ts';
import type { LocatedReport } from '../../src/report/formats/format.ts';
import { formatNamed, formatReport } from '../../src/report/formats/index.ts';
import { Locator } from '../../src/report/location.ts';
import type { Report } from '../../src/report/report.ts';
import type { Json } from '../../src/util/json.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { document } from '../config/load.ts';

const EXAMPLE = new URL('../../examples/application/', import.meta.url);
const exampleFile = (name: string) => readFileSync(new URL(`${name}.yaml`, EXAMPLE), 'utf8');

/** A report, and its findings with their places. */
export interface Reported {
  report: LocatedReport;
  findings: LocatedFinding[];
}

/** What a run has to report; the configuration's `spec` may be given as YAML. */
export function reportOf(
  manifests: string,
  configuration: string | Json = 'platform: Metal-QEMU-SNP',
  leftOut: Report['leftOut'] = [],
): Reported {
  const observer = new CostObserver();
  const answer = run(manifests, {
    configuration: typeof configuration === 'string' ? document(configuration) : configuration,
    observer,
  });
  const sources = [{ file: 'manifests.yaml', start: 0, end: manifests.length + 1 }];
  const locator = new Locator(answer.source, sources);
  const findings = answer.results.map((result) => ({ result, location: locator.locate(result) }));
  const { costs, unsized } = observer;
  return {
    report: { answer, sources, costs, unsized, leftOut, findings, allFindings: findings, layout: {} },
    findings,
  };
}

export function exampleReport(): Reported {
  const manifests = ['web', 'api', 'database', 'jobs'].map(exampleFile).join('');
  return reportOf(manifests, loadYaml(exampleFile('prepare-contrast')));
}

/** The report in the format of the given name. */
export function formatted(report: Report, name: string): string {
  return formatReport(report, formatNamed(name)!);
}
