import { usageCommand } from '../../../src/cli/memory-usage/index.ts';
import { readArguments } from '../../../src/cli/parse-args.ts';
import { type Ran, type RunOptions, runCommand } from '../../support/run-command.ts';

/** 2026-11-30T12:00:00Z, in seconds since 1970: the time of all queries. */
export const NOW = 1_796_040_000;

/** Runs `usage` in this process at a fixed time, without waiting. */
export function runUsage(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran & { waits: number[] }> {
  const waits: number[] = [];
  const clock = {
    now: () => NOW * 1000,
    sleep: async (wait: number) => {
      waits.push(wait);
    },
  };
  return runCommand(options, (terminal) =>
    usageCommand(readArguments(['usage', ...args], terminal.environment), terminal, clock),
  ).then((ran) => ({ ...ran, waits }));
}
