import { readImage } from '../kubernetes/image-reference.ts';
import { type ContrastVersion, formatVersion, parseVersion } from './version.ts';

/** What the images of Contrast begin with. */
export const CONTRAST_IMAGES = 'ghcr.io/edgelesssys/contrast';

/** The images whose tag is the release of Contrast (Contrast source, verifier VersionsMatch). */
const VERSIONED = new RegExp(
  `^${CONTRAST_IMAGES.replaceAll('.', '\\.')}/(coordinator|initializer|service-mesh-proxy)$`,
);

/** Such an image in the text of a manifest. */
const IMAGE_FIELD =
  /\bimage"?[ \t]{0,9}:[ \t]{0,9}["']?(ghcr\.io\/edgelesssys\/contrast\/[^\s"',}\]]{1,200})/g;

/** A comment in the rest of a line (YAML 1.2, 6.6: white space or a line break is before it). */
const COMMENT = /(?:^|[ \t])#/;

/** The release of an image of Contrast, by its tag; undefined for other images, and if the tag is not a version. */
export function releaseOfImage(image: string): ContrastVersion | undefined {
  const { repository, tag } = readImage(image);
  return VERSIONED.test(repository) && tag !== undefined ? parseVersion(tag) : undefined;
}

/** The one release that all images of Contrast in a text of manifests are of; undefined where there are none or several. */
export function releaseOfImages(text: string): ContrastVersion | undefined {
  if (!text.includes(`${CONTRAST_IMAGES}/`)) return undefined;
  const found = new Map<string, ContrastVersion>();
  let position = 0;
  let isComment = false;
  for (const { index, 1: image } of text.matchAll(IMAGE_FIELD)) {
    // From the last image on only, because lines of JSON can be long.
    const before = text.slice(position, index);
    const lineStart = before.lastIndexOf('\n') + 1;
    isComment = (isComment && lineStart === 0) || COMMENT.test(before.slice(lineStart));
    position = index;
    if (isComment) continue;
    const version = releaseOfImage(image!);
    if (version) found.set(formatVersion(version), version);
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}
