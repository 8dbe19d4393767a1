import type { ImageSizeSpec } from '../generated/config-types.ts';
import { describeMemory, UNIT } from '../kube/quantity.ts';
import { printable } from './errors.ts';

/** Tells the user how far the work is. */
export interface Progress {
  /** So many bytes more are to be fetched. */
  expect(bytes: number): void;
  received(bytes: number): void;
  imageDone(entry: ImageSizeSpec, how: 'measured' | 'unchanged'): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

export interface ProgressOptions {
  /** How many images there are. */
  images: number;
  /** A line of what is under way, written over and over; without it each image gets a line alone. */
  isTerminal: boolean;
  write(text: string): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** The terminal is written to no more often than this, in ms. */
const INTERVAL = 200;
const CLEAR = '\r\u001b[K';

/** A line for each image that is done, and on a terminal one below for the whole. */
export function showProgress({ images, isTerminal, write, now }: ProgressOptions): Progress {
  const start = now();
  let done = 0;
  let expected = 0;
  let received = 0;
  let shown = -INTERVAL;

  function show(): void {
    if (!isTerminal || now() - shown < INTERVAL) return;
    shown = now();
    write(`${CLEAR}${stateOf({ done, images, received, expected, seconds: (now() - start) / 1000 })}`);
  }

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
      write(`${isTerminal ? CLEAR : ''}${lineOf(entry, how)}\n`);
      shown = -INTERVAL;
      show();
    },
    end() {
      if (isTerminal) write(CLEAR);
    },
  };
}

export const silentProgress: Progress = { expect() {}, received() {}, imageDone() {}, end() {} };

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
  return `${printable(image)}: ${sizes.filter((text) => text !== '').join(', ')}`;
}

function sizeText(size: string | number): string {
  return typeof size === 'number' ? bytesText(size) : size;
}

/** To a tenth of a MiB. */
function bytesText(bytes: number): string {
  return describeMemory(BigInt(Math.round(bytes)) * UNIT);
}
