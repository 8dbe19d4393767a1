import { readFileSync } from 'node:fs';
import type { Json } from '../../src/json.ts';
import type { LocatedFinding } from '../../src/output/finding.ts';
import { Locator } from '../../src/output/location.ts';
import { CostObserver } from '../../src/report/cost-observer.ts';
import type { Report } from '../../src/report/report.ts';
import { run } from '../../src/run.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { document } from '../config/load.ts';

const EXAMPLE = new URL('../../examples/application/', import.meta.url);
const exampleFile = (name: string) => readFileSync(new URL(`${name}.yaml`, EXAMPLE), 'utf8');

/** A report, and its findings with their places. */
export interface Reported {
  report: Report;
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
  return { report: { answer, sources, costs, unsized, leftOut }, findings };
}

export function exampleReport(): Reported {
  const manifests = ['web', 'api', 'database', 'jobs'].map(exampleFile).join('');
  return reportOf(manifests, readYaml(exampleFile('prepare-contrast')));
}
