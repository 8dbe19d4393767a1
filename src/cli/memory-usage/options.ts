import { readFileSync } from 'node:fs';
import { basicOf } from '../../http/basic-authorization.ts';
import { LOOPBACK } from '../../http/loopback.ts';
import { parseDuration } from '../../memory-usage/duration.ts';
import { DEFAULT_METRIC } from '../../memory-usage/prometheus/measure.ts';
import type { LabelMatcher } from '../../memory-usage/prometheus/queries.ts';
import { PreparationError } from '../../util/errors.ts';
import { systemReason } from '../../util/system-error.ts';
import { isOn } from '../boolean-flags.ts';
import { numberOf } from '../number-flag.ts';
import type { Arguments, Flag } from '../parse-args.ts';

/** The flags of `usage`, checked. */
export interface UsageOptions {
  source: UsageInput;
  /** Undefined: the file that the configuration names, or memory-usage.yaml; `-` is stdout. */
  output: string | undefined;
  check: boolean;
}

/** Where the figures come from: a server, or a file. */
export type UsageInput =
  | ({ kind: 'prometheus' } & PrometheusInput)
  | { kind: 'vpa' | 'krr' | 'kubectl-top'; file: string };

export interface PrometheusInput {
  url: URL;
  metric: string;
  /** In seconds. */
  window: number;
  matchers: LabelMatcher[];
  tenant: string | undefined;
  authorization: Authorization | undefined;
  certificateFiles: readonly string[];
  parallel: number;
  /** In ms. */
  timeout: number;
}

/** The value of the header, and the secrets in it. */
export interface Authorization {
  header: string;
  secrets: readonly string[];
}

const SOURCES = {
  '--prometheus': 'prometheus',
  '--vpa': 'vpa',
  '--krr': 'krr',
  '--top': 'kubectl-top',
} as const;

/** Flags that only a server needs. */
const OF_SERVER: readonly Flag[] = [
  '--metric',
  '--window',
  '--label',
  '--tenant',
  '--token-file',
  '--basic-auth-file',
  '--ca-file',
  '--parallel',
  '--timeout',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws PreparationError for invalid values of flags. */
export function usageOptions({ given }: Arguments, environment: Environment): UsageOptions {
  const all = (flag: Flag) => given.get(flag) ?? [];
  const last = (flag: Flag) => all(flag).at(-1);
  const sources = (Object.keys(SOURCES) as (keyof typeof SOURCES)[]).filter((flag) => given.has(flag));
  const [flag, other] = sources;
  if (flag === undefined)
    throw new PreparationError(
      'usage-missing-argument',
      'usage: name a source of measured memory: --prometheus URL, --vpa FILE, --krr FILE or --top FILE',
    );
  if (other !== undefined)
    throw new PreparationError(
      'usage-conflict',
      `${flag} and ${other} are mutually exclusive; run usage for each`,
    );
  const kind = SOURCES[flag];
  const output = last('--output');
  const check = isOn(given, '--check');
  if (kind !== 'prometheus') {
    const unused = OF_SERVER.find((one) => given.has(one));
    if (unused !== undefined) throw new PreparationError('usage-conflict', `${unused} requires --prometheus`);
    return { source: { kind, file: last(flag)! }, output, check };
  }
  const url = serverUrl(last('--prometheus')!);
  const authorization = authorizationOf(last('--token-file'), last('--basic-auth-file'), environment);
  if (authorization && url.protocol === 'http:' && !LOOPBACK.test(url.host))
    throw new PreparationError(
      'usage-invalid-value',
      `--prometheus: credentials are not sent without TLS; use https, or kubectl port-forward and http://localhost`,
    );
  return {
    source: {
      kind,
      url,
      metric: metricName(last('--metric') ?? DEFAULT_METRIC),
      window: windowOf(last('--window') ?? '14d'),
      matchers: all('--label').map(labelMatcher),
      tenant: headerValue('--tenant', last('--tenant')),
      authorization,
      certificateFiles: all('--ca-file'),
      parallel: numberOf('--parallel', last('--parallel') ?? '4', 1, 32),
      timeout: 1000 * numberOf('--timeout', last('--timeout') ?? '120', 0.01, 3600),
    },
    output,
    check,
  };
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new PreparationError(
      'usage-invalid-value',
      `--prometheus: invalid URL; use a form such as https://prometheus.example.com or http://localhost:9090`,
    );
  if (url.username !== '' || url.password !== '')
    throw new PreparationError(
      'usage-invalid-value',
      '--prometheus: credentials in the URL are visible to other users of this machine; use --basic-auth-file, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD',
    );
  if (url.search !== '' || url.hash !== '')
    throw new PreparationError(
      'usage-invalid-value',
      '--prometheus: remove the part of the URL after ? or #; conditions are given with --label',
    );
  return url;
}

function metricName(text: string): string {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(text))
    throw new PreparationError(
      'usage-invalid-value',
      `--metric: invalid metric "${text}"; use a name such as ${DEFAULT_METRIC}`,
    );
  return text;
}

/** At most a year: a query reads all samples of that time. */
const MAX_WINDOW = 366 * 86_400;

function windowOf(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds > MAX_WINDOW)
    throw new PreparationError(
      'usage-invalid-value',
      `--window: invalid duration "${text}"; use a form such as 14d, 36h or 90m, up to 366d`,
    );
  return seconds;
}

function labelMatcher(text: string): LabelMatcher {
  const [, name, operator, value] = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|=)([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new PreparationError(
      'usage-invalid-value',
      `--label: invalid condition "${text}"; use NAME=VALUE or NAME=~REGEX`,
    );
  return { name, operator: operator as LabelMatcher['operator'], value };
}

/** A value in a header must not end the header. */
function headerValue(source: string, text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text))
    throw new PreparationError(
      'usage-invalid-value',
      `${source}: must be one line of printable ASCII characters`,
    );
  return text;
}

/** A token or a user with a password, from files or from the environment; a flag overrides the environment. */
function authorizationOf(
  tokenFile: string | undefined,
  basicFile: string | undefined,
  environment: Environment,
): Authorization | undefined {
  if (tokenFile !== undefined && basicFile !== undefined)
    throw new PreparationError('usage-conflict', '--token-file and --basic-auth-file are mutually exclusive');
  if (tokenFile !== undefined) return bearer('--token-file', secretIn('--token-file', tokenFile));
  if (basicFile !== undefined) return basic('--basic-auth-file', secretIn('--basic-auth-file', basicFile));
  const { PROMETHEUS_TOKEN: token, PROMETHEUS_USERNAME: user, PROMETHEUS_PASSWORD: password } = environment;
  if (token) {
    if (user || password)
      throw new PreparationError(
        'usage-conflict',
        'PROMETHEUS_TOKEN and PROMETHEUS_USERNAME are mutually exclusive; unset one of them',
      );
    return bearer('PROMETHEUS_TOKEN', token.trim());
  }
  if (!user && !password) return undefined;
  if (!user || !password)
    throw new PreparationError('server-credentials', 'set both PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD');
  return basic('PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD', `${user}:${password}`);
}

function bearer(source: string, token: string): Authorization {
  return { header: `Bearer ${headerValue(source, token)}`, secrets: [token] };
}

function basic(source: string, text: string): Authorization {
  const colon = text.indexOf(':');
  if (colon < 1)
    throw new PreparationError('server-credentials', `${source}: must have the form user:password`);
  const encoded = basicOf({ user: text.slice(0, colon), password: text.slice(colon + 1) });
  return { header: `Basic ${encoded}`, secrets: [text.slice(colon + 1), encoded] };
}

/** The content of a file without the final line break. */
function secretIn(flag: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new PreparationError('file-unreadable', `${flag}: ${file} cannot be read: ${systemReason(error)}`);
  }
  if (text === '') throw new PreparationError('server-credentials', `${flag}: ${file} is empty`);
  return text;
}
