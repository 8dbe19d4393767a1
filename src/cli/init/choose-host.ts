import { PreparationError } from '../../util/errors.ts';
import { firstFew } from '../../util/join-words.ts';
import type { Terminal } from '../terminal.ts';
import {
  applicationsIn,
  HOSTS,
  hostsOf,
  type InitHost,
  kustomizationIn,
  kustomizationsBelow,
} from './hosts.ts';
import { manifestsIn } from './manifests.ts';

/** Maximum number of files and folders in a message. */
const MOST_NAMED = 5;

/**
 * Returns the host that the user names or that the folder is for; asks if neither is clear. `missing` are the flags that the command also
 * needs.
 * @throws PreparationError if nobody can be asked, or another folder is meant.
 */
export function chooseHost(
  folder: string,
  word: string | undefined,
  terminal: Terminal,
  missing: string,
): InitHost {
  const isHost = (text: string): text is InitHost => HOSTS.some((host) => host === text);
  if (word !== undefined) {
    if (isHost(word)) return word;
    throw new PreparationError(
      'usage-unknown-name',
      `init: unknown host "${word}"; available hosts: ${HOSTS.join(', ')}`,
    );
  }
  const found = hostsOf(folder);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) refuseElsewhere(folder);
  const why =
    found.length === 0 ? 'no host was detected in this folder' : `this folder is for ${found.join(' and ')}`;
  const answer = terminal.ask(`${why}. Host (${HOSTS.join(', ')}): `)?.trim();
  if (answer !== undefined && isHost(answer)) return answer;
  const plain =
    found.length === 0 ? '. Plain manifests need no host: prepare-contrast files . --out FOLDER' : '';
  throw new PreparationError(
    'usage-missing-argument',
    `init: ${why}; name one: prepare-contrast init ${HOSTS.join('|')}${missing}${plain}`,
  );
}

/** Refuses a folder above the kustomizations: a new kustomization there would never be built. */
export function refuseAbove(folder: string): void {
  if (kustomizationIn(folder) !== undefined || manifestsIn(folder, '').names.length > 0) return;
  const below = kustomizationsBelow(folder);
  if (below.length > 0)
    throw new PreparationError(
      'init-wrong-folder',
      `init: the kustomizations are in subfolders: ${firstFew(below, MOST_NAMED)}. Run init in each that you build, for example in overlays`,
    );
}

/** Refuses a folder that shows that another one is meant, and names it. */
function refuseElsewhere(folder: string): void {
  refuseAbove(folder);
  const applications = applicationsIn(folder);
  if (applications.length > 0)
    throw new PreparationError(
      'init-wrong-folder',
      `init: ${firstFew(applications, MOST_NAMED)} ${applications.length === 1 ? 'contains' : 'contain'} Argo CD applications, which are rendered from other folders. Run "init argocd" in the folder that spec.source.path names`,
    );
}
