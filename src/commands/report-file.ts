import { writeFileSync } from 'node:fs';
import { PreparationError } from '../errors.ts';
import type { Source } from '../output/location.ts';
import { type Format, formatOf, formatReport } from '../output/report.ts';
import type { Answer } from '../run.ts';

/** Writes the whole report in the format that the file's suffix asks for. @throws PreparationError where that fails. */
export function writeReport(file: string, answer: Answer, sources: readonly Source[]): void {
  const format: Format = formatOf(file);
  writeText(file, formatReport(answer, sources, format, { lines: Infinity, rows: Infinity }));
}

/** Writes a text in place of a report. @throws PreparationError where that fails. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new PreparationError(`the report file ${file} cannot be written: ${(error as Error).message}`);
  }
}
