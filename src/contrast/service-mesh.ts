import {
  type AnnotationError,
  endOf,
  type Part,
  problemAt,
  readPort,
  splitPart,
} from './annotation-error.ts';

/** How the mesh proxy treats a port that the ingress annotation names; every other port asks clients for a certificate. */
export type IngressMode = 'server-tls' | 'open';

/** What the ingress annotation says. */
export interface Ingress {
  /** True for the literal `DISABLED`: incoming connections pass by the proxy. */
  disabled: boolean;
  ports: Map<number, IngressMode>;
  problems: AnnotationError[];
}

/** A local address that the proxy listens on, for one peer. */
export interface Egress {
  entry: number;
  /** `127.137.0.1:8081`. */
  local: string;
  place: Part;
}

/** Go's `strconv.ParseBool`, by which the proxy reads the third field. */
const TRUE = /^(1|t|T|TRUE|true|True)$/;
const FALSE = /^(0|f|F|FALSE|false|False)$/;

const IPV4 = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/;

/** Reads `<name>#<port>#<true or false>`, joined by `##` (Contrast documentation, Service mesh, Ingress). */
export function parseIngress(value: string): Ingress {
  const ingress: Ingress = { disabled: value === 'DISABLED', ports: new Map(), problems: [] };
  if (ingress.disabled) return ingress;
  if (/^disabled$/i.test(value.trim())) {
    const expected = 'DISABLED in capital letters, or <name>#<port>#<true or false>';
    ingress.problems.push(problemAt({ text: value, offset: 0 }, expected));
    return ingress;
  }
  for (const { entry, part } of entriesOf(value)) {
    const fields = fieldsOf(part, '<name>#<port>#<true or false>');
    const port = 'expected' in fields ? fields : readPort(fields[1]!);
    if (typeof port === 'object') {
      ingress.problems.push({ entry, ...port });
      continue;
    }
    const third = (fields as Part[])[2]!;
    if (!TRUE.test(third.text) && !FALSE.test(third.text)) {
      const expected = 'true (no TLS on this port) or false (TLS without a client certificate)';
      ingress.problems.push({ entry, ...problemAt(third, expected) });
      continue;
    }
    ingress.ports.set(port, TRUE.test(third.text) ? 'open' : 'server-tls');
  }
  return ingress;
}

/**
 * Reads `<name>#<127.x.y.z>:<port>#<host>:<port>`, joined by `##` (Contrast documentation, Service mesh, Egress).
 * The proxy cannot listen twice on one address.
 */
export function parseEgress(value: string): { entries: Egress[]; problems: AnnotationError[] } {
  const entries: Egress[] = [];
  const problems: AnnotationError[] = [];
  for (const { entry, part } of entriesOf(value)) {
    const egress = readEgress(part);
    if ('expected' in egress) {
      problems.push({ entry, ...egress });
      continue;
    }
    const same = entries.find(({ local }) => local === egress.text);
    if (same) {
      const expected = `another address than that of entry ${same.entry}, since each can be listened on once`;
      problems.push({ entry, ...problemAt(egress, expected) });
    } else {
      entries.push({ entry, local: egress.text, place: egress });
    }
  }
  return { entries, problems };
}

/** The local address of an entry, or what is wrong with the entry. */
function readEgress(part: Part): Part | AnnotationError {
  const fields = fieldsOf(part, '<name>#<127.x.y.z>:<port>#<host>:<port>');
  if ('expected' in fields) return fields;
  const [name, local, remote] = fields as [Part, Part, Part];
  if (name.text === '') return problemAt(name, 'a name');
  const listen = hostAndPort(local, 'a port from 1 to 65535 after the address, as in 127.137.0.1:8081');
  if ('expected' in listen) return listen;
  const octets = IPV4.exec(listen.host.text)?.slice(1).map(Number) ?? [];
  if (octets[0] !== 127 || octets.some((octet) => octet > 255)) {
    return problemAt(listen.host, 'an address from 127.0.0.0 to 127.255.255.255 that the pod does not use');
  }
  const peer = hostAndPort(remote, 'a port from 1 to 65535 after the host, as in billing:8080');
  if ('expected' in peer) return peer;
  return peer.host.text === '' ? problemAt(peer.host, 'the name or address of a host') : local;
}

/** The entries with their numbers; empty ones mean nothing to the proxy. */
function entriesOf(value: string): { entry: number; part: Part }[] {
  const parts = splitPart({ text: value, offset: 0 }, '##').filter(({ text }) => text !== '');
  return parts.map((part, index) => ({ entry: index + 1, part }));
}

/** Splits an entry into its three fields, or returns the place of a missing or extra field. */
function fieldsOf(part: Part, shape: string): Part[] | AnnotationError {
  const fields = splitPart(part, '#');
  if (fields.length === 3) return fields;
  if (fields.length < 3) return problemAt(endOf(part), `"#" and the rest of ${shape}`);
  const start = fields[3]!.offset - 1;
  const rest = part.text.slice(start - part.offset);
  return { offset: start, found: rest, expected: `the end of ${shape}, or "##" and another` };
}

/** Splits at the last colon into the host and the port. */
function hostAndPort(part: Part, expected: string): { host: Part; port: number } | AnnotationError {
  const colon = part.text.lastIndexOf(':');
  if (colon === -1) return problemAt(endOf(part), `":" and ${expected}`);
  const port = readPort({ text: part.text.slice(colon + 1), offset: part.offset + colon + 1 });
  if (typeof port === 'object') return port;
  return { host: { text: part.text.slice(0, colon), offset: part.offset }, port };
}
