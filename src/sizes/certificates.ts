import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { PreparationError } from '../errors.ts';

/**
 * The certificate authorities to trust: those of Node, or of `SSL_CERT_FILE` in their place as other programs have it, and
 * with them those of `NODE_EXTRA_CA_CERTS` and of the given files. Undefined where Node's own way suffices.
 * @throws PreparationError where a file holds none.
 */
export function trustedCertificates(
  files: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] | undefined {
  const { SSL_CERT_FILE: replacement, NODE_EXTRA_CA_CERTS: extra } = environment;
  if (files.length === 0 && !replacement) return undefined;
  const roots = replacement ? [read(replacement, 'SSL_CERT_FILE')] : [...rootCertificates];
  // Node leaves a file out that it cannot read, with a warning of its own.
  const more = extra ? [readOptional(extra)] : [];
  return [...roots, ...more, ...files.map((file) => read(file, '--ca-file'))];
}

function read(file: string, source: string): string {
  const text = readOptional(file);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new PreparationError(`${source}: ${file} cannot be read or holds no certificate in PEM form`);
  return text;
}

function readOptional(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
