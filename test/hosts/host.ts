import { dump } from 'js-yaml';
import type { Program } from './programs.ts';
import type { Outcome, Workspace } from './workspace.ts';

/** What to run a host on. */
export interface Job {
  /** Manifests by file name, without folders. */
  files: Record<string, string>;
  /** The `spec` of the functionConfig. */
  spec: object;
}

/** What a host made of a job. */
export interface Prepared extends Outcome {
  /** The manifests as the host would hand them on; '' where it failed. */
  manifests: string;
}

/** One way in which a host calls the function. */
export interface Host {
  title: string;
  program: Program;
  /** The host hands over the text of the manifests, comments included, and keeps what comes back. */
  keepsComments: boolean;
  /** The host prints a failing function's stderr. */
  showsFailure: boolean;
  /** The host prints the results of a function that succeeded. */
  showsResults: boolean;
  /** The host takes the function out of an image. */
  usesEngine: boolean;
  prepare(workspace: Workspace, job: Job): Promise<Prepared>;
}

/** Name of the image by which hosts call the function. */
export const IMAGE = 'registry.example.com/prepare-contrast:test';

/** The functionConfig as a file for the host to read. */
export function functionConfig(spec: object, annotations: Record<string, string> = {}): string {
  const metadata = { name: 'prepare-contrast', annotations };
  return dump({ apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', metadata, spec });
}
