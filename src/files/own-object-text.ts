import { API_VERSION } from '../config/document.ts';
import { describeMemory, UNIT } from '../kubernetes/quantity.ts';
import { printable } from '../util/text.ts';

/** Formats the text above `spec` of a new file. No host applies the object to a cluster. */
export function ownHead(comment: string, kind: string, name: string): string {
  return `# ${comment}
apiVersion: ${API_VERSION}
kind: ${kind}
metadata:
  name: ${name}
  annotations:
    config.kubernetes.io/local-config: "true"
`;
}

/** Formats the lines of a map as an item of a list. */
export function listItem(lines: readonly string[], indent: string): string[] {
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`);
}

/** Formats a number of bytes with a comment, because it is hard to read. */
export function bytesText(bytes: number): string {
  return `${bytes} # ${describeMemory(BigInt(bytes) * UNIT)}`;
}

/** Omits quotes if every YAML parser reads the same text without them. */
export function plainScalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isPlain =
    /^[/a-zA-Z][\w./@-]*(?::[\w./@-]+)*$/.test(value) &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  // Uses escapes that YAML supports too, because values declared by an image may also be shown on a terminal.
  return isPlain ? value : printable(JSON.stringify(value));
}
