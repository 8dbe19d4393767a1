import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { readMemoryUsage } from './memory-usage.ts';
import { type OwnSources, readSources } from './own-object.ts';

const NO_FILES = 'a KRM function cannot open files; add the MemoryUsage object of the file to the items';

/** Adds the measured use of a file and of items to `memory` of `spec` as `usage`, and removes `memory.usageFrom`. */
export function withUsage(spec: Json, given: OwnSources, place: string): { spec: Json; problems: Problem[] } {
  const { memory, ...rest } = isObject(spec) ? spec : {};
  const { usageFrom, ...others } = isObject(memory) ? memory : {};
  const noFiles: Problem = { code: 'usage-file-missing', message: `${place}: ${NO_FILES}` };
  const { contents, problems } = readSources(usageFrom, given, noFiles, readMemoryUsage);
  const usage = contents.flat() as unknown as JsonObject[];
  if (problems.length > 0 || (usageFrom === undefined && usage.length === 0)) return { spec, problems };
  return { spec: { ...rest, memory: { ...others, usage } }, problems };
}
