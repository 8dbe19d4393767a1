/** Kubernetes, names of volumes and containers: DNS labels of at most this many characters. */
const MAX_LENGTH = 63;

/** A DNS label made of `text` that is not among `taken`: lower case, other characters as hyphens, with a number appended if needed. */
export function uniqueName(text: string, taken: ReadonlySet<string>): string {
  const base = trim(text.toLowerCase().replace(/[^a-z0-9]+/g, '-')) || 'volume';
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = trim(base.slice(0, MAX_LENGTH - suffix.length)) + suffix;
    if (!taken.has(name)) return name;
  }
}

function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === '-') start++;
  while (end > start && text[end - 1] === '-') end--;
  return text.slice(start, end);
}
