import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { releasePage } from '../../scripts/release-page.ts';
import { findPlatform } from '../../src/contrast/platforms.ts';
import { factTitles, type ReleaseFacts, releaseTable } from '../../src/contrast/release-table.ts';
import {
  isCertainly,
  isPossibly,
  newerThanKnown,
  ReleaseHistory,
  rangeOf,
  releases,
  uncertainBetween,
} from '../../src/contrast/releases.ts';
import { vcpuBound } from '../../src/contrast/vcpus.ts';
import { parseVersion } from '../../src/contrast/version.ts';

const at = (name: string) => releases.at(parseVersion(name)!);

describe('each fact at the release before and after its change', () => {
  const rows: [
    fact: keyof ReleaseFacts,
    before: string,
    was: unknown,
    after: string,
    is: unknown,
    certain: boolean,
  ][] = [
    ['runtimeClassOverhead', '1.4', 'flat', '1.5', 'by-platform', true],
    ['annotations', '1.12', 'object', '1.13', 'pod', true],
    ['sizingAnnotations', '1.12', 'allowed', '1.13', 'rejected', true],
    ['imageStore', '1.12', 'absent', '1.13', 'default', true],
    ['imageStore', '1.15', 'default', '1.16', 'opt-in', true],
    ['sharedFileSystems', '1.12', 'unchecked', '1.13', 'rejected', true],
    ['otherKinds', '1.13', 'rejected', '1.14', 'ignored', true],
    ['initializerMiB', '1.14', 0, '1.15', 50, true],
    ['secureVolumeMiB', '1.14', 0, '1.15', 100, true],
    ['gpuVariable', '1.16', 'required', '1.17', 'optional', true],
    ['initContainers', '1.16', 'sum', '1.17', 'kubelet', true],
    ['gpuClass', '1.17', 'named', '1.18', 'chosen', true],
    ['vcpuCount', '1.17', 'limits', '1.18', 'limits-and-requests', true],
    ['imageDigests', '1.17', 'required', '1.18', 'required', true],
    ['imageDigests', '1.12', 'advised', '1.13', 'required', false],
    ['otherKinds', '1.17', 'ignored', '1.18', 'rejected-with-workload', true],
    ['otherKinds', '1.20', 'rejected-with-workload', '1.21', 'ignored', false],
    ['snpVcpus', '1.19', 1, '1.20', 8, false],
    ['snpVcpus', '1.20', 8, '1.21', 220, false],
    ['snpVcpus', '1.21', 220, '1.22', 220, true],
    ['serviceMeshMiB', '1.19', 0, '1.20', 400, false],
    ['serviceMeshMiB', '1.21', 400, '1.22', 400, true],
    ['debugShellMiB', '1.19', 400, '1.22', 1000, true],
    ['tdxMemoryMiB', '1.21', undefined, '1.22', 256 * 1024, true],
    ['coordinatorRole', '1.22', 'annotation', '1.23', 'label', false],
    ['imageShare', '1.22', 'half', '1.23', 'all', false],
    ['tdxVcpus', '1.24', 1, '1.25', 220, false],
    ['tdxGpuVcpus', '1.24', 1, '1.25', 1, true],
    ['kata', '1.24', '3.32', '1.25', '3.32', true],
  ];
  for (const [name, before, was, after, is, certain] of rows) {
    test(`${name} at ${before} and ${after}`, () => {
      assert.equal(at(before).fact(name).value, was);
      const fact = at(after).fact<keyof ReleaseFacts>(name);
      assert.equal(fact.value, is);
      assert.equal(isCertainly(fact, is as never), certain);
      assert.ok(certain || isPossibly(fact, was as never), 'what held before stays possible');
    });
  }
});

test('vCPUs by platform, release and override', () => {
  const rows: [
    platform: string,
    release: string,
    multiVcpu: boolean | undefined,
    certain?: number,
    possible?: number,
  ][] = [
    ['AKS-CLH-SNP', '1.12', undefined],
    ['Metal-QEMU-Insecure', '1.25', undefined],
    ['Metal-QEMU-SNP', '1.18', undefined, 1, 1],
    ['Metal-QEMU-SNP', '1.18', true, 220, 220],
    ['Metal-QEMU-SNP', '1.20', undefined, 1, 8],
    ['Metal-QEMU-SNP-GPU', '1.21', undefined, 8, 220],
    ['Metal-QEMU-SNP', '1.25', undefined, 220, 220],
    ['Metal-QEMU-SNP', '1.25', false, 1, 1],
    ['Metal-QEMU-TDX', '1.24', undefined, 1, 1],
    ['Metal-QEMU-TDX', '1.25', undefined, 1, 220],
    ['Metal-QEMU-TDX-GPU', '1.25', undefined, 1, 1],
    ['Metal-QEMU-TDX-GPU', '1.25', true, 1, 1],
  ];
  for (const [platform, release, multiVcpu, certain, possible] of rows) {
    const choice = findPlatform(platform, parseVersion(release));
    assert.ok(!('error' in choice));
    const title = `${platform} ${release} ${multiVcpu}`;
    assert.deepEqual(vcpuBound(choice.platform, choice.release, multiVcpu), { certain, possible }, title);
  }
});

test('the table states every fact from its first release on, in order', () => {
  const names = releaseTable.map(({ release }) => release);
  assert.deepEqual(Object.keys(releaseTable[0]!.facts), Object.keys(factTitles));
  const minors = names.slice(1).map((name) => parseVersion(name)!.minor);
  assert.deepEqual(
    minors,
    minors.map((_, index) => index + 3),
  );
});

test('releases that the table does not know have the facts of the one before', () => {
  assert.equal(at('1.2').fact('runtimeClassOverhead').value, 'flat');
  assert.equal(at('1.30').fact('kata').value, releases.newest.fact('kata').value);
  assert.equal(at('1.30').isKnown, false);
  assert.ok(newerThanKnown(parseVersion('1.99')!)!.endsWith(` of ${releases.newest.name} are used`));
  assert.equal(newerThanKnown(releases.newest.version), undefined);
});

test('a new release is one entry of the table', () => {
  const until = releaseTable.findIndex(({ release }) => release === '1.25') + 1;
  const history = new ReleaseHistory([
    ...releaseTable.slice(0, until),
    {
      release: '1.26',
      adds: { value: ['Metal-QEMU-NEW'], certainty: 'documented', source: 'its documentation' },
      removes: { value: ['Metal-QEMU-TDX-GPU'], certainty: 'documented', source: 'its documentation' },
      facts: {
        kata: { value: '4.0', certainty: 'source', source: 'its source' },
        tdxVcpus: { value: 220, certainty: 'documented', source: 'its documentation' },
      },
    },
  ]);
  const release = history.newest;
  assert.equal(release.name, '1.26');
  assert.ok(isCertainly(release.fact('tdxVcpus'), 220));
  assert.equal(release.fact('tdxVcpus').since, '1.25');
  // What it does not state stays as it was, uncertain where it was.
  assert.deepEqual(uncertainBetween(release.fact('coordinatorRole')), ['label', 'annotation']);
  assert.deepEqual(rangeOf(history.at(parseVersion('1.25')!).fact('tdxVcpus')), { min: 1, max: 220 });
  assert.equal(history.newestWith('Metal-QEMU-NEW'), release);
  assert.equal(history.newestWith('Metal-QEMU-TDX-GPU')!.name, '1.25');
  assert.equal(release.hasPlatform('Metal-QEMU-TDX-GPU'), 'no');
  const docs = releasePage(history);
  assert.match(docs, /\| 1\.26 \| 4\.0 \| source \| its source \|/);
  assert.match(docs, /\| Metal-QEMU-NEW \| 1\.26 \(documented; its documentation\) \|/);
  assert.doesNotMatch(docs, /\| Maximum of vCPUs on TDX \| 220 \| 1 \|/);
});
