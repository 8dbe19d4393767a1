// Compares what this program predicts with what genpolicy does: prepares manifests with the settings that the run suggests, gives each Contrast workload to
// genpolicy, and lists those that it rejects without a finding, and those that it accepts despite an error.
//   npm run genpolicy -- --program GENPOLICY --settings FOLDER --image IMAGE [--insecure-registry HOST] FILE…
// FOLDER has genpolicy-settings.json and rules.rego. IMAGE replaces all images, so that genpolicy needs one registry only.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { KIND, ownObject } from '../src/config/document.ts';
import { type RunResult, run } from '../src/engine/run.ts';
import type { Step } from '../src/report/next-steps.ts';
import type { Result } from '../src/rules/result.ts';
import { SIZES_FILE } from '../src/rules/setting.ts';
import { PreparationError } from '../src/util/errors.ts';
import { isObject, type Json, type JsonObject } from '../src/util/json.ts';
import { suggestedSpec } from './suggested-settings.ts';

/** Rules whose errors are about the VM, or about what the verifiers of `contrast generate` reject after genpolicy. */
const NOT_OF_GENPOLICY = new Set([
  'host-namespaces',
  'host-path',
  'image-digest',
  'persistent-volume',
  'volume-type',
]);

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    program: { type: 'string' },
    settings: { type: 'string' },
    image: { type: 'string' },
    'insecure-registry': { type: 'string' },
  },
});
const { program, settings, image } = values;
if (!program || !settings || !image || files.length === 0)
  throw new Error('name --program, --settings, --image and at least one file');

const folder = mkdtempSync(join(tmpdir(), 'genpolicy-'));
const counts = { accepted: 0, rejected: 0, silent: 0, contradicted: 0 };
try {
  for (const file of files) judgeFile(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `${counts.accepted} workloads accepted and ${counts.rejected} rejected as predicted; ` +
    `${counts.silent} rejected without a finding, ${counts.contradicted} accepted despite an error`,
);
if (counts.silent + counts.contradicted > 0) process.exitCode = 1;

/** A file that the program rejects, as a template that was not rendered, is skipped by name. */
function judgeFile(file: string): void {
  try {
    for (const workload of workloadsOf(file)) judge(file, workload);
  } catch (error) {
    if (!(error instanceof PreparationError)) throw error;
    console.log(`${file}: skipped: ${error.message}`);
  }
}

interface Subject {
  object: JsonObject;
  podSpec: JsonObject;
  /** ConfigMaps and Secrets that the pod may use. */
  others: JsonObject[];
  findings: Result[];
}

/** The workloads of a file that are to run in confidential VMs, prepared, with what the program says about them. */
function workloadsOf(file: string): Subject[] {
  const text = readFileSync(file, 'utf8');
  const { output, results } = prepare(text, suggestedSpec(prepare(text, {}), isWanted));
  const objects = parseAllDocuments(output, { logLevel: 'error' }).flatMap((document) => {
    const value = withoutEmpty(document.toJS() as Json);
    return isObject(value) ? [value] : [];
  });
  const others = objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
  return objects.flatMap((object) => {
    const podSpec = podSpecOf(object);
    if (podSpec?.runtimeClassName !== 'contrast-cc') return [];
    const used = others.filter((other) => JSON.stringify(podSpec).includes(JSON.stringify(nameOf(other))));
    const isAbout = ({ resource }: Result) =>
      [object, ...used].some((one) => resource?.kind === one.kind && resource?.name === nameOf(one));
    const findings = results.filter((one) => !one.changed && one.severity !== 'info' && isAbout(one));
    return [{ object, podSpec, others: used, findings }];
  });
}

function prepare(text: string, spec: JsonObject): RunResult {
  return run(text, {
    configuration: ownObject(KIND, { platform: 'Metal-QEMU-SNP', ...spec }),
    allowEmpty: true,
  });
}

/** The settings that need no file. */
function isWanted({ settings }: Step): boolean {
  return settings.every(({ path }) => path !== SIZES_FILE.path);
}

/** `contrast generate` writes each object from its types, which leaves out null and empty lists. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([, child]) => child !== null && !(Array.isArray(child) && child.length === 0),
  );
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutEmpty(child)]));
}

function podSpecOf({ kind, spec }: JsonObject): JsonObject | undefined {
  if (kind === 'Pod') return isObject(spec) ? spec : undefined;
  const holder = kind === 'CronJob' ? within(spec, 'jobTemplate', 'spec') : spec;
  return within(holder, 'template', 'spec');
}

function within(value: Json | undefined, ...keys: string[]): JsonObject | undefined {
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  return isObject(value) ? value : undefined;
}

function nameOf({ metadata }: JsonObject): string {
  const { name, generateName } = isObject(metadata) ? metadata : {};
  return String(name ?? generateName);
}

function judge(file: string, subject: Subject): void {
  const { object, findings } = subject;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const title = `${file}: ${String(object.kind)} ${nameOf(object)}`;
  const complaint = complaintOf(subject);
  const claims = errors.filter(
    ({ rule, message }) => !NOT_OF_GENPOLICY.has(rule) && /contrast generate (fails|rejects)/.test(message),
  );
  if (complaint === undefined && claims.length > 0) {
    counts.contradicted++;
    console.log(`${title}: accepted, despite: ${claims.map(({ message }) => message).join('; ')}`);
  } else if (complaint !== undefined && findings.every(({ message }) => !/contrast generate/.test(message))) {
    counts.silent++;
    console.log(`${title}: rejected without a finding: ${complaint}`);
  } else counts[complaint === undefined ? 'accepted' : 'rejected']++;
}

/** What genpolicy says if it rejects the workload. */
function complaintOf({ object, podSpec, others }: Subject): string | undefined {
  for (const list of [podSpec.containers, podSpec.initContainers])
    for (const container of Array.isArray(list) ? list : [])
      if (isObject(container)) container.image = image!;
  const [workload, config] = [join(folder, 'workload.yaml'), join(folder, 'config.yaml')];
  writeFileSync(workload, JSON.stringify(object));
  writeFileSync(config, others.map((one) => JSON.stringify(one)).join('\n---\n'));
  const registry = values['insecure-registry'];
  const { status, stderr } = spawnSync(
    resolve(program!),
    [
      ...['--yaml-file', workload, '--rego-rules-path', resolve(settings!, 'rules.rego')],
      ...['--json-settings-path', resolve(settings!, 'genpolicy-settings.json')],
      ...(others.length > 0 ? ['--config-file', config] : []),
      ...(registry === undefined ? [] : ['--insecure-registry', registry]),
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, RUST_BACKTRACE: '0' } },
  );
  if (status === null) throw new Error(`${program} cannot be run`);
  return status === 0 ? undefined : stderr.trim().split('\n').slice(0, 3).join(' ');
}
