#!/usr/bin/env node
// Writes what catalogues of KRM functions read, from function-config/schema.json and package.json:
// function-config/krm-function-definition.yaml and function-config/metadata.yaml. With --check only tells whether they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const schema = JSON.parse(readFileSync('function-config/schema.json', 'utf8'));
const { name, version, description, license } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The registry is that of whoever publishes the image. */
const image = `registry.example.com/${name}:v${version}`;

const same = (keyword) => (value) => ({ [keyword]: value });
const none = () => ({});

/** What becomes of each keyword. */
const KEYWORDS = {
  ...Object.fromEntries(
    [
      ...['type', 'description', 'enum', 'default', 'required'],
      ...['pattern', 'minimum', 'minItems', 'minLength'],
    ].map((keyword) => [keyword, same(keyword)]),
  ),
  const: (value) => ({ enum: [value] }),
  examples: ([example]) => ({ example }),
  properties: (parts) => ({ properties: mapValues(parts, openApi) }),
  additionalProperties: (part) => ({ additionalProperties: typeof part === 'object' ? openApi(part) : part }),
  items: (part) => ({ items: openApi(part) }),
  anyOf: (parts) => ({ anyOf: parts.map(openApi) }),
  ...Object.fromEntries(
    ['$schema', 'title', 'format', 'x-expected', 'propertyNames', 'definitions'].map((keyword) => [
      keyword,
      none,
    ]),
  ),
};

/** Keywords that only one type has. */
const ONLY = {
  pattern: 'string',
  minLength: 'string',
  minimum: 'integer',
  items: 'array',
  minItems: 'array',
};

/** Kubernetes, KEP-2906: a function described as a CustomResourceDefinition describes a resource. */
const definition = {
  apiVersion: 'config.kubernetes.io/v1alpha1',
  kind: 'KRMFunctionDefinition',
  metadata: { name },
  spec: {
    group: 'prepare-contrast.dev',
    names: { kind: schema.properties.kind.const },
    description,
    tags: ['mutator', 'validator'],
    versions: [
      {
        name: schema.properties.apiVersion.const.split('/')[1],
        schema: { openAPIV3Schema: openApi(schema) },
        idempotent: true,
        license,
        runtime: { container: { image, network: false }, exec: { path: name } },
      },
    ],
  },
};

/** The form that kpt's catalogue of functions uses. */
const metadata = { image, description, tags: ['mutator', 'validator'], license };

const stale = [
  write('function-config/krm-function-definition.yaml', definition),
  write('function-config/metadata.yaml', metadata),
].some(Boolean);
if (stale && process.argv.includes('--check')) {
  console.error('what function-config says to catalogues is stale: run npm run docs and commit it');
  process.exitCode = 1;
}

/** Writes a file unless only asked to check; tells whether it differed. */
function write(file, content) {
  const head =
    '# Made by `npm run docs` from schema.json and package.json. Put your own registry in place of registry.example.com.\n';
  const text = head + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else return readFileSync(file, 'utf8') !== text;
}

/**
 * A part of the schema in the dialect of OpenAPI 3.0, which has neither references into definitions nor constants nor
 * several types at once nor conditions on keys. What is left out there the program still checks.
 */
function openApi({ $ref, ...own }) {
  if ($ref) return openApi({ ...lookUp($ref), ...own });
  const parts = {};
  for (const [keyword, value] of Object.entries(own)) {
    if (!Object.hasOwn(KEYWORDS, keyword)) throw new Error(`schema.json: what is ${keyword} in OpenAPI?`);
    Object.assign(parts, KEYWORDS[keyword](value));
  }
  const type = parts.type ?? typeOf(parts.enum);
  if (type !== undefined) parts.type = type;
  return Array.isArray(parts.type) ? severalTypes(parts) : parts;
}

function severalTypes({ type: types, ...parts }) {
  const of = (chosen) =>
    Object.fromEntries(Object.entries(parts).filter(([keyword]) => ONLY[keyword] === chosen));
  return { ...of(undefined), anyOf: types.map((type) => ({ type, ...of(type) })) };
}

/** The type of all the values, where they have one. */
function typeOf(values) {
  const types = new Set(values?.map((value) => typeof value));
  return types.size === 1 ? [...types][0] : undefined;
}

function lookUp(reference) {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce((part, key) => part[key], schema);
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
