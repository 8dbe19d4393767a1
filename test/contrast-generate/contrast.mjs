#!/usr/bin/env node
// Stands for the CLI of Contrast, whose `generate` needs images from registries: does with files what is known of it from
// its source and documentation, and makes up hashes and policies. It walks the given paths for .yaml and .yml, takes those
// that hold the text "contrast-cc" and fails where there is none, wants --reference-values and exactly one Coordinator,
// injects the initializer, puts the versioned RuntimeClass and the policy into each pod, writes the files anew (without
// their comments), keeps settings, rules, cache, keys and manifest in the folder that it runs in, and talks on both streams.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, loadAll } from 'js-yaml';

/** It passes over all others (Contrast documentation, Policies). */
const WORKLOADS = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
];

const [command, ...args] = process.argv.slice(2);
if (command !== 'generate') fail(`unknown command "${command}" for "contrast"`);
const paths = [];
let platform;
while (args.length > 0) {
  const argument = args.shift();
  if (argument === '--reference-values') platform = args.shift();
  else if (argument.startsWith('--reference-values='))
    platform = argument.slice('--reference-values='.length);
  else if (argument.startsWith('-')) fail(`unknown flag: ${argument}`);
  else paths.push(argument);
}
if (platform === undefined) fail('required flag(s) "reference-values" not set');

const files = paths.flatMap(walk).filter((path) => /\.ya?ml$/.test(path));
if (files.length === 0) fail('no .yml/.yaml files found');
const marked = files.filter((path) => readFileSync(path, 'utf8').includes('contrast-cc'));
if (marked.length === 0) fail("no .yml/.yaml files with 'contrast-cc' runtime found");

const policies = {};
let coordinators = 0;
for (const path of marked) {
  const objects = loadAll(readFileSync(path, 'utf8')).map(patched);
  writeFileSync(path, objects.map((object) => dump(object)).join('---\n'));
}
console.log('✔️ Patched targets');
for (const name of [
  'settings.json',
  'rules.rego',
  'layers-cache.json',
  'workload-owner.pem',
  'seedshare-owner.pem',
]) {
  if (!existsSync(name)) writeFileSync(name, `${name}\n`);
}
console.log('✔️ Generated workload policy annotations');
if (coordinators !== 1) fail(`expected exactly one Coordinator, found ${coordinators}`);
console.error('level=WARN msg="made up for a test"');
writeFileSync('manifest.json', `${JSON.stringify({ Policies: policies }, null, 2)}\n`);
console.log('✔️ Updated manifest manifest.json');

function walk(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => walk(join(path, name)));
}

function patched(object) {
  if (!WORKLOADS.includes(object?.kind)) return object;
  const template =
    object?.kind === 'Pod' ? object : (object?.spec?.jobTemplate?.spec ?? object?.spec)?.template;
  const pod = template?.spec;
  if (!/^(contrast-cc|kata-cc-isolation)/.test(pod?.runtimeClassName ?? '')) return object;
  template.metadata ??= {};
  template.metadata.annotations ??= {};
  const { annotations } = template.metadata;
  const isCoordinator = annotations['contrast.edgeless.systems/pod-role'] === 'coordinator';
  if (isCoordinator) coordinators++;
  const hash = createHash('sha256').update(platform).digest('hex').slice(0, 8);
  pod.runtimeClassName = `contrast-cc-${platform.toLowerCase()}-${hash}`;
  const known = (pod.initContainers ?? []).some(({ name }) => name === 'contrast-initializer');
  if (!isCoordinator && !known) {
    const image = `ghcr.io/edgelesssys/contrast/initializer@sha256:${'1'.repeat(64)}`;
    const resources = { requests: { memory: '50Mi' } };
    const initializer = { name: 'contrast-initializer', image, resources };
    pod.initContainers = [initializer, ...(pod.initContainers ?? [])];
    pod.volumes = [...(pod.volumes ?? []), { name: 'contrast-secrets', emptyDir: {} }];
  }
  delete annotations['io.katacontainers.config.agent.policy'];
  const policy = Buffer.from(`package agent_policy # ${JSON.stringify(pod)}`).toString('base64');
  annotations['io.katacontainers.config.agent.policy'] = policy;
  policies[createHash('sha256').update(policy).digest('hex')] = { SANs: [object.metadata.name] };
  return object;
}

function fail(message) {
  console.error(`Error: ${message}`);
  process.exit(3);
}
