// A reporter for node:test: with REQUIRE_HOSTS=1 a test that is skipped fails the run, whatever the reason.
export default async function* skipped(events) {
  for await (const { type, data } of events) {
    if (process.env.REQUIRE_HOSTS !== '1' || type !== 'test:pass' || data.skip === undefined) continue;
    process.exitCode = 1;
    yield `skipped, although REQUIRE_HOSTS is set: ${data.name} (${data.skip})\n`;
  }
}
