// Real manifests through the real hosts, each program in its simplest way of calling the function.
import { corpusTests } from './corpus.ts';
import { hosts } from './hosts.ts';

for (const host of hosts) {
  if (hosts.find(({ program }) => program === host.program) === host) corpusTests(host);
}
