// What the README shows of a chart: the end of a run without configuration, and of one with the first settings that it suggests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLATFORM = 'Metal-QEMU-SNP';
const program = fileURLToPath(new URL('../src/start.ts', import.meta.url));
const chart = readFileSync(new URL('../test/charts/vault.yaml', import.meta.url), 'utf8');

/** The blocks of text in the README. @throws Error if the first three settings do not remove all errors, as the README says. */
export function readmeExample(): { before: string[]; after: string[] } {
  const first = messages('--platform', PLATFORM);
  const settings = first.slice(first.findIndex((line) => line.startsWith('Next steps')) + 1).slice(0, 3);
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    const file = join(folder, 'prepare-contrast.yaml');
    const head = ['apiVersion: prepare-contrast.dev/v1alpha1', 'kind: PrepareContrast', 'spec:'];
    writeFileSync(file, [...head, `  platform: ${PLATFORM}`, ...settings, ''].join('\n'));
    const second = messages('--config', file);
    const counts = second.findIndex((line) => line.startsWith('0 errors, '));
    if (counts === -1) throw new Error(`errors remain with ${settings.join(', ')}`);
    const end = second.findIndex((line) => line.startsWith('Next steps'));
    return {
      before: first.slice(first.findIndex((line) => line.startsWith('Workload '))),
      after: second.slice(counts, end),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines that the program prints on stderr. */
function messages(...args: string[]): string[] {
  const { stderr } = spawnSync(process.execPath, [...process.execArgv, program, ...args], {
    input: chart,
    encoding: 'utf8',
  });
  return stderr.trimEnd().split('\n');
}
