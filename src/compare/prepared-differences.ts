import { CONTRAST_PREFIX } from '../contrast/annotations.ts';
import { INJECTED_CONTAINERS } from '../contrast/confidential-workload.ts';
import { GENERATED_ANNOTATIONS } from '../contrast/generated-annotations.ts';
import { IMAGE_STORE_VOLUME, SECRETS_PATH, SECRETS_VOLUME } from '../contrast/reserved-names.ts';
import { readRuntimeClass } from '../contrast/runtime-class.ts';
import type { JsonObject } from '../util/json.ts';
import { type Difference, differencesOf } from './differences.ts';
import { itemName } from './field-path.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';

/**
 * Returns the differences between a prepared workload and a live pod (`isPod`) or pod template. If the file was not generated, what
 * `contrast generate` adds is not a difference. A missing policy is not one either, since it is a finding by itself.
 */
export function preparedDifferences(
  { resource: { kind }, claimTemplates, template, isGenerated }: PreparedWorkload,
  live: JsonObject,
  isPod: boolean,
): Difference[] {
  return differencesOf(template, live, { kind, claimTemplates, isPod }).filter(
    (difference) => !isMissingPolicy(difference) && (isGenerated || !isOfGenerate(difference)),
  );
}

function isMissingPolicy({ path, actual }: Difference): boolean {
  return actual === undefined && GENERATED_ANNOTATIONS.includes(String(path.at(-1)));
}

/** True for what `contrast generate` adds (Contrast source, mutators of generate). */
function isOfGenerate({ path, expected, actual }: Difference): boolean {
  const last = path.at(-1);
  if (expected !== undefined)
    return last === 'runtimeClassName' && isPlaceholderOf(String(expected), String(actual));
  if (path[0] === 'metadata')
    return /^io\.katacontainers\./.test(String(last)) || String(last).startsWith(CONTRAST_PREFIX);
  const name = typeof last === 'object' ? itemName(last) : '';
  switch (path.at(-2)) {
    case 'initContainers':
    case 'containers':
      return INJECTED_CONTAINERS.has(name);
    case 'volumes':
      return name === SECRETS_VOLUME || name === IMAGE_STORE_VOLUME;
    case 'volumeMounts':
      return name === SECRETS_PATH;
    default:
      // --calculate-pod-memory
      return path[1] === 'resources';
  }
}

/** True for a class that `contrast generate` writes in the place of a placeholder. */
function isPlaceholderOf(placeholder: string, name: string): boolean {
  const [wanted, found] = [readRuntimeClass(placeholder), readRuntimeClass(name)];
  if (found.kind !== 'versioned' && found.kind !== 'insecure') return false;
  if (wanted.kind === 'default' || wanted.kind === 'aks') return true;
  if (wanted.kind === 'insecure') return found.kind === 'insecure';
  return wanted.kind === 'specific' && name.startsWith(placeholder);
}
