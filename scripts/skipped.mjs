// A reporter for node:test: with REQUIRE_HOSTS=1 a test that is skipped fails the run, except those that CI cannot run.

/** Reasons of accepted skips: CI has no checkout of Kata Containers. */
const ACCEPTED = /^KATA_CHECKOUT /;

export default async function* skipped(events) {
  for await (const { type, data } of events) {
    if (process.env.REQUIRE_HOSTS !== '1' || type !== 'test:pass' || data.skip === undefined) continue;
    if (ACCEPTED.test(data.skip)) continue;
    process.exitCode = 1;
    yield `skipped, although REQUIRE_HOSTS is set: ${data.name} (${data.skip})\n`;
  }
}
