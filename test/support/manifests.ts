import { type ConfidentialWorkload, readWorkload } from '../../src/contrast/confidential-workload.ts';
import { prepare } from '../../src/engine/prepare.ts';
import { type InputIndex, indexInput } from '../../src/kubernetes/input/index.ts';
import { Kinds } from '../../src/kubernetes/kinds/configured.ts';
import { readIdentity } from '../../src/kubernetes/workload-metadata.ts';
import { readManifests } from '../../src/manifest/read.ts';
import type { Result } from '../../src/rules/result.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { inOrder, partOf, type TextEdit } from '../../src/yaml/edit/text-edit.ts';
import { sourceText } from '../../src/yaml/source.ts';
import { configOf } from '../config/load.ts';

const framed = (text: string) => readManifests(sourceText(text), { isOfInterest: () => true, namespace: '' });

/** The first workload of some manifests and what the others say, under a configuration given as YAML. */
export function workloadOf(
  text: string,
  spec = 'platform: Metal-QEMU-SNP',
): { workload: ConfidentialWorkload; facts: InputIndex } {
  const input = framed(text);
  const { settings, customResources } = configOf(spec);
  const kinds = new Kinds(customResources);
  for (const resource of input.resources) {
    const [podTemplate] = kinds.podTemplates(resource);
    if (!podTemplate) continue;
    const workload = readWorkload(resource, podTemplate, readIdentity(resource, podTemplate), settings);
    return { workload, facts: indexInput(input) };
  }
  throw new Error('no workload among the manifests');
}

/** What some rules make of manifests. */
export function prepared(
  text: string,
  spec: string,
  rules: readonly Rule[],
): { output: string; results: Result[] } {
  const results: Result[] = [];
  const { textEdits } = prepare(framed(text), configOf(spec), rules, {
    report: (result) => results.push(result),
  });
  return { output: spliced(text, textEdits), results };
}

/** The text with all textEdits made. */
export function spliced(text: string, textEdits: readonly TextEdit[]): string {
  return partOf(text, inOrder(textEdits), 0, text.length);
}

/** A Pod of the given `spec`, indented by two. */
export function pod(spec: string): string {
  const indented = spec.trimEnd().replace(/^/gm, '  ');
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n${indented}\n`;
}

/** A container in flow style: `main` and `sidecar`, `init` go to different lists, which `podOf` makes. */
export type ContainerRow = [role: 'main' | 'init' | 'sidecar', limits: string];

/** A Pod with one container for each row, named a, b, c … */
export function podOf(rows: ContainerRow[], extra = ''): string {
  const lines = { init: [] as string[], main: [] as string[] };
  for (const [index, [role, limits]] of rows.entries()) {
    const always = role === 'sidecar' ? ', restartPolicy: Always' : '';
    const name = String.fromCharCode(97 + index);
    lines[role === 'main' ? 'main' : 'init'].push(
      `- {name: ${name}, image: i, resources: {limits: {${limits}}}${always}}`,
    );
  }
  const init = lines.init.length > 0 ? `initContainers:\n${lines.init.join('\n')}\n` : '';
  return pod(`${init}containers:\n${lines.main.join('\n')}\n${extra}`);
}
