import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { PreparationError } from '../util/errors.ts';

/**
 * Returns the certificate authorities to trust: those of Node, or of `SSL_CERT_FILE` in their place as in other programs, plus
 * those of `NODE_EXTRA_CA_CERTS` and of the given files. Undefined if Node's default is sufficient.
 * @throws PreparationError if a file contains none.
 */
export function trustedCertificates(
  files: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] | undefined {
  const { SSL_CERT_FILE: replacement, NODE_EXTRA_CA_CERTS: extra } = environment;
  if (files.length === 0 && !replacement) return undefined;
  const roots = replacement ? [read(replacement, 'SSL_CERT_FILE')] : [...rootCertificates];
  // If Node cannot read a file, it prints a warning and ignores it.
  const more = extra ? [readOptional(extra)] : [];
  return [...roots, ...more, ...files.map((file) => read(file, '--ca-file'))];
}

function read(file: string, source: string): string {
  const text = readOptional(file);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new PreparationError(
      'server-tls',
      `${source}: ${file} cannot be read or contains no certificate in PEM format`,
    );
  return text;
}

function readOptional(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
