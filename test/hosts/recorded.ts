import { structuredPatch } from 'diff';
import { dump, load } from 'js-yaml';
import { objects, type Result } from './compare.ts';
import { prepareContrast } from './programs.ts';
import { run, type Workspace } from './workspace.ts';

interface ResourceList {
  kind?: string;
  items?: unknown[];
  results?: Result[];
}

/** The lines that the function took out of and put into the manifests, as `-…` and `+…`; its results do not count. */
export function changedLines(workspace: Workspace): string[] {
  const [before, after] = [workspace.functionInput(), workspace.functionOutput()].map(withoutResults);
  const { hunks } = structuredPatch('', '', before!, after!, '', '', { context: 0 });
  return hunks.flatMap(({ lines }) => lines).filter((line) => /^[-+]/.test(line));
}

/** What the function reported to the host; a post-renderer reports nothing to Helm, so there it is asked again. */
export async function reportedBy(workspace: Workspace, spec: object): Promise<Result[]> {
  const output = workspace.functionOutput();
  if (/^kind: ['"]?ResourceList/m.test(output)) return (load(output) as ResourceList).results ?? [];

  const functionConfig = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    metadata: { name: 'x' },
    spec,
  };
  const list = {
    apiVersion: 'config.kubernetes.io/v1',
    kind: 'ResourceList',
    items: objects(workspace.functionInput()),
    functionConfig,
  };
  const { stdout } = await run(
    prepareContrast,
    [],
    workspace.folder,
    workspace.env,
    dump(list, { noRefs: true }),
  );
  return (load(stdout) as ResourceList).results ?? [];
}

/** Results are at the root of a ResourceList, in block style, as the hosts write the list. */
function withoutResults(text: string): string {
  return text.replace(/^results:.*\n(?:[ -].*\n?|\n)*/m, '').trimEnd();
}
