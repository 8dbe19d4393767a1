import { Random } from '../../fuzz/random.ts';

/** What makes a manifest hard to read alike, by what it does to it. */
export const ODDITIES = [
  // The objects
  'a key twice',
  'a merge key',
  'decoys in data',
  'decoys in comments',
  'items in an object of another kind',
  'kind at the end',
  'letter case of the kind',
  'lists in lists',
  'merges in merges',
  'mirror pods',
  'no type',
  'null in place of a map',
  'owners in name only',
  'two merge keys',
  'typed lists',
  'List',
  'ResourceList',
  // Keys and scalars
  'aliases',
  'anchors',
  'block scalars',
  'block scalars with an indentation indicator',
  'base64',
  'escapes',
  'explicit keys',
  'keys without a colon',
  'quotes',
  'quotes over lines',
  'tags',
  'plain text on the next line',
  // Collections and space
  'flow style over lines',
  'flow style after the marker',
  'gaps after dashes',
  'missing values in flow style',
  'no space after a colon',
  'objects that are indented',
  'spaces',
  'tabs',
  // The text as a whole
  'byte order marks',
  'carriage returns',
  'carriage returns alone',
  'directives',
  'document markers',
  'JSON',
  'JSON that is none',
  'line separators',
] as const;

export type Oddity = (typeof ODDITIES)[number];

/** Who writes a manifest: one with a few habits, of which a seed repeats each use. */
export class Author {
  readonly random: Random;
  readonly #habits = new Set<Oddity>();

  constructor(seed: number) {
    this.random = new Random(seed);
    for (let count = this.random.pick([1, 1, 2, 2, 3, 4, 6, 10]); count > 0; count--)
      this.#habits.add(this.random.pick(ODDITIES));
  }

  has(habit: Oddity): boolean {
    return this.#habits.has(habit);
  }

  /** Whether the author gives in to a habit here. */
  does(habit: Oddity, probability: number): boolean {
    return this.#habits.has(habit) && this.random.chance(probability);
  }

  /** A new anchor's name. */
  anchor(): string {
    return `a${this.random.below(10_000)}`;
  }
}
