import { type GlobStep, matchesGlob } from '../util/glob.ts';

/** A pattern that excludes files; paths are relative to the folder of the pattern, with slashes. */
export interface IgnoreRule {
  steps: readonly GlobStep[];
  foldersOnly: boolean;
  /** `!pattern`: includes again what an earlier pattern excluded. */
  takesBack: boolean;
}

/**
 * Parses the patterns of a `.krmignore` file (kpt, "Package: .krmignore") or of `--ignore`, in the syntax of `.gitignore`: `*` and
 * `?` within one name, `**` across folders, `[…]`, a final `/` for folders only, a slash elsewhere or at the beginning for paths from
 * this folder, `!` to include again, `#` for comments.
 */
export function parseIgnore(text: string): IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = withoutTrailingSpace(line);
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const takesBack = trimmed.startsWith('!');
    const glob = takesBack ? trimmed.slice(1) : trimmed;
    const foldersOnly = glob.endsWith('/');
    const bare = foldersOnly ? glob.slice(0, -1) : glob;
    const steps = stepsOf(bare.replace(/^\//, ''));
    return [{ steps: bare.includes('/') ? steps : [FOLDERS, ...steps], foldersOnly, takesBack }];
  });
}

/** Spaces at the end count only after a backslash. */
function withoutTrailingSpace(line: string): string {
  const trimmed = line.trimEnd();
  return trimmed.endsWith('\\') && trimmed.length < line.length ? line.slice(0, trimmed.length + 1) : trimmed;
}

/** The parts of a pattern: stars, `?`, `[…]` with classes such as `[:digit:]`, an escaped character, plain text. */
const PART = /\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?(?:\[:\w+:\]|[^\]])*\]|\\.|./gs;

const FOLDERS: GlobStep = { kind: 'folders' };
const isInName = (character: string) => character !== '/';
const only = (expected: string): GlobStep => ({
  kind: 'one',
  matches: (character) => character === expected,
});

/** Compiles a pattern. Of two `**\/` in a row one is enough. */
function stepsOf(glob: string): GlobStep[] {
  return [...glob.matchAll(PART)].flatMap(([part]): GlobStep[] => {
    if (part === '**/') return [FOLDERS];
    if (part === '/**') return [only('/'), { kind: 'many', matches: () => true }];
    if (part.startsWith('*')) return [{ kind: 'many', matches: isInName }];
    if (part === '?') return [{ kind: 'one', matches: isInName }];
    if (part.startsWith('[') && part.length > 1) return [{ kind: 'one', matches: classOf(part) }];
    return [only(part.length === 2 && part.startsWith('\\') ? part.slice(1) : part)];
  });
}

const CLASSES: Record<string, string> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  xdigit: 'A-Fa-f0-9',
};

/** Compiles `[…]`, which no slash matches; an invalid class, such as `[z-a]`, matches nothing. */
function classOf(part: string): (character: string) => boolean {
  const [, not = '', members = ''] = /^\[([!^]?)(.*)\]$/s.exec(part) ?? [];
  const inside = members.replace(/\[:(\w+):\]|[\\[\]]/g, (found, name) => CLASSES[name] ?? `\\${found}`);
  try {
    const pattern = new RegExp(`^[${not && '^'}${inside}]$`, 'su');
    return (character) => character !== '/' && pattern.test(character);
  } catch {
    return () => false;
  }
}

/** The patterns of one file or of the command line. */
export interface IgnoreLevel {
  /** The folder that their paths are relative to: '' or with a slash at its end. */
  prefix: string;
  rules: readonly IgnoreRule[];
}

/** The last matching pattern wins; later levels take precedence. */
export function isIgnored(path: string, isFolder: boolean, levels: readonly IgnoreLevel[]): boolean {
  for (const { prefix, rules } of [...levels].reverse()) {
    const inside = path.slice(prefix.length);
    const rule = rules.findLast(
      ({ steps, foldersOnly }) => (isFolder || !foldersOnly) && matchesGlob(steps, inside),
    );
    if (rule) return !rule.takesBack;
  }
  return false;
}
