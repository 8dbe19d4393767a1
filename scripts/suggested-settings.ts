import type { RunResult } from '../src/engine/run.ts';
import { countFindings } from '../src/report/findings-count.ts';
import { type Step, stepsOf } from '../src/report/next-steps.ts';
import type { JsonObject } from '../src/util/json.ts';
import { loadYaml } from '../src/yaml/load.ts';

/** Returns the `spec` of a user who pastes the next steps of a run, all or those that are wanted. */
export function suggestedSpec(
  { results }: RunResult,
  isWanted: (step: Step) => boolean = () => true,
): JsonObject {
  const lines = stepsOf(countFindings(results))
    .filter(isWanted)
    .map(({ line }) => line);
  return (loadYaml(lines.join('\n')) ?? {}) as JsonObject;
}
