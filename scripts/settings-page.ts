// The page on settings, from function-config/schema.json and the table of settings that is generated from it.
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { dottedName, environmentName, kebabName } from '../src/config/assignments.ts';
import { API_VERSION, KIND } from '../src/config/document.ts';
import { type Field, fields } from '../src/generated/fields.ts';

/** The keywords of JSON Schema that the page reads. */
interface Schema {
  $ref?: string;
  description?: string;
  enum?: unknown[];
  type?: string | string[];
  examples?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  required?: string[];
}

const schema = JSON.parse(
  readFileSync(new URL('../function-config/schema.json', import.meta.url), 'utf8'),
) as Schema & { properties: { spec: Schema } };

/** The text of docs/settings.md. */
export function settingsPage(): string {
  const rows = fields.map((field) => {
    const name = dottedName(field);
    return `| [\`${name}\`](#${anchorOf(name)}) | ${defaultOf(field)} | ${firstSentence(field.description)} |`;
  });
  return `# Settings

Generated from [the schema](../function-config/schema.json) by \`npm run docs\`. Only \`platform\` is required. Settings are below \`spec\` of a
file:

\`\`\`yaml
apiVersion: ${API_VERSION}
kind: ${KIND}
metadata:
  name: prepare-contrast
spec:
  platform: Metal-QEMU-SNP
\`\`\`

\`check\`, \`files\`, \`sizes\`, \`usage\` and \`policy\` find the file \`prepare-contrast.yaml\` beside the manifests or in a folder above, up to the root of the
repository. Without a command, and with \`post-render\`, the configuration is the one that \`--config FILE\` names or that the host passes. Every setting is also a flag, an environment
variable and, with its dotted name, a key of a ConfigMap. Flags override the environment, which overrides the file. As a flag, a variable or
a key of a ConfigMap, lists and maps are YAML text. \`prepare-contrast help settings\` shows the same list.

| setting | default | what it does |
| --- | --- | --- |
${rows.join('\n')}

${fields.map(sectionOf).join('\n\n')}
`;
}

function sectionOf(field: Field): string {
  const name = dottedName(field);
  const parts = [
    `## ${name}`,
    field.description,
    `${isDescribed(field) ? '' : `Default: ${defaultOf(field)}. `}${valuesOf(field)}Flag \`--${kebabName(field)}\`, variable \`${environmentName(field)}\`.`,
    `\`\`\`yaml\n${stringify(exampleOf(field), { lineWidth: 0 }).trimEnd()}\n\`\`\``,
    ...keyTables(field),
  ];
  return parts.join('\n\n');
}

/** The example of a setting in its place below \`spec\`. */
export function exampleOf({ path, example }: Field): unknown {
  return path.reduceRight<unknown>((value, key) => ({ [key]: value }), example);
}

function valuesOf(field: Field): string {
  return field.enum ? `One of ${field.enum.map((value) => `\`${value}\``).join(', ')}. ` : '';
}

function defaultOf({ path, default: preset }: Field): string {
  if (preset !== undefined) return `\`${JSON.stringify(preset).replaceAll('"', '')}\``;
  return path.join() === 'platform' ? 'required' : 'see below';
}

/** True if the description says what applies without the setting. */
function isDescribed({ description }: Field): boolean {
  return description.includes('Default: ');
}

/** Tables of the keys that the items of a list, or the values of a map, may have. */
function keyTables({ path }: Field): string[] {
  const leaf = path.reduce((part, key) => resolve(part).properties![key]!, schema.properties.spec);
  const { items, additionalProperties } = resolve(leaf);
  const value = items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  if (!value) return [];
  const entry = resolve(value);
  const withKeys = [entry, ...(entry.anyOf ?? [])].map(resolve).find(({ properties }) => properties);
  if (!withKeys) return [];
  const required = new Set(withKeys.required);
  const rows = Object.entries(withKeys.properties!).map(([key, part]) => {
    const { description, enum: values, examples } = resolve(part);
    const allowed = values ? ` One of ${values.map((one) => `\`${String(one)}\``).join(', ')}.` : '';
    const example = examples ? `\`${JSON.stringify(examples[0])}\`` : '';
    return `| \`${key}\`${required.has(key) ? ', required' : ''} | ${cell(`${description ?? ''}${allowed}`)} | ${example} |`;
  });
  const what = items ? 'Keys of an entry' : 'Keys of a value, if it is a map';
  return [`${what}:`, ['| key | meaning | example |', '| --- | --- | --- |', ...rows].join('\n')];
}

/** Follows a \`$ref\`; keywords next to it override. */
function resolve(part: Schema): Schema {
  if (part.$ref === undefined) return part;
  const { $ref, ...own } = part;
  const target = $ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], schema);
  return { ...resolve(target as Schema), ...own };
}

function firstSentence(text: string): string {
  return cell(text.split(/(?<=\.) /)[0]!);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\w-]/g, '');
}
