import { writeFileSync } from 'node:fs';
import { PreparationError } from '../errors.ts';
import type { Observer } from '../inspection.ts';
import type { Source } from '../output/location.ts';
import { formatOf, formatReport } from '../output/report.ts';
import { CostObserver } from '../report/cost-observer.ts';
import type { Report } from '../report/report.ts';
import type { Answer } from '../run.ts';
import { systemReason } from '../system-reason.ts';
import type { Arguments } from './arguments.ts';
import { checkReportTarget } from './report-target.ts';

/** A report to be written when the run is over. */
export interface ReportFile {
  /** To be given to the run: the report shows more than results. */
  observer: Observer;
  write(answer: Answer, sources: readonly Source[], leftOut?: Report['leftOut']): void;
  /** Writes a message in place of the report. */
  tell(message: string): void;
}

/**
 * The whole report, in the format that the file's suffix asks for; undefined where no file is named. Writing it throws a PreparationError
 * where that fails.
 * @throws PreparationError where the file holds what a report must not replace.
 */
export function reportFor(given: Arguments): ReportFile | undefined {
  const file = given.reportFile;
  if (file === undefined) return undefined;
  checkReportTarget(file, given);
  const observer = new CostObserver();
  const layout = { lines: Infinity, rows: Infinity };
  return {
    observer,
    write(answer, sources, leftOut = []) {
      const { costs, unsized } = observer;
      writeText(file, formatReport({ answer, sources, costs, unsized, leftOut }, formatOf(file), layout));
    },
    tell: (message) => writeText(file, message),
  };
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new PreparationError(`the report file ${file} cannot be written: ${systemReason(error)}`);
  }
}
