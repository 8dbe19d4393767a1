// Writes the table of fields that genpolicy parses (src/contrast/genpolicy/structs.ts) from a checkout of kata-containers:
// node scripts/genpolicy-fields.mjs CHECKOUT [--tag TAG ...]
// Reads files with `git show`, so a bare repository works. Without --tag it takes every release tag from 3.8.0 on.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TABLE = fileURLToPath(new URL('../src/contrast/genpolicy/structs.ts', import.meta.url));
const SOURCES = 'src/tools/genpolicy/src';
/** The Kata version of the first Contrast release that runs on bare metal. */
const FIRST = [3, 8, 0];
/** Longer lines are broken as the formatter breaks them (biome.json). */
const LINE_WIDTH = 110;

/** The content of the table for some tags of a checkout; all releases from 3.8.0 on by default. */
export function tableOf(checkout, tags = releaseTags(checkout)) {
  const versions = tags.map((tag) => ({
    tag,
    commit: git(checkout, 'rev-list', '-n', '1', tag).trim().slice(0, 12),
    schema: schemaOf(rustFiles(checkout, tag)),
  }));
  return print(versions);
}

function git(checkout, ...args) {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', checkout, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function releaseTags(checkout) {
  return git(checkout, 'tag')
    .split('\n')
    .filter((tag) => /^\d+\.\d+\.\d+$/.test(tag) && compare(numbers(tag), FIRST) >= 0)
    .sort((a, b) => compare(numbers(a), numbers(b)));
}

function numbers(tag) {
  return tag.split('.').map(Number);
}

function compare(a, b) {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Texts by the hash that git has for them: most files are the same in many releases. */
const texts = new Map();

/** Rust files by module name. */
function rustFiles(checkout, tag) {
  const files = {};
  for (const line of git(checkout, 'ls-tree', tag, `${SOURCES}/`).split('\n')) {
    const [, hash, module] = /^\S+ blob (\S+)\t.*\/(\w+)\.rs$/.exec(line) ?? [];
    if (module === undefined) continue;
    if (!texts.has(hash)) texts.set(hash, git(checkout, 'cat-file', 'blob', hash));
    files[module] = texts.get(hash);
  }
  return files;
}

/**
 * The kinds that genpolicy reads with their structs, and every struct they reach.
 * @param files - Rust sources by module name; `yaml` dispatches on the kind
 */
export function schemaOf(files) {
  const types = new Map();
  for (const [module, text] of Object.entries(files)) {
    for (const type of typesIn(text)) types.set(`${module}::${type.name}`, { ...type, module });
  }
  const kinds = {};
  const dispatch = /"(\w+)" => \{\s*let \w+: (\w+)::(\w+)\s*=\s*serde_ignored::deserialize/g;
  for (const [, kind, module, name] of files.yaml.matchAll(dispatch)) {
    // A List holds other objects, which are read one by one.
    if (kind !== 'List') kinds[kind] = `${module}::${name}`;
  }
  const structs = new Map();
  const reach = (key) => {
    if (structs.has(key)) return;
    structs.set(key, []);
    structs.set(key, fieldsOf(key, { files, types, reach }));
  };
  for (const key of Object.values(kinds)) reach(key);
  return named(kinds, structs);
}

/** Structs under their own name, with their module where two have the same. */
function named(kinds, structs) {
  const shortName = (key) => key.split('::')[1];
  const shared = [...structs.keys()].map(shortName).filter((name, index, all) => all.indexOf(name) !== index);
  const nameOf = (key) => {
    const [module, name] = key.split('::');
    // The pod's own types keep their name.
    return shared.includes(name) && module !== 'pod' ? pascal(module) + name : name;
  };
  const rename = (type) => type.replace(/\w+::\w+/, nameOf);
  return {
    kinds: Object.fromEntries(Object.entries(kinds).map(([kind, key]) => [kind, nameOf(key)])),
    structs: Object.fromEntries(
      [...structs].map(([key, fields]) => [
        nameOf(key),
        fields.map((field) => ({ ...field, type: rename(field.type) })),
      ]),
    ),
  };
}

function pascal(module) {
  return module.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
}

/** Structs and enums of a Rust file: name, serde attributes, and the text between the braces. */
function typesIn(source) {
  const text = withoutComments(source);
  const found = [];
  const header = /((?:#\[[^\n]*\]\s*)*)(?:pub(?:\([^)]*\))? )?(struct|enum) (\w+)\s*\{/g;
  for (const match of text.matchAll(header)) {
    const start = match.index + match[0].length;
    found.push({
      name: match[3],
      form: match[2],
      serde: serdeOptions(match[1]),
      body: text.slice(start, closingBrace(text, start)),
    });
  }
  return found;
}

function withoutComments(source) {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

function closingBrace(text, start) {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw new Error('a Rust type has no end');
}

/** Options of all `#[serde(…)]` in the text: name and, if any, value. */
function serdeOptions(attributes) {
  const options = {};
  for (const [, list] of attributes.matchAll(/#\[serde\((.*?)\)\]/gs))
    for (const [, name, value] of list.matchAll(/(\w+)(?:\s*=\s*"([^"]*)")?/g)) options[name] = value ?? true;
  return options;
}

/** Serde options that change what is accepted and are not understood here must not pass unseen. */
const FIELD_OPTIONS = ['skip_serializing_if', 'skip', 'skip_deserializing', 'rename', 'default', 'flatten'];
const TYPE_OPTIONS = ['rename_all', 'default', 'untagged'];

function rejectUnknown(options, known, where) {
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${where}: unknown serde option ${unknown.join(', ')}`);
}

/** Fields that a struct accepts, in the order of the source: name, type, and whether a value is required. */
function fieldsOf(key, context) {
  const type = context.types.get(key);
  if (!type) throw new Error(`unknown type ${key}`);
  rejectUnknown(type.serde, TYPE_OPTIONS, key);
  const fields = [];
  const declaration = /^\s*((?:#\[[^\]]*\]\s*)*)(?:pub(?:\([^)]*\))? )?(?:r#)?(\w+):\s*(.+?)\s*$/s;
  for (const part of splitFields(type.body)) {
    const [, attributes, rustName, rustType] = declaration.exec(part) ?? [];
    if (rustName === undefined) throw new Error(`${key}: not a field: ${part}`);
    const serde = serdeOptions(attributes);
    rejectUnknown(serde, FIELD_OPTIONS, `${key}.${rustName}`);
    if (serde.skip || serde.skip_deserializing) continue;
    const { text, isOptional } = typeOf(rustType, type.module, context);
    if (serde.flatten) {
      fields.push(...fieldsOf(text, context));
      continue;
    }
    const name = serde.rename ?? inCase(rustName, type.serde.rename_all);
    const required = !isOptional && !serde.default && !type.serde.default;
    fields.push({ name, type: text, required });
  }
  return fields;
}

/** The declarations of a struct: commas inside of brackets do not end one. */
function splitFields(body) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= body.length; at++) {
    const character = body[at] ?? ',';
    if ('<([{'.includes(character)) depth++;
    else if ('>)]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      parts.push(body.slice(start, at));
      start = at + 1;
    }
  }
  return parts.filter((part) => part.trim() !== '');
}

function inCase(name, style) {
  if (style === undefined) return name;
  if (style === 'camelCase') return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  if (style === 'lowercase') return name.toLowerCase();
  if (style === 'kebab-case') return name.replaceAll('_', '-');
  throw new Error(`unknown rename_all: ${style}`);
}

const INTEGER = /^[iu](?:8|16|32|64)$/;

/**
 * A Rust type in the notation of the table: `string`, `bool`, an integer type, `any`, or the key of a struct, with `[]` for a
 * sequence and `{}` for a map of them.
 */
function typeOf(rust, module, context) {
  const [, outer, inner] = /^(?:\w+::)*(\w+)<(.*)>$/s.exec(rust) ?? [];
  if (outer === 'Option') return { text: typeOf(inner, module, context).text, isOptional: true };
  if (outer === 'Box') return typeOf(inner, module, context);
  if (outer === 'Vec') return { text: `${typeOf(inner, module, context).text}[]` };
  if (outer === 'BTreeMap' || outer === 'HashMap') {
    const [key, value] = inner.split(/,(.*)/s);
    if (key.trim() !== 'String') throw new Error(`a map with keys of type ${key}`);
    return { text: `${typeOf(value.trim(), module, context).text}{}` };
  }
  if (outer !== undefined) throw new Error(`unknown type ${rust}`);
  if (rust === 'String') return { text: 'string' };
  if (rust === 'bool' || INTEGER.test(rust)) return { text: rust };
  if (rust === 'serde_yaml::Value') return { text: 'any' };
  const key = keyOf(rust, module, context);
  const type = context.types.get(key);
  if (!type) throw new Error(`unknown type ${rust} in ${module}`);
  // What an enum accepts depends on its variants: names alone are text, all else is left open.
  if (type.form === 'enum') return { text: /[({]/.test(type.body) ? 'any' : 'string' };
  context.reach(key);
  return { text: key };
}

/** Module and name of a type that a file refers to as `module::Type`, as its own, or by `use crate::module::Type`. */
function keyOf(rust, module, { files, types }) {
  const [name, qualifier] = rust.split('::').reverse();
  if (qualifier !== undefined) return `${qualifier}::${name}`;
  if (types.has(`${module}::${name}`)) return `${module}::${name}`;
  const [, imported] = new RegExp(`use crate::(\\w+)::${name};`).exec(files[module]) ?? [];
  return `${imported}::${name}`;
}

/** The module: every struct once, with the versions that a field is limited to. */
function print(versions) {
  const last = versions.length - 1;
  const structs = new Map();
  for (const [index, { schema }] of versions.entries()) {
    for (const [name, fields] of Object.entries(schema.structs)) {
      if (!structs.has(name)) structs.set(name, { indexes: [], fields: new Map() });
      const struct = structs.get(name);
      struct.indexes.push(index);
      for (const field of fields) {
        const text = `${field.name}${field.required ? '!' : ':'}${field.type}`;
        if (!struct.fields.has(text)) struct.fields.set(text, []);
        struct.fields.get(text).push(index);
      }
    }
  }
  const kinds = versions[last].schema.kinds;
  for (const { tag, schema } of versions)
    if (JSON.stringify(schema.kinds) !== JSON.stringify(kinds)) throw new Error(`${tag} reads other kinds`);
  const range = (indexes, all) => {
    const [from, to] = [indexes[0], indexes.at(-1)];
    if (to - from + 1 !== indexes.length) throw new Error('a field that came back');
    const since = from === all[0] ? '' : versions[from].tag;
    const until = to === all.at(-1) ? '' : `-${versions[to].tag}`;
    return since || until ? `@${since}${until}` : '';
  };
  const lines = [...structs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { indexes, fields }]) => {
      const texts = [...fields].map(([text, own]) => text + range(own, indexes));
      const value = `'${texts.sort().join(' ')}',`;
      const line = `  ${name}: ${value}`;
      return line.length > LINE_WIDTH ? `  ${name}:\n    ${value}` : line;
    });
  const entries = Object.entries(kinds).map(([kind, struct]) => `  ${kind}: '${struct}',`);
  const sources = versions.map(({ tag, commit }) => ` *   ${tag} ${commit}`);
  return `/**
 * What genpolicy parses, by its structs. Generated by scripts/genpolicy-fields.mjs from the sources of Kata Containers; not edited by hand.
 * Releases and commits that it was read from:
${sources.join('\n')}
 */

/** The struct that each kind is read as. */
export const KIND_STRUCTS: Readonly<Record<string, string>> = {
${entries.join('\n')}
};

/**
 * Fields of each struct, as \`name:type\`, or \`name!type\` where a value is required. \`[]\` is a list and \`{}\` a map of the type. \`@A-B\`: from
 * Kata release A to release B, either may be absent.
 */
export const STRUCTS: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`;
}

function main([checkout, ...rest]) {
  if (checkout === undefined || checkout.startsWith('-')) {
    console.error('usage: node scripts/genpolicy-fields.mjs CHECKOUT [--tag TAG ...]');
    return 2;
  }
  const tags = rest.flatMap((argument, index) => (rest[index - 1] === '--tag' ? [argument] : []));
  writeFileSync(TABLE, tableOf(checkout, tags.length > 0 ? tags : undefined));
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
