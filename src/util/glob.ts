/** One step of a compiled glob. `folders` is any number of whole folders with their slash; `many` any number of characters. */
export type GlobStep = { kind: 'one' | 'many'; matches(character: string): boolean } | { kind: 'folders' };

/**
 * True if the steps match the whole text. All positions that the steps can be in are followed at once, so time is bounded by the
 * product of text and steps, whatever the pattern is.
 */
export function matchesGlob(steps: readonly GlobStep[], text: string): boolean {
  let active = new Set<number>([0]);
  /** `folders` steps in the middle of a folder's name. */
  let within = new Set<number>();
  skip(steps, active);
  for (const character of text) {
    const nextActive = new Set<number>();
    const nextWithin = new Set<number>();
    for (const index of active) {
      const step = steps[index];
      if (step === undefined) continue;
      if (step.kind === 'folders') enter(index, character, nextActive, nextWithin);
      else if (step.matches(character)) nextActive.add(step.kind === 'many' ? index : index + 1);
    }
    for (const index of within) enter(index, character, nextActive, nextWithin);
    skip(steps, nextActive);
    [active, within] = [nextActive, nextWithin];
  }
  return active.has(steps.length);
}

/** Reads a character inside a `folders` step: after a slash the folders may end. */
function enter(index: number, character: string, active: Set<number>, within: Set<number>): void {
  within.add(index);
  if (character === '/') active.add(index + 1);
}

/** Adds the steps that follow those which may match nothing. */
function skip(steps: readonly GlobStep[], active: Set<number>): void {
  for (const index of active) {
    const step = steps[index];
    if (step !== undefined && step.kind !== 'one') active.add(index + 1);
  }
}
