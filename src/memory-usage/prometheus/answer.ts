import { escapeServerText, RequestError } from '../../http/request-error.ts';
import { isObject, type Json } from '../../util/json.ts';

/** One series of an instant vector. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * Reads the answer to an instant query (Prometheus, HTTP API, Expression query result formats). Values that are not finite are left
 * out: they are not amounts of memory.
 * @throws RequestError if it is anything else.
 */
export function readAnswer(
  text: string,
  host: string,
  contentType: string | undefined,
): { samples: Sample[]; warnings: string[] } {
  let answer: Json;
  try {
    answer = JSON.parse(text) as Json;
  } catch {
    const type = contentType === undefined ? '' : ` of type ${escapeServerText(contentType, 100)}`;
    throw new RequestError(
      'server-response',
      /^\s*</.test(text)
        ? `${host} responded with a page${type} instead of JSON; check that the URL is that of the Prometheus API, not of a login page or a web interface`
        : `${host} responded with invalid or incomplete JSON${type}`,
    );
  }
  const fail = (problem: string) =>
    new RequestError('server-response', `${host} responded without a result: ${problem}`);
  if (!isObject(answer) || answer.status !== 'success' || !isObject(answer.data))
    throw fail('status is not success');
  const { resultType, result } = answer.data;
  if (resultType !== 'vector' || !Array.isArray(result)) throw fail('the result is not a vector');
  const warnings = Array.isArray(answer.warnings) ? answer.warnings.filter(isText) : [];
  const samples = result.map((series) => {
    const sample = isObject(series) ? readSample(series.metric, series.value) : undefined;
    if (!sample) throw fail('a series does not have the documented form');
    return sample;
  });
  return { samples: samples.filter(({ value }) => Number.isFinite(value)), warnings };
}

function readSample(metric: Json | undefined, value: Json | undefined): Sample | undefined {
  const text = Array.isArray(value) ? value[1] : undefined;
  if (!isObject(metric) || !isText(text)) return undefined;
  if (!Object.values(metric).every(isText)) return undefined;
  return { labels: metric as Record<string, string>, value: Number(text) };
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}
