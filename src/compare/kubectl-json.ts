import type { Json } from '../util/json.ts';
import type { Node, ScalarNode } from '../yaml/node.ts';
import { integerOf, plainTypeOf } from '../yaml/plain-type.ts';
import { jsonOf } from '../yaml/to-json.ts';

/**
 * Converts a node to what kubectl sends to the API server: plain scalars as YAML 1.1 reads them (sigs.k8s.io/yaml).
 * @throws PreparationError if nesting or aliases exceed a limit.
 */
export function kubectlJson(node: Node): Json {
  return jsonOf(node, scalarOf);
}

function scalarOf({ value, style, tag }: ScalarNode): Json {
  if (style !== 'plain' || tag !== undefined) return value;
  switch (plainTypeOf(value)) {
    case 'null':
      return null;
    case 'bool':
      return /^(?:y|yes|true|on)$/i.test(value);
    case 'int': {
      const integer = integerOf(value);
      return Number.isSafeInteger(integer) ? integer : value;
    }
    case 'float': {
      const number = Number(value.replaceAll('_', ''));
      return Number.isFinite(number) ? number : value;
    }
    default:
      return value;
  }
}
