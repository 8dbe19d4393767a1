/** Name and namespace of an object. */
export interface NameAtAGlance {
  name: string;
  namespace: string | undefined;
}

/** The lines below a `metadata:` at the left edge: indented, blank or comments. */
const METADATA = /^metadata:[ \t]*(?:#[^\n]*)?\r?\n((?:(?: +[^\n]*|[ \t]*#[^\n]*|[ \t]*\r?)\n)*)/m;
/** A value in plain or quoted style that is a name for every reader. */
const WORD = /^[ \t]+(?:"([\w.-]+)"|'([\w.-]+)'|([a-z][\w.-]*))[ \t]*(?:[ \t]#[^\n]*)?\r?$/;

/**
 * The name and namespace of the object whose text is given, where lines in block style right below `metadata:` say them
 * beyond doubt; undefined otherwise. Objects with much content, as ConfigMaps are, need not be parsed for it.
 */
export function nameAtAGlance(text: string): NameAtAGlance | undefined {
  const metadata = METADATA.exec(text);
  const lines = metadata?.[1] ?? '';
  const indent = /^( +)[^\s#]/m.exec(lines)?.[1];
  if (!metadata || indent === undefined || text.includes('\nmetadata', metadata.index + 1)) return undefined;
  const found: Partial<Record<'name' | 'namespace', string>> = {};
  for (const [, key, value] of lines.matchAll(
    new RegExp(`^${indent}([^\\s#][^:\\n]*)(?::([^\\n]*))?$`, 'gm'),
  )) {
    // Quoted keys, merge keys and whatever else is no plain word leave doubt.
    if (!/^[A-Za-z]+$/.test(key!)) return undefined;
    if (key !== 'name' && key !== 'namespace') continue;
    const [, double, single, plain] = WORD.exec(value ?? '') ?? [];
    const word = double ?? single ?? plain;
    if (word === undefined || plain === 'null' || found[key] !== undefined) return undefined;
    found[key] = word;
  }
  return found.name === undefined ? undefined : { name: found.name, namespace: found.namespace };
}
