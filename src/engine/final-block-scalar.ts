import type { Input, Resource } from '../manifest/types.ts';
import type { Result } from '../rules/result.ts';
import type { Path } from '../yaml/access.ts';
import type { TextEdit } from '../yaml/edit/text-edit.ts';
import { type Node, type ScalarNode, slotsOf } from '../yaml/node.ts';

/**
 * Keeps the value of a block scalar that ends a file without a final line break (YAML 1.2.2, §8.1.1.2: without it, clipping and keeping
 * have no line break to keep). If an edit adds lines after it, its value would gain one, so its header changes to strip it: `|` to `|-`.
 */
export function keepFinalBlockScalar(
  { text, resources, unparsed, list }: Input,
  textEdits: readonly TextEdit[],
): { textEdit: TextEdit; result: Result } | undefined {
  const isExtended = textEdits.some((edit) => edit.start === text.length && (edit.text !== '' || edit.more));
  if (!isExtended) return undefined;
  let last: { resource: Resource | undefined; scalar: ScalarNode; path: Path } | undefined;
  // Both lists are in the order of the text; the head of a list is the rest of its document.
  for (const resource of [resources.at(-1), unparsed.at(-1), undefined]) {
    const root = resource ? resource.document.root : list?.head.root;
    const found = root && lastScalar(root, []);
    if (found && (!last || found.scalar.end > last.scalar.end)) last = { resource, ...found };
  }
  if (last?.scalar.style !== 'block' || last.scalar.end < text.trimEnd().length) return undefined;
  const { start } = last.scalar;
  const header = /^[|>][-+0-9]*/.exec(text.slice(start, start + 4))![0];
  if (header.includes('-')) return undefined;
  const stripped = `${header.replace('+', '')}-`;
  return {
    textEdit: { start, end: start + header.length, text: stripped, depth: 0 },
    result: {
      rule: 'final-line-break',
      severity: 'warning',
      message: `changed the block scalar header ${header} at the end of the file to ${stripped}, because parsers disagree on the value of a block scalar without a final line break: kubectl adds one, kustomize and kpt do not`,
      changed: true,
      currentValue: last.scalar.value,
      proposedValue: withoutBreaks(last.scalar.value),
      ...(last.resource && { resource: last.resource, path: pathIn(last.resource, last.path) }),
    },
  };
}

function withoutBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

/** The path from the resource's root, of one from the root of its document. */
function pathIn({ base, document }: Resource, path: Path): Path {
  return path.slice(base.length - document.base.length);
}

/** The scalar that ends last in the text of a node as it was read, with its path. */
function lastScalar(node: Node, path: Path): { scalar: ScalarNode; path: Path } | undefined {
  if (node.kind === 'scalar') return { scalar: node, path };
  if (node.kind === 'alias') return undefined;
  const slots = node.original ?? slotsOf(node);
  const last = slots.at(-1);
  const key = last?.key?.value ?? slots.length - 1;
  return last && lastScalar(last.originalValue ?? last.value, [...path, key]);
}
