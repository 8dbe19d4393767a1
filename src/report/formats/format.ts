import type { PreparationError } from '../../util/errors.ts';
import type { LocatedFinding } from '../finding.ts';
import type { Report } from '../report.ts';
import type { SummaryLayout } from '../summary/index.ts';

/** A report with the position of each result in its file. */
export interface LocatedReport extends Report {
  /** The results to list. Counts and the verdict include those below `results.minSeverity`. */
  findings: readonly LocatedFinding[];
  /** All results, whether they are listed or not. */
  allFindings: readonly LocatedFinding[];
  /** How the `text` format is laid out. */
  layout: SummaryLayout;
}

/** An output format of reports. To add one, write a file in this folder and add its record to `formats` in index.ts. */
export interface ReportFormat {
  /** Value of `--format`. */
  name: string;
  /** What the format is for; documentation shows it. */
  purpose: string;
  /** Suffixes of `--report-file` that select the format, in lower case. The longest match wins. */
  suffixes: readonly string[];
  /** Matches the beginning of a report, also of one whose rest a full disk has cut off: `--report-file` replaces nothing else. */
  begins: RegExp;
  /** True if the format cannot express files that were left out; `check` then lists them on stderr. */
  omitsLeftOut?: true;
  /** True if the format cannot name the configuration file; `check` then names one that it found on stderr. */
  omitsConfiguration?: true;
  format(report: LocatedReport): string;
  /** The report of a run that ended with an error; by default the text on stderr. */
  formatError?(error: PreparationError): string;
}
