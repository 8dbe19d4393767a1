import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, pod, program } from '../files/workspace.ts';

for (const args of [['sizes'], ['usage', '--prometheus', 'http://127.0.0.1:9']])
  test(`${args[0]}: the error names each file that cannot be read, with the position in it`, () => {
    const folder = folderWith({
      'm/api.yaml': pod('api'),
      'm/db.yaml': 'kind: Pod\nspec: {containers: [\n',
      'm/web.yaml': 'kind: Pod\n\tspec: {}\n',
    });
    const { status, stderr } = program(folder, [...args, 'm']);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^prepare-contrast: error\[yaml-syntax\]: m\/db\.yaml: line [23], .*\nm\/web\.yaml: line 2, /m,
    );
  });
