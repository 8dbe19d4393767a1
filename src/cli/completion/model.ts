import type { Command } from '../parse-args.ts';

/** All names that shells complete, and what can follow each. */
export interface Completions {
  commands: { name: Command; text: string; words: Words }[];
  flags: CompletedFlag[];
}

export interface CompletedFlag {
  /** Including the dashes. */
  name: string;
  /** Including the dash. */
  short?: string | undefined;
  text: string;
  /** Empty if every command accepts it. */
  commands: readonly Command[];
  /** Values of the flag; absent for switches. */
  value?: Words;
}

/** The flags that a command accepts; `krm` is the run without a command. */
export function flagsOf(flags: readonly CompletedFlag[], command: Command): CompletedFlag[] {
  return flags.filter((flag) => flag.commands.length === 0 || flag.commands.includes(command));
}

/** The long and the short form as a pattern of a shell. */
export function namesOf({ name, short }: CompletedFlag): string {
  return short === undefined ? name : `${name}|${short}`;
}

/** File names, a fixed set of words, or text without completion. */
export type Words = 'files' | 'any' | readonly string[];

/** The first sentence, shortened for a list. */
export function brief(text: string): string {
  const [first = ''] = text.split(/(?<=[.;:])\s/);
  const plain = first.replace(/[.;:]$/, '').replaceAll('`', '');
  return plain.length <= 72 ? plain : `${plain.slice(0, 71).replace(/\s+\S*$/, '')}…`;
}
