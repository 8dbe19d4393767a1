// Checksums, the lists of what is inside, and licences.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Ajv } from 'ajv';
import { isSignature } from '../../scripts/release/provenance.mjs';
import { executableOf, nameOf, targets } from '../../scripts/release/targets.mjs';
import { folder, product, releaseTest } from './artefacts.ts';

interface Component {
  name: string;
  version?: string;
  licenses: unknown[];
  'bom-ref': string;
}

interface Bill {
  metadata: { component: Component };
  components: Component[];
}

releaseTest('SHA256SUMS has every file but signatures', () => {
  const lines = readFileSync(`${folder}SHA256SUMS`, 'utf8').split('\n').slice(0, -1);
  const files = readdirSync(folder).filter((name) => name !== 'SHA256SUMS' && !isSignature(name));
  const sums = files.map((name) => {
    const sum = createHash('sha256')
      .update(readFileSync(folder + name))
      .digest('hex');
    return `${sum}  ${name}`;
  });
  assert.deepEqual(lines, sums);
  assert.ok(targets.every((target) => files.includes(executableOf(target))));
});

const SCHEMAS = 'http://cyclonedx.org/schema/';

/** The schema of CycloneDX 1.6 with those that it refers to. */
const validate = (() => {
  const { resolve } = createRequire(import.meta.url);
  const library = dirname(resolve('@cyclonedx/cyclonedx-library/package.json'));
  const read = (name: string): object => JSON.parse(readFileSync(`${library}/res/schema/${name}`, 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'])
    ajv.addSchema({ ...read(name), $id: SCHEMAS + name });
  return ajv.compile<Bill>(read('bom-1.6.SNAPSHOT.schema.json'));
})();

for (const [file, expected] of [
  ['prepare-contrast.cdx.json', { yaml: 'ISC' }],
  ['prepare-contrast-executable.cdx.json', { yaml: 'ISC', bun: 'MIT', JavaScriptCore: 'LGPL-2' }],
] as const) {
  releaseTest(`${file} is a valid CycloneDX document that names what is inside`, () => {
    const bill: unknown = JSON.parse(readFileSync(folder + file, 'utf8'));
    assert.ok(validate(bill), JSON.stringify(validate.errors, null, 2));
    const { name, version, licenses } = bill.metadata.component;
    assert.deepEqual(
      { name, version, licenses },
      {
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: product.license } }],
      },
    );
    const { components } = bill;
    for (const [name, licence] of Object.entries(expected)) {
      const found = components.find((component) => component.name === name);
      assert.ok(JSON.stringify(found?.licenses).includes(`"${licence}"`), name);
    }
    assert.ok(components.every(({ licenses }) => licenses.length > 0));
    assert.equal(
      components.some(({ name }) => name === 'bun'),
      file.includes('executable'),
    );
  });
}

for (const target of targets) {
  const archive = `${nameOf(target)}-${product.version}.tgz`;
  releaseTest(`${archive} has the executable, runnable, and the licences`, () => {
    const { stdout } = spawnSync('tar', ['tvzf', folder + archive], { encoding: 'utf8' });
    const files = stdout.split('\n').flatMap((line) => {
      const [, mode, path] = /^(\S+)\s.*?([^\s/]+)$/.exec(line) ?? [];
      return path === undefined ? [] : [`${mode} ${path}`];
    });
    const expected = [
      '-rw-r--r-- LICENSE',
      '-rw-r--r-- THIRD-PARTY-LICENSES.txt',
      '-rw-r--r-- plugin.yaml',
      `-rwxr-xr-x prepare-contrast${target.os === 'windows' ? '.exe' : ''}`,
      '-rw-r--r-- prepare-contrast.cdx.json',
    ];
    assert.deepEqual(files.sort(), expected.sort());
    const packed = spawnSync(
      'tar',
      ['xOzf', folder + archive, '--wildcards', '*/prepare-contrast', '*.exe'],
      {
        maxBuffer: Infinity,
      },
    );
    assert.ok(packed.stdout.equals(readFileSync(folder + executableOf(target))));
  });
}
