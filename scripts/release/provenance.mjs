// Signs packed Helm plugins, so that `helm plugin install` of Helm 4 can verify their author. `helm plugin package --sign` would
// pack them again with the current time; a separate provenance file keeps the archives reproducible.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The public half of the key, as `helm plugin install --keyring` takes it. */
export const KEYRING = 'prepare-contrast-signing-key.gpg';

/** True for what is another one with each signing, and so no part of SHA256SUMS. */
export function isSignature(name) {
  return name.endsWith('.prov') || name === KEYRING;
}

/**
 * Writes FILE.prov: the plugin's manifest and the checksum, signed with OpenPGP.
 * @param {string} file the packed plugin
 * @param {string} manifest the text of its plugin.yaml
 * @param {string} key what gpg knows the key by
 * @param {NodeJS.ProcessEnv} environment GNUPGHOME says where gpg has its keys
 */
export function signPlugin(file, manifest, key, environment = process.env) {
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  const field = (name) => new RegExp(`^${name}: (.+)$`, 'm').exec(manifest)[1];
  // Where a plugin comes from a registry, Helm asks for it by its own name.
  const names = [basename(file), `${field('name')}-${field('version')}.tgz`];
  const sums = names.map((name) => `  ${name}: sha256:${sum}\n`).join('');
  gpg(['--local-user', key, '--digest-algo', 'SHA512', '--output', `${file}.prov`, '--clearsign'], {
    env: environment,
    input: `${manifest}\n...\nfiles:\n${sums}`,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}

/** Writes the keyring that the signatures are checked with. */
export function exportKeyring(file, key, environment = process.env) {
  gpg(['--output', file, '--export', key], { env: environment });
}

function gpg(args, options) {
  execFileSync('gpg', ['--batch', '--yes', ...args], options);
}
