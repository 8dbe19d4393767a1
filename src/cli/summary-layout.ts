import type { DiffLayout } from '../files/unified-diff.ts';
import { Locator, type Source } from '../report/location.ts';
import type { ReportedRun } from '../report/report.ts';
import type { SummaryLayout } from '../report/summary/index.ts';
import { isOn } from './boolean-flags.ts';
import type { Arguments } from './parse-args.ts';
import type { OutputStream, Terminal } from './terminal.ts';

/**
 * The layout of a summary for a stream: short and wrapped on a terminal, unless `-v` asks for everything. On stdout the summary is the
 * output, so a file or a pipe gets all of it; on stderr its length is limited.
 */
export function summaryLayout(
  { given }: Pick<Arguments, 'given'>,
  { colours, columns }: Terminal,
  stream: OutputStream,
): SummaryLayout {
  const isVerbose = isOn(given, '--verbose');
  const width = columns[stream];
  return {
    colour: colours[stream],
    width,
    short: width !== undefined && !isVerbose,
    ...(isVerbose || (stream === 'output' && width === undefined) ? { lines: Infinity, rows: Infinity } : {}),
  };
}

/** The layout of a diff on stdout. */
export function diffLayout({ colours, columns }: Terminal): DiffLayout {
  return { colour: colours.output, onTerminal: columns.output !== undefined };
}

/** Names the file of each object, if the input consists of several. */
export function filesOf({ source }: ReportedRun, sources: readonly Source[]): Pick<SummaryLayout, 'fileOf'> {
  if (sources.length < 2) return {};
  const locator = new Locator(source, sources);
  return { fileOf: (result) => locator.locate({ ...result, path: [] })?.file };
}
