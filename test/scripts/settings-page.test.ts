import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleOf, settingsPage } from '../../scripts/settings-page.ts';
import { dottedName, kebabName } from '../../src/config/assignments.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { fields } from '../../src/generated/fields.ts';
import { rules } from '../../src/rules/index.ts';
import { document, json } from '../config/load.ts';
import { program } from '../files/workspace.ts';

test('the page has every setting with its default, flag and example', () => {
  const sections = settingsPage().split('\n## ').slice(1);
  assert.deepEqual(
    sections.map((section) => section.split('\n')[0]),
    fields.map(dottedName),
  );
  for (const [index, section] of sections.entries()) {
    assert.match(section, /Default: /);
    assert.ok(section.includes(`\`--${kebabName(fields[index]!)}\``));
    assert.match(section, /```yaml\n/);
  }
});

test('every example is a valid configuration that differs from the default', () => {
  const ruleIds = rules.map(({ id }) => id);
  for (const field of fields) {
    const example = exampleOf(field) as object;
    assert.notDeepEqual(field.example, field.default, dottedName(field));
    const base = document('platform: Metal-QEMU-SNP') as { spec: object };
    const whole = { ...base, spec: { ...base.spec, ...example } };
    const readSizesFile = () => ({
      source: 'image-sizes.yaml',
      document: json('{apiVersion: prepare-contrast.dev/v1alpha1, kind: ImageSizes, spec: {images: []}}'),
    });
    const readUsageFile = () => ({
      source: 'memory-usage.yaml',
      document: json('{apiVersion: prepare-contrast.dev/v1alpha1, kind: MemoryUsage, spec: {workloads: []}}'),
    });
    loadConfig({
      document: JSON.parse(JSON.stringify(whole)),
      readSizesFile,
      readUsageFile,
      ruleIds,
      parseYaml: json,
    });
  }
});

test('help settings has the examples of lists and maps', () => {
  const text = program('.', ['help', 'settings']).stdout.replace(/\s+/g, ' ');
  for (const { type, example } of fields)
    if (type === 'yaml')
      assert.ok(
        text.includes(`As YAML text, such as ${JSON.stringify(example)}.`.replace(/\s+/g, ' ')),
        JSON.stringify(example),
      );
});
