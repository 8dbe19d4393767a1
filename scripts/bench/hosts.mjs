// Measures what users wait for: runs of the hosts with the program, and the same runs with `cat` in its place, for 10 charts and 10
// kustomizations of 1 to 200 resources. The output of each run with the program is checked.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { executableOf, targetHere } from '../release/targets.mjs';
import { WORKLOAD } from './edits.mjs';
import { documents } from './inputs.mjs';
import { measure, median } from './measure.mjs';

const COUNTS = [1, 2, 5, 10, 20, 35, 50, 75, 100, 200];

/** Returns for each host and form of the program the median of the time that it adds to a run, in seconds. */
export function measureHosts(rounds = 5) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-hosts-'));
  try {
    return hosts()
      .filter(({ binary }) => existsSync(binary))
      .flatMap((host) => measureHost(host, folder, rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hosts() {
  return [
    { title: 'Helm 3', binary: resolve('.tools/bin/helm-3'), command: helm3 },
    { title: 'kustomize 5', binary: resolve('.tools/bin/kustomize-5'), command: kustomize },
  ];
}

function measureHost({ title, binary, command }, folder, rounds) {
  const forms = programs(folder);
  const added = new Map(forms.map(({ title }) => [title, []]));
  const output = join(folder, 'output');
  for (const count of COUNTS) {
    const taken = new Map(['cat', ...added.keys()].map((name) => [name, []]));
    const commands = [{ title: 'cat', path: '/bin/cat' }, ...forms].map((form) => ({
      ...form,
      command: [
        binary,
        ...command(join(folder, `${title}-${count}-${form.title}`.replaceAll(' ', '-')), count, form),
      ],
    }));
    for (let round = 0; round < rounds; round++) {
      for (const form of commands) {
        taken.get(form.title).push(measure(form.command, '/dev/null', output).seconds);
        const isPrepared = readFileSync(output, 'utf8').includes('runtimeClassName: contrast-cc');
        if (isPrepared !== (form.title !== 'cat'))
          throw new Error(`${title} with ${form.title} did not run it`);
      }
    }
    for (const [name, seconds] of added) seconds.push(median(taken.get(name)) - median(taken.get('cat')));
  }
  return [...added].map(([program, seconds]) => ({ host: title, program, seconds: median(seconds) }));
}

/** The program as hosts call it: with Node, and the executable where a release was made. */
function programs(folder) {
  const target = targetHere();
  const executable = target && resolve(`dist/release/${executableOf(target)}`);
  return [
    {
      title: 'Node',
      path: script(folder, 'node', `exec ${process.execPath} ${resolve('dist/prepare-contrast.cjs')} "$@"`),
    },
    ...(executable && statSync(executable, { throwIfNoEntry: false })
      ? [{ title: 'executable', path: executable }]
      : []),
  ];
}

function script(folder, name, line) {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
  return file;
}

const SPEC =
  'spec: {platform: Metal-QEMU-SNP, images: {sizes: [{image: "registry.example.com/app:1.0", compressed: 10Mi}]}}';
const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\n`;

/** The first object is a workload, so that each input has one. */
function objects(count) {
  const all = documents(1000);
  const workload = all.find((text) => WORKLOAD.test(text));
  return [workload, ...all.filter((text) => text !== workload)].slice(0, count).join('---\n');
}

function helm3(chart, count, { title, path }) {
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'templates/all.yaml'), objects(count));
  const config = join(chart, 'prepare-contrast.yaml');
  writeFileSync(config, `${CONFIGURATION}${SPEC}\n`);
  const args =
    title === 'cat'
      ? []
      : ['post-render', '--config', config].flatMap((one) => ['--post-renderer-args', one]);
  return ['template', 'bench', chart, '--post-renderer', path, ...args];
}

function kustomize(folder, count, { path }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'all.yaml'), objects(count));
  const annotation = `metadata:\n  name: prepare-contrast\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ${path}}\n`;
  writeFileSync(join(folder, 'function.yaml'), `${CONFIGURATION}${annotation}${SPEC}\n`);
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [all.yaml]\ntransformers: [function.yaml]\n');
  return ['build', '--enable-alpha-plugins', '--enable-exec', folder];
}
