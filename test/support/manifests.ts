import { collectFacts, type InputFacts } from '../../src/cluster/facts.ts';
import { inOrder, partOf, type Splice } from '../../src/edit/splice.ts';
import { frame } from '../../src/frame.ts';
import { readIdentity } from '../../src/kube/identity.ts';
import { readWorkload, type Workload } from '../../src/kube/workload.ts';
import { podTemplatePaths } from '../../src/kube/workload-kinds.ts';
import { prepare } from '../../src/prepare.ts';
import type { Result } from '../../src/result.ts';
import type { Rule } from '../../src/rule.ts';
import { sourceText } from '../../src/yaml/source-text.ts';
import { configOf } from '../config/load.ts';

const framed = (text: string) => frame(sourceText(text), { isOfInterest: () => true, namespace: '' });

/** The first workload of some manifests and what the others say, under a configuration given as YAML. */
export function workloadOf(
  text: string,
  spec = 'platform: Metal-QEMU-SNP',
): { workload: Workload; facts: InputFacts } {
  const input = framed(text);
  const { settings, customResources } = configOf(spec);
  for (const resource of input.resources) {
    const [podTemplate] = podTemplatePaths(resource, customResources);
    if (!podTemplate) continue;
    const workload = readWorkload(resource, podTemplate, readIdentity(resource, podTemplate), settings);
    return { workload, facts: collectFacts(input) };
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
  const { splices } = prepare(framed(text), configOf(spec), rules, {
    report: (result) => results.push(result),
  });
  return { output: spliced(text, splices), results };
}

/** The text with all splices made. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return partOf(text, inOrder(splices), 0, text.length);
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
