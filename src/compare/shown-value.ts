import { createHash } from 'node:crypto';
import { isObject, type Json } from '../util/json.ts';
import { type FieldPath, fieldPattern, matchesField } from './field-path.ts';

/** Fields whose values are never shown, because they can be secrets. */
const HIDDEN = ['spec.containers.*.env.*', 'spec.containers.*.env.*.value'].map(fieldPattern);
/** Containers have environment variables. */
const CONTAINER = fieldPattern('spec.containers.*');
/** Fields that are too long to be shown: their digests say whether two are the same. */
const DIGESTS = ['io.katacontainers.config.hypervisor.cc_init_data', 'io.katacontainers.config.agent.policy'];
const CREDENTIAL = /(?:pass(?:word|wd|phrase)?|secret|token|credential|api-?key|private-?key|auth)/i;
const LONGEST = 160;

/** Returns the value as a report may show it; undefined if it may not. */
export function shownValue(path: FieldPath, value: Json | undefined): Json | undefined {
  if (value === undefined || HIDDEN.some((pattern) => matchesField(pattern, path))) return undefined;
  // Headers of probes can authenticate.
  if (path.includes('httpHeaders')) return undefined;
  if (matchesField(CONTAINER, path)) return isObject(value) ? { image: value.image ?? null } : undefined;
  if (DIGESTS.includes(String(path.at(-1)))) return digestOf(String(value));
  // Arguments of programs can contain passwords.
  if ((path.at(-1) === 'args' || path.at(-1) === 'command') && Array.isArray(value))
    return shortened(value.map(withoutCredential));
  return shortened(value);
}

/** Hides the value of `--password=…` and the word after `--password`, and what follows the user in an address. */
function withoutCredential(argument: Json, index: number, all: readonly Json[]): Json {
  const text = String(argument);
  const before = index > 0 ? String(all[index - 1]) : '';
  if (/^-/.test(before) && !before.includes('=') && CREDENTIAL.test(before)) return '…';
  const [, name] = /^([^=]*)=/.exec(text) ?? [];
  if (name !== undefined && CREDENTIAL.test(name)) return `${name}=…`;
  return text.replace(/(\/\/[^/\s:@]*:)[^@\s/]+@/g, '$1…@');
}

function shortened(value: Json): Json {
  const text = JSON.stringify(value);
  if (text.length <= LONGEST) return value;
  return `${text.slice(0, LONGEST)}… (${digestOf(text)})`;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** A value in a sentence: text as it is, everything else as JSON. */
export function inWords(value: Json): string {
  return typeof value === 'string'
    ? value
    : isObject(value) || Array.isArray(value)
      ? JSON.stringify(value)
      : String(value);
}
