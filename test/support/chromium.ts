import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** The browser of this machine that tests and screenshots use; undefined without one. */
export const CHROMIUM = CANDIDATES.find((path) => path && existsSync(path));
