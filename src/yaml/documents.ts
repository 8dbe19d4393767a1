/** Where a document of a stream begins and ends; its `---` line and directives belong to it. */
export interface Boundary {
  start: number;
  end: number;
}

/**
 * The documents of a YAML stream. A line that begins with `---` or `...` is a marker wherever it stands: YAML allows
 * neither at the start of a line inside of any scalar (YAML 1.2.2, §9.1.2 "forbidden content").
 */
export function boundariesOf(text: string): Boundary[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (const match of text.matchAll(/^(?:(?:%[^\n]*\n)*---(?=[\s]|$)|\.\.\.(?=\s|$)[^\n]*\n?)/gm)) {
    const start = match[0].startsWith('...') ? match.index + match[0].length : match.index;
    if (start > starts.at(-1)!) starts.push(start);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** What an object says it is. */
export interface TypeAtAGlance {
  apiVersion: string;
  kind: string;
}

/** Characters that at the left edge leave doubt: quotes, `<<`, `?`, `{`, `[`, `&`, `!`, `*`, `%`, `|`, `>`. */
const DOUBTFUL = new Set([...`"'<?{[&!*%|>`].map((character) => character.charCodeAt(0)));

/**
 * The apiVersion and kind of the object in `start`…`end` where one line each at the left edge says them beyond doubt;
 * undefined otherwise. Quoted keys, merge keys, explicit keys and flow style leave doubt.
 */
export function typeAtAGlance(text: string, start: number, end: number): TypeAtAGlance | undefined {
  const found: Partial<Record<'apiVersion' | 'kind', string>> = {};
  let lineStart = start;
  while (lineStart < end) {
    const next = text.indexOf('\n', lineStart);
    const lineEnd = next === -1 || next > end ? end : next;
    const first = text.charCodeAt(lineStart);
    if (DOUBTFUL.has(first)) return undefined;
    if (first === HYPHEN && !/^---[ \t\r]*$/.test(text.slice(lineStart, lineEnd))) return undefined;
    if (
      (first === SMALL_A && text.startsWith('apiVersion', lineStart)) ||
      (first === SMALL_K && text.startsWith('kind', lineStart))
    ) {
      const match = /^(apiVersion|kind):[ \t]+([A-Za-z][\w./-]*)[ \t]*(?:#.*)?\r?$/.exec(
        text.slice(lineStart, lineEnd),
      );
      const key = match?.[1] as keyof typeof found | undefined;
      if (!key || found[key] !== undefined) return undefined;
      found[key] = match![2]!;
    }
    lineStart = lineEnd + 1;
  }
  const { apiVersion, kind } = found;
  return apiVersion !== undefined && kind !== undefined ? { apiVersion, kind } : undefined;
}

const HYPHEN = '-'.charCodeAt(0);
const SMALL_A = 'a'.charCodeAt(0);
const SMALL_K = 'k'.charCodeAt(0);
