import assert from 'node:assert/strict';
import { type Limits, measure } from '../../../scripts/bench/measure.mjs';
import { toolTest } from '../../support/tools.ts';

const node = (script: string, limits?: Limits) =>
  measure([process.execPath, '-e', script], '/dev/null', '/dev/null', limits);

toolTest('python3', 'a run is measured', () => {
  const { seconds, cpuSeconds, mebibytes } = node('');
  assert.ok(
    seconds > 0 && cpuSeconds > 0 && mebibytes > 10,
    `${seconds} s, ${cpuSeconds} s, ${mebibytes} MiB`,
  );
});

toolTest('python3', 'only accepted exit codes are results', () => {
  node('process.exit(1)', { accepted: [0, 1] });
  assert.throws(() => node('process.exit(1)'), /failed with exit code 1 after/);
  const killed = 'process.kill(process.pid, "SIGKILL")';
  assert.throws(() => node(killed, { accepted: [0, 1] }), /was ended by signal 9 after/);
});

toolTest('python3', 'a run that does not end is ended', () => {
  const limits = { accepted: [0, 1], maxCpuSeconds: 1 };
  assert.throws(() => node('for (;;);', limits), /was ended by signal \d+ after/);
});
