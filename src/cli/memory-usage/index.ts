import { setTimeout } from 'node:timers/promises';
import { measuredMemory } from '../../config/build-settings.ts';
import { rejectContentBelow, writeOwnObjectFile } from '../../files/own-object-file.ts';
import type { WorkloadUsageSpec } from '../../generated/usage-types.ts';
import { openHttp } from '../../http/open.ts';
import { Secrets } from '../../http/redact.ts';
import type { Sleep } from '../../http/retry.ts';
import { formatObjectName } from '../../kubernetes/object-name.ts';
import { uncoveredUse } from '../../memory-usage/check.ts';
import { readKrr } from '../../memory-usage/krr.ts';
import { readKubectlTop } from '../../memory-usage/kubectl-top.ts';
import { byTitle, type Measurement } from '../../memory-usage/measurement.ts';
import { Prometheus } from '../../memory-usage/prometheus/client.ts';
import { formatTime, measureInPrometheus } from '../../memory-usage/prometheus/measure.ts';
import { formatUsage, readUsageFile, type UsageFile } from '../../memory-usage/usage-file.ts';
import { readVpa } from '../../memory-usage/vpa.ts';
import { type WantedWorkload, workloadsOf } from '../../memory-usage/workloads.ts';
import { PreparationError, reworded } from '../../util/errors.ts';
import { groupBy } from '../../util/group-by.ts';
import { joinWords } from '../../util/join-words.ts';
import { pluralize } from '../../util/plural.ts';
import { decodeSource } from '../../yaml/decode.ts';
import { readFile } from '../configuration-file.ts';
import { showFoundConfiguration } from '../find-configuration.ts';
import { measuredManifests, readMeasuringConfiguration } from '../manifest-input.ts';
import type { Arguments } from '../parse-args.ts';
import type { Terminal } from '../terminal.ts';
import { type PrometheusInput, type UsageOptions, usageOptions } from './options.ts';
import { preparedLimits } from './prepared-limits.ts';
import { containerLines } from './summary.ts';

const DEFAULT_FILE = 'memory-usage.yaml';

/** Time and waiting, which tests replace. */
export interface Clock {
  /** In ms since 1970. */
  now(): number;
  sleep: Sleep;
}

const CLOCK: Clock = { now: Date.now, sleep: (milliseconds) => setTimeout(milliseconds) };

/**
 * `usage PATH… --prometheus URL`: the command that queries monitoring. Writes the measured memory of containers to a file for
 * `memory.usageFrom`. Returns the exit code: 1 if `--check` finds a limit that does not cover the measured use.
 * @throws PreparationError if nothing can be measured; the file is then unchanged.
 */
export async function usageCommand(given: Arguments, terminal: Terminal, clock = CLOCK): Promise<number> {
  const options = usageOptions(given, terminal.environment);
  const { source } = options;
  const isPiped = given.words.length === 0 || given.words.includes('-');
  if (source.kind !== 'prometheus' && source.file === '-' && isPiped)
    throw new PreparationError(
      'usage-conflict',
      'usage: stdin has the measured memory, so name the files or folders of the manifests',
    );
  const { text, input } = measuredManifests(given, terminal, given.namespace);
  const { kinds, usageFile } = readMeasuringConfiguration(given, input);
  if (!given.quiet) showFoundConfiguration(given, terminal);
  const workloads = workloadsOf(input, kinds);
  if (workloads.length === 0)
    throw new PreparationError(
      'workloads-missing',
      'the manifests contain no named object with pods; name files or folders, or pipe manifests in',
    );
  const output = options.output ?? usageFile ?? DEFAULT_FILE;
  const file = output === '-' ? undefined : readUsageFile(output);
  if (file && !options.check) rejectContentBelow(output, file);

  const measurement = await measure(workloads, options, given, terminal, clock);
  const warn = (warning: string) => terminal.writeMessage(`warning: ${warning}\n`);
  measurement.warnings.forEach(warn);
  const isConfigured = given.config !== undefined || input.list?.functionConfig !== undefined;
  const work = {
    isUsed: output === usageFile,
    given,
    terminal,
    text,
    isConfigured,
    output,
    file,
    workloads,
    measured: measurement.workloads,
    warn,
  };
  return options.check ? check(work) : save(work);
}

interface Work {
  given: Arguments;
  terminal: Terminal;
  /** The manifests. */
  text: string;
  isConfigured: boolean;
  /** True if the configuration names the file. */
  isUsed: boolean;
  /** Path of the file, or `-`. */
  output: string;
  file: UsageFile | undefined;
  workloads: readonly WantedWorkload[];
  measured: WorkloadUsageSpec[];
  warn(warning: string): void;
}

/** @throws PreparationError if the source has no data for the workloads. */
async function measure(
  workloads: readonly WantedWorkload[],
  { source }: UsageOptions,
  { namespace = '' }: Arguments,
  terminal: Terminal,
  clock: Clock,
): Promise<Measurement> {
  const seconds = Math.floor(clock.now() / 1000);
  const time = formatTime(seconds);
  let measurement: Measurement;
  if (source.kind === 'prometheus')
    measurement = await queryServer(workloads, source, seconds, terminal, clock);
  else {
    const text = source.file === '-' ? terminal.readInput().text : textOf(source.file);
    if (source.kind === 'vpa') measurement = named(source.file, () => readVpa(text, workloads, time));
    else if (source.kind === 'krr') measurement = readKrr(text, workloads, time);
    else measurement = readKubectlTop(text, workloads, { namespace, time });
  }
  if (measurement.workloads.length === 0)
    throw new PreparationError(
      'measurement-missing',
      `${source.kind === 'prometheus' ? source.url.host : source.file} has no data for ${joinWords(workloads.map(formatObjectName))}; check that names and namespaces are those of the cluster${source.kind === 'prometheus' ? `, and the metric ${source.metric}` : ''}`,
    );
  return measurement;
}

function textOf(file: string): string {
  return named(file, () => decodeSource(readFile(file)).text);
}

/** Adds the name of the file to errors. */
function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw reworded(error, (message) => `${file}: ${message}`);
  }
}

async function queryServer(
  workloads: readonly WantedWorkload[],
  source: PrometheusInput,
  time: number,
  terminal: Terminal,
  clock: Clock,
): Promise<Measurement> {
  const { url, authorization, tenant, timeout, metric, window, matchers, parallel } = source;
  const secrets = new Secrets();
  for (const secret of authorization?.secrets ?? []) secrets.add(secret);
  const { certificateFiles } = source;
  const http = openHttp({ certificateFiles, environment: terminal.environment, secrets, timeout });
  const said = new Set<string>();
  const warn = (text: string) => said.add(secrets.redact(`${url.host}: ${text}`));
  const server = new Prometheus({
    ...{ url, http, tenant, timeout, warn },
    authorization: authorization?.header,
    sleep: clock.sleep,
  });
  try {
    const query = (text: string, at: number) => server.query(text, at);
    const found = await measureInPrometheus(workloads, { metric, window, time, matchers, parallel, query });
    return { ...found, warnings: [...said, ...found.warnings] };
  } catch (error) {
    throw reworded(error, (message) => secrets.redact(message));
  } finally {
    http.close();
  }
}

function check({ given, terminal, text, isConfigured, output, file, measured }: Work): number {
  const limits = preparedLimits(text, { given, terminal, usageFile: file && output, isConfigured });
  const differences = uncoveredUse(limits, measuredMemory(measured), measuredMemory(file?.workloads));
  for (const difference of differences.sort()) terminal.writeOutput(`${difference}\n`);
  const isSound = differences.length === 0;
  if (!given.quiet)
    terminal.writeMessage(
      isSound
        ? 'the memory limits cover the measured use\n'
        : `the memory limits do not cover the measured use: run prepare-contrast usage without --check, and review ${output}\n`,
    );
  return isSound ? 0 : 1;
}

/** Replaces the entries of the measured workloads, keeps those of others in the manifests, and removes the rest. */
function save({ isUsed, given, terminal, output, file, workloads, measured, warn }: Work): number {
  const ofMeasured = entriesByWorkload(measured);
  const ofFile = entriesByWorkload(file?.workloads ?? []);
  const kept = new Set<WorkloadUsageSpec>();
  for (const workload of workloads) {
    const own = ofMeasured(workload);
    if (own.length > 0) {
      reportGaps(workload, own, warn);
      continue;
    }
    const before = ofFile(workload);
    for (const entry of before) kept.add(entry);
    const times = joinWords(before.map(({ time }) => time));
    warn(
      `${formatObjectName(workload)} was not measured${before.length > 0 ? `: its ${before.length === 1 ? 'entry' : 'entries'} of ${times} ${before.length === 1 ? 'is' : 'are'} kept` : ''}`,
    );
  }
  const entries = [...measured, ...kept].sort(byTitle);
  if (output === '-') terminal.writeOutput(formatUsage(entries));
  else writeOwnObjectFile(output, formatUsage(entries, file?.head));
  if (given.quiet) return 0;
  terminal.writeMessage(containerLines(measured));
  if (output === '-') return 0;
  terminal.writeMessage(`wrote ${output}: ${pluralize(entries.length, 'workload')}\n`);
  if (!isUsed)
    terminal.writeMessage(
      `set memory: {usageFrom: ${output}} in the configuration to use it, or add the file to the items\n`,
    );
  return 0;
}

/** Looks up entries by workload; without a namespace on one side, the namespaces of the other side match. */
function entriesByWorkload(entries: readonly WorkloadUsageSpec[]) {
  const keyOf = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`;
  const groups = groupBy(entries, keyOf);
  return (wanted: WantedWorkload): WorkloadUsageSpec[] =>
    (groups.get(keyOf(wanted)) ?? []).filter(
      ({ namespace = '' }) => namespace === '' || wanted.namespace === '' || namespace === wanted.namespace,
    );
}

function reportGaps(
  workload: WantedWorkload,
  entries: readonly WorkloadUsageSpec[],
  warn: (warning: string) => void,
): void {
  const title = formatObjectName(workload);
  const namespaces = entries.map(({ namespace = '' }) => namespace);
  if (namespaces.length > 1)
    warn(
      `${title} was measured in the namespaces ${joinWords(namespaces)}, and the largest figures apply; choose one with --namespace`,
    );
  const names = new Set(entries.flatMap(({ containers }) => containers.map(({ name }) => name)));
  const missing = workload.containers.filter((name) => !names.has(name));
  if (missing.length > 0) warn(`${title}: nothing was measured for ${joinWords(missing)}`);
}
