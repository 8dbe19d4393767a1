import { writeFileSync } from 'node:fs';
import type { Observer } from '../engine/inspect-workload.ts';
import { CostObserver } from '../report/costs/cost-observer.ts';
import { formatError, formatForFile, formatReport } from '../report/formats/index.ts';
import type { Source } from '../report/location.ts';
import type { Report, ReportedRun } from '../report/report.ts';
import { PreparationError } from '../util/errors.ts';
import { systemReason } from '../util/system-error.ts';
import { type Arguments, UsageError } from './parse-args.ts';
import { checkReportTarget } from './report-overwrite-check.ts';

/** The report of a run, to be written after it. */
export interface ReportFile {
  /** Returns the observer for a run; the report is about the run that was observed last. */
  observe(): Observer;
  write(answer: ReportedRun, sources: readonly Source[], leftOut?: Report['leftOut']): void;
}

/**
 * The full report in the format that the suffix of the file selects; undefined without `--report-file`. Writing it throws a
 * PreparationError on failure.
 * @throws PreparationError if the file contains something that a report must not overwrite.
 */
export function reportFor(given: Arguments): ReportFile | undefined {
  const file = given.reportFile;
  if (file === undefined) return undefined;
  checkReportTarget(file, given);
  let observer = new CostObserver();
  const layout = { lines: Infinity, rows: Infinity };
  return {
    observe() {
      observer = new CostObserver();
      return observer;
    },
    write(answer, sources, leftOut = []) {
      const { costs, unsized } = observer;
      writeText(
        file,
        formatReport({ answer, sources, costs, unsized, leftOut }, formatForFile(file), layout),
      );
    },
  };
}

/**
 * Writes the error that ended the run to the report file, in its format. Hosts hide stderr. A file that a report must not overwrite
 * stays as it is: the error itself is shown anyway.
 */
export function reportFailure(error: PreparationError, given: Partial<Arguments>): void {
  const file = given.reportFile ?? (error instanceof UsageError ? error.reportFile : undefined);
  if (file === undefined) return;
  try {
    checkReportTarget(file, { config: given.config, words: given.words ?? [] });
    writeText(file, formatError(error, formatForFile(file)));
  } catch (second) {
    if (!(second instanceof PreparationError)) throw second;
  }
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new PreparationError(
      'file-unwritable',
      `cannot write the report file ${file}: ${systemReason(error)}`,
    );
  }
}
