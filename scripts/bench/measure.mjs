import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('measure.py', import.meta.url));

/** The CPU time after which a program that does not end is ended. */
const MAX_CPU_SECONDS = 300;

/**
 * Measures wall time and CPU time in seconds and peak RSS in MiB of one run with stdin and stdout as files. Python measures, because Node does not
 * expose the resource usage of one child. Extra certificates are removed: reading them adds 37 ms to every start of Node 20.
 * @throws Error if the exit status is not an accepted one, as after a signal, or after too much CPU time
 */
export function measure(command, stdin, stdout, { accepted = [0], maxCpuSeconds = MAX_CPU_SECONDS } = {}) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const args = [SCRIPT, String(maxCpuSeconds), stdin, stdout, ...command];
  const { stdout: answer, error, stderr } = spawnSync('python3', args, { env, encoding: 'utf8' });
  if (error) throw new Error(`python3 is needed to measure: ${error.message}`);
  if (!answer) throw new Error(stderr);
  const { status, ...measured } = JSON.parse(answer);
  if (accepted.includes(status)) return measured;
  const reason = status < 0 ? `was ended by signal ${-status}` : `failed with exit code ${status}`;
  throw new Error(`${command.join(' ')} ${reason} after ${measured.cpuSeconds.toFixed(1)} s of CPU time`);
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
