/** Name and namespace of an object, found without parsing it. */
export interface MetadataPeek {
  name: string;
  namespace: string | undefined;
}

/** `metadata:` without indentation, and the lines of its value: indented, empty or comments. */
const METADATA = /^metadata:[ \t]*(?:#[^\n]*)?\r?\n((?:(?: +[^\n]*|[ \t]*#[^\n]*|[ \t]*\r?)\n)*)/m;
/** A plain or quoted scalar that every parser reads as a string. */
const WORD = /^[ \t]+(?:"([\w.-]+)"|'([\w.-]+)'|([a-z][\w.-]*))[ \t]*(?:[ \t]#[^\n]*)?\r?$/;

/**
 * Returns the name and namespace of an object from the lines of its `metadata`; undefined if these are not in block style or leave any
 * doubt. Objects with long content, such as ConfigMaps, are not parsed for it.
 */
export function peekMetadata(text: string): MetadataPeek | undefined {
  const metadata = METADATA.exec(text);
  const lines = metadata?.[1] ?? '';
  const indent = /^( +)[^\s#]/m.exec(lines)?.[1];
  if (!metadata || indent === undefined || text.includes('\nmetadata', metadata.index + 1)) return undefined;
  const found: Partial<Record<'name' | 'namespace', string>> = {};
  for (const [, key, value] of lines.matchAll(
    new RegExp(`^${indent}([^\\s#][^:\\n]*)(?::([^\\n]*))?$`, 'gm'),
  )) {
    // Quoted keys, merge keys and everything else that is not a plain word leave doubt.
    if (!/^[A-Za-z]+$/.test(key!)) return undefined;
    if (key !== 'name' && key !== 'namespace') continue;
    const [, double, single, plain] = WORD.exec(value ?? '') ?? [];
    const word = double ?? single ?? plain;
    if (word === undefined || plain === 'null' || found[key] !== undefined) return undefined;
    found[key] = word;
  }
  return found.name === undefined ? undefined : { name: found.name, namespace: found.namespace };
}
