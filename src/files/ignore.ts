/** Which files a run leaves alone; a path is relative to the folder that the patterns stand in, with slashes. */
export interface IgnoreRule {
  pattern: RegExp;
  foldersOnly: boolean;
  /** `!pattern`: what an earlier pattern left out is taken back. */
  takesBack: boolean;
}

/**
 * The patterns of a `.krmignore` file (kpt, "Package: .krmignore") or of `--ignore`, in the syntax of `.gitignore`: `*` and
 * `?` within one name, `**` across folders, `[…]`, a final `/` for folders alone, a slash elsewhere or at the beginning for paths from this
 * folder, `!` to take back, `#` for comments.
 */
export function parseIgnore(text: string): IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.replace(/(?<!\\)\s+$/, '');
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const takesBack = trimmed.startsWith('!');
    const glob = takesBack ? trimmed.slice(1) : trimmed;
    const foldersOnly = glob.endsWith('/');
    const bare = foldersOnly ? glob.slice(0, -1) : glob;
    const anywhere = bare.includes('/') ? '' : '(?:.*/)?';
    const pattern = new RegExp(`^${anywhere}${sourceOf(bare.replace(/^\//, ''))}$`);
    return [{ pattern, foldersOnly, takesBack }];
  });
}

/** What a pattern is made of: stars, `?`, `[…]` with classes such as `[:digit:]` in it, what a backslash stands before, plain text. */
const PART = /\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?(?:\[:\w+:\]|[^\]])*\]|\\.|[^*?[\\]+|[[\\]/g;

/** What a pattern means as a regular expression. */
function sourceOf(glob: string): string {
  return glob.replace(PART, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.length > 1) return classSource(part);
    return escaped(part.length === 2 && part.startsWith('\\') ? part.slice(1) : part);
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

/** `[…]` as a regular expression, which no slash fits; what makes no sense, such as `[z-a]`, fits nothing. */
function classSource(part: string): string {
  const [, not = '', members = ''] = /^\[([!^]?)(.*)\]$/s.exec(part) ?? [];
  const inside = members.replace(/\[:(\w+):\]|[\\[\]]/g, (found, name) => CLASSES[name] ?? `\\${found}`);
  const source = `(?!/)[${not && '^'}${inside}]`;
  try {
    new RegExp(source);
    return source;
  } catch {
    return '(?!)';
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The patterns of one file or of the command line. */
export interface IgnoreLevel {
  /** The folder that their paths are relative to: '' or with a slash at its end. */
  prefix: string;
  rules: readonly IgnoreRule[];
}

/** The last rule that knows the path decides; levels that count more come later. */
export function isIgnored(path: string, isFolder: boolean, levels: readonly IgnoreLevel[]): boolean {
  for (const { prefix, rules } of [...levels].reverse()) {
    const inside = path.slice(prefix.length);
    const rule = rules.findLast(
      ({ pattern, foldersOnly }) => (isFolder || !foldersOnly) && pattern.test(inside),
    );
    if (rule) return !rule.takesBack;
  }
  return false;
}
