import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dottedName, environmentName, kebabName } from '../../src/config/assignments.ts';
import { takeConfigFlags, takeEnvironment, unknownFlag } from '../../src/config/flags.ts';
import { type Field, fields } from '../../src/generated/fields.ts';
import type { Json, JsonObject } from '../../src/util/json.ts';
import { configMap, configOf, document, json, load, problemsOf } from './load.ts';

/** Texts for settings that are neither an enumeration, a boolean nor a number. */
const TEXTS: Record<string, string[]> = {
  platform: ['Metal-QEMU-SNP', 'metal-qemu-tdx'],
  contrastVersion: ['1.17', '1.18'],
  'runtimeClass.name': ['contrast-cc', 'contrast-cc-metal-qemu-tdx'],
  overhead: ['256Mi', '0', '268435456'],
  guestMemory: ['512Mi', '1e9'],
  'memory.default': ['256Mi', '1073741824'],
  'memory.headroom': ['0%', '12.5%'],
  'memory.containers': ['{"*/web": 1Gi}', '"a-*/b": 2Gi\n"*/*": 64Mi\n'],
  'workloads.include': ['[{kind: Deployment}]', '- labelSelector: a=b,c\n- {}'],
  'workloads.exclude': ['[]', '[{name: [a, "b*"]}]'],
  'workloads.paths': ['[{apiVersion: a.b/v1, kind: Rollout, podTemplate: spec.template}]'],
  'workloads.kinds': ['[{group: example.com, kind: Rule, pods: none}]'],
  'workloads.overrides': ['[{match: {name: redis}, overhead: 1Mi}]'],
  'images.sizes': ['[{image: "nginx:stable", compressed: 67Mi}]', '[]'],
  'fields.remove': ['[enableServiceLinks]', '- hostAliases\n- containers.workingDir', '[]'],
  'images.store.size': ['10Gi', '0'],
  rules: ['{vm-size: off}', 'cpu-limit: {fix: false}\nimage-digest: error', '{}'],
};

function textsOf(field: Field): fc.Arbitrary<string> {
  if (field.enum) return fc.constantFrom(...field.enum);
  if (field.type === 'boolean') return fc.constantFrom('true', 'false');
  // minVcpus stays below maxVcpus.
  if (field.path.at(-1) === 'minVcpus') return fc.constantFrom('1', '2');
  if (field.type === 'integer') return fc.integer({ min: 2, max: 64 }).map(String);
  if (field.type === 'number') return fc.constantFrom('1', '2.5', '10', '1e2');
  const texts = TEXTS[dottedName(field)];
  assert.ok(texts, `no texts for ${dottedName(field)}`);
  return fc.constantFrom(...texts);
}

/** Other settings name files. */
const chosen = fields.filter(
  (field) => !['images.sizesFrom', 'memory.usageFrom'].includes(dottedName(field)),
);

/** Any choice of settings with a text each; always a platform. */
const choices: fc.Arbitrary<[Field, string][]> = fc
  .tuple(
    ...chosen.map((field) =>
      fc.option(textsOf(field), { nil: undefined, freq: field.path[0] === 'platform' ? 1e9 : 1 }),
    ),
  )
  .map((texts) =>
    chosen.flatMap((field, index): [Field, string][] => {
      const text = texts[index] ?? (field.path[0] === 'platform' ? 'Metal-QEMU-SNP' : undefined);
      return text === undefined ? [] : [[field, text]];
    }),
  );

/** The same settings as a PrepareContrast, each with the type of its field. */
function asDocument(choice: [Field, string][]): Json {
  const spec: JsonObject = {};
  for (const [field, text] of choice) {
    let parent = spec;
    for (const key of field.path.slice(0, -1)) {
      parent[key] ??= {};
      parent = parent[key] as JsonObject;
    }
    parent[field.path.at(-1)!] = field.type === 'string' ? text : json(text);
  }
  return { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec };
}

test('file, ConfigMap, flags and environment agree', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const { config } = load({ document: asDocument(choice) });
      const named = (nameOf: (field: Field) => string) =>
        Object.fromEntries(choice.map(([field, text]) => [nameOf(field), text]));
      assert.deepEqual(load({ document: configMap(named(dottedName)) }).config, config);
      assert.deepEqual(load({ document: configMap(named(kebabName)) }).config, config);
      assert.deepEqual(load(takeEnvironment(named(environmentName))).config, config);

      const apart = choice.flatMap(([field, text]) => [`--${kebabName(field)}`, text]);
      const joined = choice.map(([field, text]) => `--${kebabName(field)}=${text}`);
      for (const argv of [apart, joined]) {
        const { rest, ...flags } = takeConfigFlags(argv);
        assert.deepEqual(rest, []);
        assert.deepEqual(load(flags).config, config);
      }
    }),
    { numRuns: 100 },
  );
});

test('a flag counts before the environment, and that before the file', () => {
  const file = document(
    'platform: Metal-QEMU-SNP\noverhead: 1Mi\nguestMemory: 1Mi\nmemory: {default: 1Mi, initContainers: kubelet}',
  );
  const environment = takeEnvironment({
    PREPARE_CONTRAST_GUEST_MEMORY: '2Mi',
    PREPARE_CONTRAST_MEMORY_DEFAULT: '2Mi',
  });
  const flags = takeConfigFlags(['--memory-default=3Mi']);
  const assignments = [...environment.assignments, ...flags.assignments];
  const { settings } = load({ document: file, assignments }).config;
  assert.equal(settings.overhead?.text, '1Mi');
  assert.equal(settings.guestMemory?.text, '2Mi');
  assert.equal(settings.memory.default?.text, '3Mi');
  assert.equal(settings.memory.initContainers, 'kubelet');
});

test('flags of settings are separated from the arguments of the command', () => {
  const rows: [argv: string[], assigned: Record<string, string>, rest: string[], ...problems: string[]][] = [
    [['check', '--platform', 'x', 'a.yaml'], { platform: 'x' }, ['check', 'a.yaml']],
    [['--namespace', 'shop', '--overhead=1Mi', '-v'], { overhead: '1Mi' }, ['--namespace', 'shop', '-v']],
    [['--cpu-multi-vcpu', 'a.yaml'], { 'cpu.multiVcpu': 'true' }, ['a.yaml']],
    [['--cpu-multi-vcpu', 'false', 'a.yaml'], { 'cpu.multiVcpu': 'false' }, ['a.yaml']],
    [['--cpu-multi-vcpu=no'], { 'cpu.multiVcpu': 'no' }, []],
    [['--overhead=a=b', '--guest-memory='], { overhead: 'a=b', guestMemory: '' }, []],
    [['--rules', 'a:\nb'], { rules: 'a:\nb' }, []],
    [['--overhead', '-1'], { overhead: '-1' }, []],
    [['--overhead', '1', '--overhead', '2'], { overhead: '2' }, []],
    [['--', '--overhead', '1'], {}, ['--', '--overhead', '1']],
    [['--overhead'], {}, [], '--overhead: needs a value'],
    [['--overhead', '--platform', 'x'], { platform: 'x' }, [], '--overhead: needs a value'],
    [['--platfrom', 'x'], {}, ['--platfrom', 'x']],
    [[], {}, []],
  ];
  for (const [argv, assigned, rest, ...problems] of rows) {
    const taken = takeConfigFlags(argv);
    const found = Object.fromEntries(taken.assignments.map(({ field, value }) => [dottedName(field), value]));
    assert.deepEqual(
      [found, taken.rest, taken.problems.map(({ message }) => message)],
      [assigned, rest, problems],
      argv.join(' '),
    );
  }
});

test('an unknown flag or variable names the nearest', () => {
  const commands = ['--namespace', '--config'];
  const rows = [
    ['--platfrom', '--platfrom: unknown flag; did you mean --platform?'],
    ['--imagesMultiplier=3', '--imagesMultiplier: unknown flag; did you mean --images-multiplier?'],
    ['--namespac', '--namespac: unknown flag; did you mean --namespace?'],
    [
      '--runtime-class',
      '--runtime-class: unknown flag; did you mean --runtime-class-name or --runtime-class-on-conflict?',
    ],
    ['--quite-another-thing', '--quite-another-thing: unknown flag; see --help'],
  ];
  for (const [flag, message] of rows) assert.equal(unknownFlag(flag!, commands).message, message);

  const { assignments, problems } = takeEnvironment(
    {
      HOME: '/',
      PREPARE_CONTRAST_OVERHED: '1Mi',
      PREPARE_CONTRAST_OVERHEAD: '',
      PREPARE_CONTRAST_CONFIG: 'x',
    },
    ['PREPARE_CONTRAST_CONFIG'],
  );
  assert.deepEqual(assignments, []);
  assert.deepEqual(problems, [
    {
      code: 'config-unknown-name',
      message: 'PREPARE_CONTRAST_OVERHED: unknown variable; did you mean PREPARE_CONTRAST_OVERHEAD?',
    },
  ]);
});

test('a problem names the place where the user wrote it', () => {
  const file = document('platform: Metal-QEMU-SNP\noverhead: x\nimages: 3');
  const flags = takeConfigFlags([
    '--guest-memory=y',
    '--workloads-include=[{knd: a}, 3]',
    '--rules={',
    '--memory-default',
  ]);
  const environment = takeEnvironment({ PREPARE_CONTRAST_CPU_MAX_VCPUS: 'many' });
  const problems = problemsOf({
    document: file,
    assignments: [...environment.assignments, ...flags.assignments],
    problems: [...environment.problems, ...flags.problems],
  });
  assert.deepEqual(
    problems.map((problem) => problem.replace(/ is not valid.*|: unknown key.*/, '')),
    [
      '--memory-default: needs a value',
      '--rules: "{"',
      'spec.overhead: "x"',
      '--guest-memory: "y"',
      '--workloads-include[0].knd',
      '--workloads-include[1]: 3',
      'PREPARE_CONTRAST_CPU_MAX_VCPUS: "many"',
      'spec.images: 3',
    ],
  );
});

test('a ConfigMap is checked like the rest', () => {
  const all = fields.map(dottedName).join(', ');
  const rows: [data: Record<string, Json>, ...problems: (string | RegExp)[]][] = [
    [{ platfrom: 'x' }, 'data.platfrom: unknown key; did you mean platform?'],
    [{ 'image.multiplier': '3' }, 'data["image.multiplier"]: unknown key; did you mean images.multiplier?'],
    [{ 'images-multipler': '3' }, 'data.images-multipler: unknown key; did you mean images-multiplier?'],
    [{ 'rules.vm-size': 'off' }, 'data["rules.vm-size"]: unknown key; did you mean rules?'],
    [{ results: '{}' }, 'data.results: unknown key; did you mean results.minSeverity?'],
    [{ something: '' }, `data.something: unknown key; allowed: ${all}`],
    [
      { 'images.multiplier': 'ten' },
      'data["images.multiplier"]: "ten" is not valid; allowed: a number of at least 1',
    ],
    [
      { 'memory.default': '1Gi', 'memory-default': '1Gi' },
      'data.memory-default: the same setting as data["memory.default"]; remove one of them',
    ],
    [{ rules: '{a: [' }, /^data\.rules: "\{a: \[" is not valid: line 1, column \d+: .*; allowed: YAML text$/],
    [{ rules: '[]' }, /^data\.rules: \[\] is not valid; allowed: a map from rule/],
    [{ 'cpu.multiVcpu': 'yes' }, 'data["cpu.multiVcpu"]: "yes" is not valid; allowed: true or false'],
    [{ contrastVersion: 1.2 }, /^data\.contrastVersion: 1\.2 is not valid; allowed: .* so quote it$/],
  ];
  for (const [data, ...expected] of rows) {
    const problems = problemsOf({ document: configMap({ platform: 'Metal-QEMU-SNP', ...data }) });
    assert.equal(problems.length, expected.length, problems.join('\n'));
    for (const [index, problem] of expected.entries()) {
      if (problem instanceof RegExp) assert.match(problems[index]!, problem);
      else assert.equal(problems[index], problem);
    }
  }
  const map = { ...(configMap({ platform: 'Metal-QEMU-SNP' }) as JsonObject), spec: {} };
  assert.deepEqual(problemsOf({ document: map }), [
    'spec: unknown key; allowed: apiVersion, kind, metadata, data, immutable',
  ]);
  const list = { ...(configMap({}) as JsonObject), data: [] };
  assert.equal(problemsOf({ document: list })[0], 'data: [] is not valid; allowed: a map of settings');
});

test('a ConfigMap written by hand may hold numbers and booleans', () => {
  const map = configMap({
    platform: 'Metal-QEMU-SNP',
    'images.multiplier': 4,
    'cpu.multiVcpu': true,
    overhead: null,
  });
  assert.deepEqual(
    load({ document: map }).config,
    configOf('platform: Metal-QEMU-SNP\nimages: {multiplier: 4}\ncpu: {multiVcpu: true}'),
  );
});
