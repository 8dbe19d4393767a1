import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostTest } from '../../hosts/programs.ts';

/** One series: labels with the name of the metric, and samples with their times in seconds since 1970. */
export interface Series {
  metric: string;
  labels: Readonly<Record<string, string>>;
  samples: readonly (readonly [time: number, value: number])[];
}

/** A Prometheus server on a free port of this machine. */
export interface RealPrometheus {
  url: string;
  folder: string;
  /** The history in OpenMetrics format. */
  history: string;
  stop(): void;
}

/** A test against Prometheus, with promtool to import its history, openssl for certificates and python3 for hashes of passwords. */
export function prometheusTest(title: string, body: () => Promise<void>): void {
  hostTest(['prometheus', 'promtool', 'openssl', 'python3'], title, body);
}

/** Starts a server with a history that promtool imports. `web` is its web configuration. */
export async function startPrometheus(
  series: readonly Series[],
  web: (folder: string) => object = () => ({}),
): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const [history, data] = [join(folder, 'history.txt'), join(folder, 'data')];
  writeFileSync(history, openMetrics(series));
  mkdirSync(data);
  // One block instead of one for each two hours.
  const import_ = ['tsdb', 'create-blocks-from', '--max-block-duration=2000h', 'openmetrics', history, data];
  execFileSync('promtool', import_, { stdio: ['ignore', 'ignore', 'inherit'] });
  // Prometheus reads YAML, of which JSON is a part.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ global: {} }));
  writeFileSync(join(folder, 'web.yml'), JSON.stringify(web(folder)));
  const program = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--web.config.file=${join(folder, 'web.yml')}`,
      `--storage.tsdb.path=${data}`,
      // The history is older than the default of 15 days when the fixed time of the tests has passed.
      '--storage.tsdb.retention.time=100y',
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stop = () => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { url: await ready(program), folder, history, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** OpenMetrics requires the samples of a metric together, and those of a series in order. */
function openMetrics(series: readonly Series[]): string {
  const lines: string[] = [];
  for (const metric of new Set(series.map((one) => one.metric))) {
    lines.push(`# TYPE ${metric} gauge`);
    for (const { labels, samples } of series.filter((one) => one.metric === metric)) {
      const names = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      for (const [time, value] of samples) lines.push(`${metric}{${names.join(',')}} ${value} ${time}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

/** The server says in its log where it listens, and when it is ready. */
function ready(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    program.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const [, host] = /msg="Listening on" address=(127\.0\.0\.1:\d+)/.exec(log) ?? [];
      const isReady = log.includes('Server is ready to receive web requests');
      if (host !== undefined && isReady)
        resolve(`${log.includes('TLS is enabled') ? 'https' : 'http'}://${host}`);
    });
    program.on('error', reject);
    program.on('exit', () => reject(new Error(`prometheus does not start: ${log}`)));
  });
}
