import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseOfImages } from '../../src/contrast/contrast-images.ts';
import { formatVersion } from '../../src/contrast/version.ts';

const image = (tag: string) => `image: ghcr.io/edgelesssys/contrast/coordinator:${tag}`;

function releaseOf(text: string): string | undefined {
  const version = releaseOfImages(text);
  return version && formatVersion(version);
}

test('a # within a word or a string before the image is not a comment', () => {
  const json = JSON.stringify({ color: '#fff', image: 'ghcr.io/edgelesssys/contrast/coordinator:v1.20.0' });
  assert.equal(releaseOf(json), '1.20');
  assert.equal(releaseOf(`{name: a#1, ${image('v1.20.0')}}`), '1.20');
});

test('images in comments do not count', () => {
  assert.equal(releaseOf(`# ${image('v1.20.0')}`), undefined);
  assert.equal(releaseOf(`a: b\n#${image('v1.20.0')}\n`), undefined);
  assert.equal(releaseOf(`- ${image('v1.21.0')} # was {${image('v1.20.0')}, ${image('v1.19.0')}}\n`), '1.21');
  assert.equal(releaseOf(`a: b\t# ${image('v1.20.0')}\n- ${image('v1.21.0')}\n`), '1.21');
  assert.equal(releaseOf(`# ${image('v1.20.0')}\n# more\n- ${image('v1.21.0')}\n`), '1.21');
});

test('several images on a line count', () => {
  assert.equal(releaseOf(`[{${image('v1.20.0')}}, {${image('v1.21.0')}}]`), undefined);
  assert.equal(releaseOf(`[{${image('v1.20.0')}}, {${image('v1.20.0')}}]`), '1.20');
});
