import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { executableOf, targetHere } from '../release/targets.mjs';

const RIVALS = resolve('scripts/bench/rivals');
const script = (name) => () => [process.execPath, join(RIVALS, name)];

/**
 * Who is measured, ours first. `inputs` and `forms`: what it can read, by default both inputs as a list; `most`: the largest number of resources that it can be asked
 * for in reasonable time; `checked: false`: it makes no edits.
 */
export function rivals(folder) {
  return [
    {
      id: 'ours',
      isOurs: true,
      title: 'prepare-contrast',
      forms: ['list', 'items first', 'json', 'stream'],
      command: (_file, form) => [
        process.execPath,
        'dist/prepare-contrast.cjs',
        ...argumentsFor(form, folder),
      ],
    },
    ...executable(folder),
    {
      id: 'empty',
      title: 'Node and nothing else (`node -e 0`)',
      most: 1,
      checked: false,
      command: () => [process.execPath, '-e', '0'],
    },
    {
      id: 'copy',
      title: 'plain copy through Node',
      forms: ['list', 'items first', 'json', 'stream'],
      checked: false,
      command: script('copy.mjs'),
    },
    { id: 'json', title: 'JSON.parse and JSON.stringify', forms: ['json'], command: script('json.mjs') },
    { id: 'js-yaml', title: 'js-yaml (loses comments)', most: 10000, command: script('js-yaml.mjs') },
    { id: 'yaml', title: 'yaml (keeps comments)', most: 10000, command: script('yaml.mjs') },
    {
      id: 'kpt-functions',
      title: 'kpt-functions SDK (loses comments)',
      most: 10000,
      command: script('kpt-functions.mjs'),
    },
    ...kustomize(folder),
    ...go(),
  ];
}

/** The same without Node, where a release was made since the program was last built. */
function executable(folder) {
  const target = targetHere();
  const file = target && `dist/release/${executableOf(target)}`;
  const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!file || time(file) < time('dist/program.cjs')) return [];
  return [
    {
      id: 'executable',
      isOurs: true,
      title: 'prepare-contrast without Node',
      forms: ['list', 'items first', 'json', 'stream'],
      most: 10000,
      command: (_file, form) => [file, ...argumentsFor(form, folder)],
    },
  ];
}

/** A stream has no configuration in it. */
function argumentsFor(form, folder) {
  return form === 'stream' ? ['--config', configFile(folder)] : [];
}

function configFile(folder) {
  const file = join(folder, 'config.yaml');
  const sizes = '[{image: "registry.example.com/app:1.0", compressed: 10Mi}]';
  writeFileSync(
    file,
    `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\nspec: {platform: Metal-QEMU-SNP, images: {sizes: ${sizes}}}\n`,
  );
  return file;
}

/** kustomize with patches that make the same edits; it cannot copy a limit, so the patches name the value. */
function kustomize(folder) {
  const binary = '.tools/bin/kustomize-5';
  if (!existsSync(binary)) return [];
  const patch = (kind, base) =>
    `- target: {kind: ${kind}}\n  patch: |-\n    - {op: add, path: ${base}/runtimeClassName, value: contrast-cc}\n    - {op: replace, path: ${base}/containers/0/resources/requests/memory, value: 128Mi}\n`;
  const patches = [
    patch('Deployment', '/spec/template/spec'),
    patch('StatefulSet', '/spec/template/spec'),
    patch('CronJob', '/spec/jobTemplate/spec/template/spec'),
  ].join('');
  const build = join(folder, 'kustomize');
  mkdirSync(build);
  return [
    {
      id: 'kustomize',
      title: 'kustomize with patches',
      inputs: ['made'],
      forms: ['stream'],
      most: 1000,
      stdin: false,
      command(file) {
        copyFileSync(file, join(build, 'all.yaml'));
        writeFileSync(join(build, 'kustomization.yaml'), `resources: [all.yaml]\npatches:\n${patches}`);
        return [binary, 'build', build];
      },
    },
  ];
}

/** Programs on the libraries that Go functions are written with, where Go is there to build them. */
function go() {
  if (spawnSync('go', ['version']).status !== 0) return [];
  const built = resolve('.tools/bench');
  execFileSync('go', ['build', '-o', `${built}/`, './yamlv3', './kyaml'], {
    cwd: join(RIVALS, 'go'),
    stdio: 'inherit',
  });
  return [
    { id: 'kyaml', title: 'Go, kustomize/kyaml', most: 10000, command: () => [`${built}/kyaml`] },
    { id: 'yaml.v3', title: 'Go, yaml.v3', most: 10000, command: () => [`${built}/yamlv3`] },
  ];
}
