import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { type Reading, readSource } from '../contrast/environment-source.ts';
import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import {
  type EnvironmentSource,
  entryTitle,
  environmentOf,
  SOURCE_KEYS,
  sourceOf,
} from '../kubernetes/env.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { groupBy } from '../util/group-by.ts';
import { joinWords } from '../util/join-words.ts';
import { type Path, textAt } from '../yaml/access.ts';
import { remove } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { optInSetting, wantsFix } from './wants-fix.ts';

export const envSource = defineRule({
  id: 'env-source',
  summary:
    'Find environment variables that `contrast generate` cannot read from a ConfigMap or Secret, or reads differently.',
  rationale:
    '`contrast generate` writes the values of environment variables to the policy. It reads them from the ConfigMaps and Secrets that it is given ' +
    'and fails if an object or a key is missing, even an optional one. It ignores namespaces and `envFrom.prefix`: the policy then has other values than ' +
    'the pod gets, and the container is rejected at start.',
  remedy:
    'Give the object to `contrast generate` together with the workload, mount it as a volume, or write the value in the manifest. Remove optional ' +
    'entries whose source does not exist: opt-in, `fix: compatible` removes them.',
  source:
    'Contrast documentation, Policies; Kata Containers source, genpolicy (config_map.rs, secret.rs, pod.rs)',
  severity: 'error',
  triggers: { keys: SOURCE_KEYS },

  *inspect(workload, facts) {
    const sources = environmentOf(workload).flatMap((entry) => sourceOf(entry) ?? []);
    const uses = sources.map((source) => ({
      source,
      reading: readSource(source, workload.namespace, facts),
    }));
    // What generate has accepted was in its input.
    const isGenerated = generatedAnnotation(workload.annotations) !== undefined;
    const isReported = ({ reading: { is } }: Use) =>
      is === 'other' || (!isGenerated && (is === 'absent' || is === 'lacking'));
    const reported = uses.filter(isReported);
    const isFixed = (use: Use) =>
      wantsFix(workload.settings, 'env-source') && use.source.optional && use.reading.is !== 'other';
    yield* removals(reported.filter(isFixed));
    const others = reported.filter((use) => !isFixed(use));
    for (const group of groupBy(others, groupOf).values()) {
      const finding = findingOf(group, workload, facts);
      const isRemovable = group.every(({ source, reading }) => source.optional && reading.is !== 'other');
      // Do not advise to remove the entry if the object may exist.
      const isAnswered = isRemovable && finding.severity !== 'warning';
      yield { ...finding, ...(isAnswered && optInSetting('env-source')) };
    }
    for (const source of sources) {
      const finding = prefixFinding(source);
      if (finding) yield finding;
    }
  },
});

interface Use {
  source: EnvironmentSource;
  reading: Reading;
}

/** Removes optional entries whose source does not exist, which Kubernetes ignores: one finding for each list of a container. */
function* removals(uses: readonly Use[]): Iterable<Finding> {
  for (const group of groupBy(uses, ({ source }) => listPathOf(source).join()).values()) {
    const { container, list } = group[0]!.source.entry;
    const path = listPathOf(group[0]!.source);
    const indexes = group.map(({ source }) => source.entry.path.at(-1) as number);
    const variables = list === 'env' ? joinWords(group.map(({ source }) => source.entry.name)) : list;
    const objects = joinWords(group.map(({ source: { kind, name } }) => `${kind} ${JSON.stringify(name)}`));
    const what = `the optional ${variables} of ${container.title} from ${objects}`;
    yield {
      path,
      message: `contrast generate fails on ${what}, which the input does not contain; remove it`,
      fix: {
        // From the end, so that the remaining indexes stay valid.
        edits: indexes.toSorted((a, b) => b - a).map((index) => remove([...path, index])),
        removes: true,
        message: `removed ${what}, which the input does not contain`,
      },
    };
  }
}

function listPathOf({ entry }: EnvironmentSource): Path {
  return entry.path.slice(0, -1);
}

/** Entries that one sentence describes. */
function groupOf({ source: { kind, name, key, optional }, reading }: Use): string {
  const isBinary = reading.is === 'lacking' && reading.isBinary;
  const advice = reading.is === 'absent' ? '' : `${optional} ${isBinary} ${key === undefined}`;
  return `${kind} ${name} ${reading.is} ${advice}`;
}

function findingOf(uses: readonly Use[], workload: ConfidentialWorkload, facts: InputIndex): Finding {
  const { source, reading } = uses[0]!;
  const users = [...new Set(uses.map((use) => use.source.entry.container.title))];
  const variables = joinWords(uses.map((use) => entryTitle(use.source.entry)));
  const isOptional = uses.every((use) => use.source.optional);
  const object = `${isOptional ? 'the optional ' : ''}${source.kind} ${JSON.stringify(source.name)}`;
  const subject = `${joinWords(users)} ${users.length > 1 ? 'take' : 'takes'} ${variables} from ${object}`;
  const orRemove = isOptional ? ` or remove ${uses.length > 1 ? 'the entries' : 'the entry'}` : '';
  const { path } = source.entry;
  switch (reading.is) {
    case 'absent': {
      // Generate may get the object from a file that is not in the input.
      const isCertain = facts.isWholeDeployment;
      const { instead } = reading;
      const consequence = instead
        ? `contrast generate uses the one of namespace ${JSON.stringify(instead.namespace)}`
        : `contrast generate fails${isCertain ? '' : ' unless another of its files contains it'}`;
      const severity = isCertain ? {} : ({ severity: 'warning' } as const);
      return {
        path,
        ...severity,
        message: `${subject}, which is not in the input: ${consequence}; add the object${orRemove}`,
      };
    }
    case 'lacking': {
      const keys = [...new Set(uses.flatMap((use) => use.source.key ?? []))];
      const noun = keys.length > 1 ? 'keys' : 'key';
      const content =
        keys.length === 0 ? 'values' : `the ${noun} ${joinWords(keys.map((key) => JSON.stringify(key)))}`;
      const it = keys.length === 1 ? 'it' : 'them';
      const lack = reading.isBinary
        ? `has ${content} only in binaryData, which environment variables cannot use, so contrast generate fails; write ${it} to data as text`
        : `does not have ${keys.length === 0 ? 'data' : content}, so contrast generate fails; add ${keys.length === 0 ? 'data' : it}`;
      return { path, message: `${subject}, which ${lack}${orRemove}` };
    }
    default: {
      const isTwice = (reading as Other).used.namespace === workload.namespace;
      return {
        path,
        message:
          `${subject}, of which the input has several: contrast generate reads the first one${isTwice ? '' : `, of namespace ${JSON.stringify((reading as Other).used.namespace)}`}, ` +
          `but the pod gets another value, so the container is rejected at start; ${isTwice ? 'remove' : 'rename'} one of them`,
      };
    }
  }
}

type Other = Reading & { is: 'other' };

/**
 * Generate gives the variables in the policy the names that they have without the prefix. Run with genpolicy and rules.rego of Kata 3.32.0 and
 * 4.1.0: the policy denies a container with the prefixed name, and one with the value of another namespace's object.
 */
function prefixFinding({ entry, kind, name }: EnvironmentSource): Finding | undefined {
  const prefix = textAt(entry.node, 'prefix') ?? '';
  if (entry.list !== 'envFrom' || prefix === '') return undefined;
  return {
    path: [...entry.path, 'prefix'],
    currentValue: prefix,
    message: `${entry.container.title} puts the prefix ${JSON.stringify(prefix)} before the keys of ${kind} ${JSON.stringify(name)}, which contrast generate ignores, so the container is rejected at start; write each variable as an entry of env`,
  };
}
