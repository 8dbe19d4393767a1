import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { hostPath, type Program, root } from '../hosts/programs.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';

/** Runs `body` in a workspace that has the examples, with programs on PATH under the names that the examples call them by. */
export function inExamples(
  programs: Record<string, Program>,
  body: (workspace: Workspace) => Promise<void>,
): Promise<void> {
  return inWorkspace((workspace) => {
    cpSync(join(root, 'examples'), join(workspace.folder, 'examples'), { recursive: true });
    for (const [name, program] of Object.entries(programs))
      symlinkSync(hostPath(program), join(workspace.folder, 'bin', name));
    return body(workspace);
  });
}

/** The objects of a file of the examples. */
export function example<T = Record<string, unknown>>(path: string): T[] {
  return loadAll(readFileSync(join(root, 'examples', path), 'utf8')) as T[];
}

/** An object that makes pods, as far as tests look at it. */
export type PodMaker = {
  kind: string;
  metadata: { name: string };
  spec: {
    replicas?: number;
    template: {
      spec: {
        runtimeClassName?: string;
        containers: {
          name: string;
          image: string;
          volumeMounts: { name: string; mountPath: string; subPath?: string }[];
          resources: { requests?: Record<string, string>; limits?: Record<string, string> };
        }[];
        volumes: Record<string, unknown>[];
      };
    };
  };
};

export const isPodMaker = (object: unknown): object is PodMaker =>
  ['Deployment', 'StatefulSet', 'Job'].includes((object as PodMaker).kind);
