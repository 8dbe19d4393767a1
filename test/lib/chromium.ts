import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** The browser of this machine that tests and screenshots use; undefined where there is none. */
export const CHROMIUM = CANDIDATES.find((path) => path && existsSync(path));
