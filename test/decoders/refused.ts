// npm run refused -- FOLDER: of the manifests below a folder that kubectl's decoder reads, which ones the program rejects, and why.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/engine/run.ts';
import { PreparationError } from '../../src/util/errors.ts';
import { decodeSource } from '../../src/yaml/decode.ts';
import { hostPath } from '../hosts/programs.ts';

/** Files that one call of the decoders gets. */
const BATCH = 100;

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

/** The distinct texts below a folder, by the path of the first file with it. */
function distinctTexts(folder: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:ya?ml|json)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    if (!paths.has(text)) paths.set(text, path);
  }
  return paths;
}

/** Of each text, true if kubectl reads objects in all of it. */
function readByKubectl(texts: readonly string[]): boolean[] {
  const decoders = hostPath('the decoders of Kubernetes');
  const { status, stdout, stderr } = spawnSync(decoders, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(stderr);
  const views = JSON.parse(stdout) as { kubectl: { error?: string; objects: unknown[] } }[];
  return views.map(({ kubectl }) => kubectl.error === undefined && kubectl.objects.length > 0);
}

function refusal(path: string): string | undefined {
  try {
    run(decodeSource(readFileSync(path)), { configuration });
    return undefined;
  } catch (error) {
    if (error instanceof PreparationError) return error.message;
    throw error;
  }
}

const folder = process.argv[2] ?? process.env.CORPUS_DIR;
if (folder === undefined) throw new Error('name a folder, or set CORPUS_DIR');
const found = [...distinctTexts(folder)];
let [read, refused] = [0, 0];
for (let start = 0; start < found.length; start += BATCH) {
  const batch = found.slice(start, start + BATCH);
  const accepted = readByKubectl(batch.map(([text]) => text));
  for (const [index, [, path]] of batch.entries()) {
    if (!accepted[index]) continue;
    read++;
    const why = refusal(path);
    if (why === undefined) continue;
    refused++;
    console.log(`${path}: ${why}`);
  }
}
console.log(
  `${refused} of ${read} distinct files that kubectl reads are rejected; ${found.length} files were found`,
);
