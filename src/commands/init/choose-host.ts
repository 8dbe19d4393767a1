import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError } from '../../errors.ts';
import { KUSTOMIZATIONS } from '../../files/names.ts';
import { firstFew } from '../../short-list.ts';
import type { Terminal } from '../terminal.ts';
import { applicationsIn, HOSTS, hostsOf, type InitHost, kustomizationsBelow } from './hosts.ts';
import { manifestsIn } from './manifests.ts';

/** Files and folders that a message names. */
const MOST_NAMED = 5;

/**
 * The host that the user names or the folder is for; asks where neither says.
 * @throws PreparationError where nobody can be asked, or another folder is meant.
 */
export function chooseHost(folder: string, word: string | undefined, terminal: Terminal): InitHost {
  const isHost = (text: string): text is InitHost => HOSTS.some((host) => host === text);
  if (word !== undefined) {
    if (isHost(word)) return word;
    throw new PreparationError(`init: "${word}" is none of ${HOSTS.join(', ')}`);
  }
  const found = hostsOf(folder);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) refuseElsewhere(folder);
  const why =
    found.length === 0
      ? 'this folder does not say which host it is for'
      : `this folder is for ${found.join(' and ')}`;
  const answer = terminal.ask(`${why}. Host (${HOSTS.join(', ')}): `)?.trim();
  if (answer !== undefined && isHost(answer)) return answer;
  const plain =
    found.length === 0 ? '. Plain manifests need none: prepare-contrast files . --out FOLDER' : '';
  throw new PreparationError(`init: ${why}; name one: prepare-contrast init ${HOSTS.join('|')}${plain}`);
}

/** A kustomization above those that are built would be built by nobody. */
export function refuseAbove(folder: string): void {
  const isOne = KUSTOMIZATIONS.some((name) => existsSync(join(folder, name)));
  if (isOne || manifestsIn(folder, '').names.length > 0) return;
  const below = kustomizationsBelow(folder);
  if (below.length > 0)
    throw new PreparationError(
      `init: the kustomizations are below this folder: ${firstFew(below, MOST_NAMED)}. Call it in each that you build, overlays for instance`,
    );
}

/** Where the folder shows that another one is meant, names it. */
function refuseElsewhere(folder: string): void {
  refuseAbove(folder);
  const applications = applicationsIn(folder);
  if (applications.length > 0)
    throw new PreparationError(
      `init: ${firstFew(applications, MOST_NAMED)} ${applications.length === 1 ? 'holds' : 'hold'} Argo CD applications, which are rendered from other folders. Call "init argocd" in the one that spec.source.path names`,
    );
}
