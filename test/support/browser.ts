import { test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM } from './chromium.ts';

/** A test in real Chromium. Where there is none the test is skipped by name; with REQUIRE_HOSTS=1 it fails. */
export function browserTest(title: string, body: (browser: Browser) => Promise<void>): void {
  const executablePath = CHROMIUM;
  if (!executablePath) {
    const skip = process.env.REQUIRE_HOSTS === '1' ? false : 'Chromium is not installed (CHROMIUM names it)';
    test(title, { skip }, () =>
      Promise.reject(new Error('Chromium is not installed, and REQUIRE_HOSTS demands it')),
    );
    return;
  }
  test(title, async () => {
    const browser = await chromium.launch({ executablePath });
    try {
      await body(browser);
    } finally {
      await browser.close();
    }
  });
}
