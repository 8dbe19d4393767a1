import type { ImageSizeSpec } from '../generated/config-types.ts';
import { escapeServerText } from '../http/request-error.ts';
import { describeMemory, UNIT } from '../kubernetes/quantity.ts';
import { progressLine, silentProgress } from '../util/progress.ts';

/** Shows the progress to the user. */
export interface MeasureProgress {
  /** Adds bytes that will be downloaded. */
  expect(bytes: number): void;
  received(bytes: number): void;
  imageDone(entry: ImageSizeSpec, how: 'measured' | 'unchanged'): void;
  /** Clears the progress line. */
  end(): void;
}

export interface ProgressOptions {
  /** Total number of images. */
  images: number;
  /** True: also show a status line that is updated in place. False: only write one line for each image. */
  isTerminal: boolean;
  write(text: string): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** Writes one line for each finished image, and on a terminal a status line below. */
export function showProgress({ images, isTerminal, write, now }: ProgressOptions): MeasureProgress {
  const start = now();
  const line = isTerminal ? progressLine(write, now, 0) : silentProgress;
  let done = 0;
  let expected = 0;
  let received = 0;
  const show = () =>
    line.show(stateOf({ done, images, received, expected, seconds: (now() - start) / 1000 }));

  return {
    expect(bytes) {
      expected += bytes;
    },
    received(bytes) {
      received += bytes;
      show();
    },
    imageDone(entry, how) {
      done++;
      line.end();
      write(`${lineOf(entry, how)}\n`);
      show();
    },
    end: line.end,
  };
}

export const silent: MeasureProgress = { expect() {}, received() {}, imageDone() {}, end() {} };

/** `3 of 12 images, 120Mi of 540.3Mi, 12.1Mi/s, 35 s left`. */
export function stateOf(state: {
  done: number;
  images: number;
  received: number;
  expected: number;
  seconds: number;
}): string {
  const { done, images, received, expected, seconds } = state;
  const parts = [`${done} of ${images} images`];
  if (expected > 0) parts.push(`${bytesText(received)} of ${bytesText(expected)}`);
  if (seconds >= 1 && received > 0) {
    const rate = received / seconds;
    parts.push(`${bytesText(rate)}/s`, `${Math.ceil(Math.max(0, expected - received) / rate)} s left`);
  }
  return parts.join(', ');
}

function lineOf({ image, compressed, uncompressed }: ImageSizeSpec, how: 'measured' | 'unchanged'): string {
  const sizes = [
    compressed === undefined ? '' : `${sizeText(compressed)} compressed`,
    uncompressed === undefined ? '' : `${sizeText(uncompressed)} unpacked`,
    how === 'unchanged' ? 'unchanged' : '',
  ];
  return `${escapeServerText(image)}: ${sizes.filter((text) => text !== '').join(', ')}`;
}

function sizeText(size: string | number): string {
  return typeof size === 'number' ? bytesText(size) : size;
}

/** Rounded to a tenth of a MiB. */
function bytesText(bytes: number): string {
  return describeMemory(BigInt(Math.round(bytes)) * UNIT);
}
