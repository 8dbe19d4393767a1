import { Locator, type Source } from '../output/location.ts';
import type { SummaryLayout } from '../output/summary.ts';
import type { DiffLayout } from '../output/unified-diff.ts';
import type { Answer } from '../run.ts';
import type { Arguments } from './arguments.ts';
import { isOn } from './switches.ts';
import type { Stream, Terminal } from './terminal.ts';

/**
 * How a summary is laid out where it goes to: on a terminal in short and within its width, unless `-v` asks for everything. What is
 * written to stdout is what was asked for, so a file or a pipe gets all of it; messages beside the output have an end.
 */
export function summaryLayout(
  { given }: Pick<Arguments, 'given'>,
  { colours, columns }: Terminal,
  stream: Stream,
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

/** How a diff is laid out on stdout. */
export function diffLayout({ colours, columns }: Terminal): DiffLayout {
  return { colour: colours.output, onTerminal: columns.output !== undefined };
}

/** Names the file of each object, for an input that was put together from several. */
export function filesOf({ source }: Answer, sources: readonly Source[]): Pick<SummaryLayout, 'fileOf'> {
  if (sources.length < 2) return {};
  const locator = new Locator(source, sources);
  return { fileOf: (result) => locator.locate({ ...result, path: [] })?.file };
}
