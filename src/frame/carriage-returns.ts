import { InputError } from '../errors.ts';

/**
 * YAML takes a carriage return for the end of a line wherever it stands (YAML 1.2.2, §5.4). Not all readers do, and those that do not
 * see fewer keys: an object might be a workload to the API server that is none here.
 *
 * @throws InputError where one stands without a line feed behind it.
 */
export function checkCarriageReturns(text: string): void {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 2)) {
    if (text[at + 1] === '\n') continue;
    throw InputError.at(
      text,
      at,
      'a carriage return stands here without a line feed, which not all YAML readers take for the end of a line: save the file with LF or CR LF at the ends of its lines',
    );
  }
}
