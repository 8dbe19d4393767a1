import { setTimeout } from 'node:timers/promises';
import type { ImageSizes } from '../../config/image-sizes.ts';
import { rejectContentBelow, writeOwnObjectFile } from '../../files/own-object-file.ts';
import type { ImageSizeSpec } from '../../generated/config-types.ts';
import { openHttp } from '../../http/open.ts';
import { Secrets } from '../../http/redact.ts';
import type { Sleep } from '../../http/retry.ts';
import { openArchives } from '../../image-sizes/archive/index.ts';
import { findMoved } from '../../image-sizes/check-file.ts';
import type { SizesError } from '../../image-sizes/errors.ts';
import { imagesElsewhere } from '../../image-sizes/image-location.ts';
import { layerCacheFile, openLayerCache } from '../../image-sizes/layers/layer-cache.ts';
import { measureImages } from '../../image-sizes/measure.ts';
import { showProgress, silent } from '../../image-sizes/progress.ts';
import { imageKey } from '../../image-sizes/reference.ts';
import { CredentialStore } from '../../image-sizes/registry/credentials.ts';
import { formatSizes, readSizesFile, type SizesFile } from '../../image-sizes/sizes-file.ts';
import { entriesByKey, missingIn } from '../../image-sizes/unchanged-entries.ts';
import { PreparationError, reworded } from '../../util/errors.ts';
import { pluralize } from '../../util/plural.ts';
import { showFoundConfiguration } from '../find-configuration.ts';
import type { Arguments } from '../parse-args.ts';
import type { Terminal } from '../terminal.ts';
import { readSizesInput, type SizesInput } from './input.ts';
import { platformOf, type SizesOptions, sizesOptions } from './options.ts';

const DEFAULT_FILE = 'image-sizes.yaml';
const DEFAULT_PLATFORM = 'linux/amd64';

/**
 * `sizes PATH… | -` and `sizes --image REF`: the only command that asks registries. Writes the sizes and digests of images to a
 * file for `images.sizesFrom`. Gives the exit code: 1 where `--check` finds the file out of date.
 * @throws PreparationError where an image cannot be measured; the file is as it was then.
 */
export async function sizesCommand(
  given: Arguments,
  terminal: Terminal,
  sleep: Sleep = (milliseconds) => setTimeout(milliseconds),
): Promise<number> {
  const options = sizesOptions(given);
  const input = readSizesInput(given, options.images, terminal);
  if (!given.quiet) showFoundConfiguration(given, terminal);
  const output = options.output ?? input.configuredFile ?? DEFAULT_FILE;
  const file = output === '-' ? undefined : readSizesFile(output);
  const filePlatform = file?.sizes.platform ?? DEFAULT_PLATFORM;
  const platform = options.platform ?? filePlatform;
  const work = { options, input, output, file, filePlatform, platform, quiet: given.quiet, terminal };

  const { environment } = terminal;
  const secrets = new Secrets();
  const { mirrors, registries, plainHttp, certificateFiles, timeout } = options;
  const http = openHttp({ certificateFiles, environment, secrets, timeout });
  try {
    const archived = await openArchives(options.archives);
    const credentials = new CredentialStore(environment, secrets);
    const access = { mirrors, registries, plainHttp, http, credentials, secrets, sleep };
    const locate = imagesElsewhere({ archived, ...access });
    return await (options.check ? check(work, locate) : measure(work, locate, secrets));
  } catch (error) {
    throw reworded(error, (message) => secrets.redact(message));
  } finally {
    http.close();
  }
}

interface Work {
  options: SizesOptions;
  input: SizesInput;
  /** Path of the file, or `-`. */
  output: string;
  file: SizesFile | undefined;
  /** Platform of the images in the file. */
  filePlatform: string;
  /** Platform of the images that are asked for. */
  platform: string;
  quiet: boolean;
  terminal: Terminal;
}

type Locate = ReturnType<typeof imagesElsewhere>;

async function check(work: Work, locate: Locate): Promise<number> {
  const { options, input, output, file, filePlatform, platform, terminal } = work;
  if (!file) throw new PreparationError('sizes-file-missing', `--check: ${output} does not exist`);
  const known = entriesByKey(file.sizes);
  const { differences, errors } = await findMoved(input.images, {
    platform: platformOf(platform),
    parallel: options.parallel,
    locate,
    known: (image) => known.get(imageKey(image)),
    missing: (entry) => missingIn(entry, options),
  });
  fail(errors, input.images.length, `${output} could not be checked`);
  if (platform !== filePlatform)
    differences.push(`${output} contains images for ${filePlatform}, not for ${platform}`);
  for (const difference of differences.sort()) terminal.writeOutput(`${difference}\n`);
  const isSound = differences.length === 0;
  if (!work.quiet)
    terminal.writeMessage(
      `${output} is ${isSound ? 'up to date' : 'out of date: run prepare-contrast sizes with --update'}\n`,
    );
  return isSound ? 0 : 1;
}

async function measure(work: Work, locate: Locate, secrets: Secrets): Promise<number> {
  const { options, input, output, file, filePlatform, platform, quiet, terminal } = work;
  const isOther = platform !== filePlatform;
  if (file && isOther && !input.isWhole)
    throw new PreparationError(
      'sizes-file-platform',
      `--image-platform: ${output} contains images for ${filePlatform}, and a file has one platform; choose another file with --output, or measure all images again with prepare-contrast sizes PATH --image-platform ${platform}`,
    );
  if (file) rejectContentBelow(output, file);
  const before = file ? entriesByKey(file.sizes) : new Map<string, ImageSizeSpec>();
  const knownOf = (image: string) => {
    const entry = isOther ? undefined : before.get(imageKey(image));
    return entry && missingIn(entry, options).length === 0 ? { ...entry, image } : undefined;
  };
  const kept = options.update ? [] : input.images.flatMap((image) => knownOf(image) ?? []);
  const open = input.images.filter((image) => !kept.some((entry) => entry.image === image));

  const write = (text: string) => terminal.writeMessage(text);
  const now = () => performance.now();
  const progress = quiet
    ? silent
    : showProgress({ images: open.length, isTerminal: terminal.interactive, write, now });
  const cacheFile = options.cache ? layerCacheFile(terminal.environment) : undefined;
  const { entries, errors, warnings } = await measureImages(open, {
    platform: platformOf(platform),
    compressedOnly: options.compressedOnly,
    withLayers: options.layers,
    parallel: options.parallel,
    cache: cacheFile === undefined ? undefined : openLayerCache(cacheFile),
    progress,
    locate,
    known: knownOf,
  }).finally(() => progress.end());
  fail(errors, input.images.length, file ? `${output} is unchanged` : 'nothing was written');
  for (const warning of warnings) write(secrets.redact(`warning: ${warning}\n`));

  // Whether a digest is written into manifests is the user's decision, whatever is measured.
  const measured = [...kept, ...entries].map((entry) => {
    const pin = before.get(imageKey(entry.image))?.pin;
    return pin === undefined ? entry : { ...entry, pin };
  });
  const keys = new Set(measured.map(({ image }) => imageKey(image)));
  const others = input.isWhole ? [] : [...before.values()].filter(({ image }) => !keys.has(imageKey(image)));
  const images = [...measured, ...others].sort((a, b) => (a.image < b.image ? -1 : 1));
  save(work, { platform, pin: options.pin ?? file?.sizes.pin ?? false, images });
  return 0;
}

/** Unchanged sizes leave the file alone, whatever its comments and order. */
function save({ output, file, quiet, terminal }: Work, sizes: ImageSizes): void {
  if (output === '-') {
    terminal.writeOutput(formatSizes(sizes));
    return;
  }
  const isUnchanged = file && formatSizes(sizes, '') === formatSizes(file.sizes, '');
  if (!isUnchanged) writeOwnObjectFile(output, formatSizes(sizes, file?.head));
  const count = pluralize(sizes.images.length, 'image');
  if (!quiet)
    terminal.writeMessage(isUnchanged ? `${output} is unchanged: ${count}\n` : `wrote ${output}: ${count}\n`);
}

/** @throws PreparationError with everything that is wrong. */
function fail(errors: readonly SizesError[], images: number, consequence: string): void {
  if (errors.length === 0) return;
  const messages = errors.map(({ message }) => message).sort();
  if (errors.length === 1) throw new PreparationError(errors[0]!.code, `${messages[0]}\n${consequence}`);
  const list = messages.map((message) => `  ${message}`).join('\n');
  throw new PreparationError(
    errors[0]!.code,
    `${errors.length} of ${images} images:\n${list}\n${consequence}`,
  );
}
