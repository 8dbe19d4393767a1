import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { objects, unreported } from './compare.ts';
import type { Host, Prepared } from './host.ts';
import { corpus, corpusTest } from './programs.ts';
import { changedLines, reportedBy } from './recorded.ts';
import { inWorkspace, inWorkspaceWithIdentity } from './workspace.ts';

/**
 * Reports a finding that no edit can fix as a warning, since an error would stop the host.
 * The memory default is there for containers that name none.
 */
export const spec = {
  platform: 'Metal-QEMU-SNP',
  memory: { default: '64Mi' },
  rules: Object.fromEntries(
    [
      'downward-api',
      'env-source',
      'host-path',
      'image-digest',
      'image-volume',
      'persistent-volume',
      'rolling-update',
      'secret-value',
      'sub-path',
      'unsupported-field',
      'volume-type',
    ].map((rule) => [rule, 'warning']),
  ),
};

/** Lines that preparing may remove or add, a ResourceList's indent and and a comment after them included. */
const INTENDED = /^[-+][ -]*(runtimeClassName|resources|limits|requests|memory|cpu):/;

/** Fails where a line was changed that preparing has no business with. */
export function intendedOnly(lines: string[]): void {
  assert.deepEqual(
    lines.filter((line) => !INTENDED.test(line)),
    [],
  );
}

/** Each file of the corpus and each kustomization as one input; a name alone where the corpus is absent. */
export function corpusInputs(): { name: string; files: () => Record<string, string> }[] {
  if (corpus === undefined) return [{ name: 'the corpus', files: () => ({}) }];
  const folder = corpus;
  const manifests = yamlFiles(join(folder, 'manifests')).map((name) => ({
    name,
    files: () => readAll(folder, 'manifests', [name]),
  }));
  const kustomizations = readdirSync(join(folder, 'kustomize')).map((name) => ({
    name,
    files: () => readAll(folder, `kustomize/${name}`, yamlFiles(join(folder, 'kustomize', name))),
  }));
  return [...manifests, ...kustomizations];
}

/** Every input through one host: only reported and intended changes, and none in a second run. */
export function corpusTests(host: Host): void {
  for (const { name, files } of corpusInputs()) {
    corpusTest(host.program, `${host.title} prepares ${name}`, async () => {
      const before = await inWorkspaceWithIdentity(async (workspace) =>
        objects(checked(await host.prepare(workspace, { files: files(), spec })).manifests),
      );
      const manifests = await inWorkspace(async (workspace) => {
        const outcome = checked(await host.prepare(workspace, { files: files(), spec }));
        intendedOnly(changedLines(workspace));
        assert.deepEqual(
          unreported(before, objects(outcome.manifests), await reportedBy(workspace, spec)),
          [],
        );
        return outcome.manifests;
      });
      await inWorkspace(async (workspace) => {
        checked(await host.prepare(workspace, { files: { 'all.yaml': manifests }, spec }));
        assert.deepEqual(changedLines(workspace), []);
      });
    });
  }
}

function checked(outcome: Prepared): Prepared {
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && name !== 'kustomization.yaml');
}

function readAll(folder: string, below: string, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, below, name), 'utf8')]));
}
