import type { Problem } from '../util/errors.ts';

/** A file, folder or link of a run. */
export interface Entry {
  kind: 'folder' | 'manifest' | 'other' | 'link';
  /** The path as users would write it. */
  path: string;
  /** The destination, relative to the output folder, with slashes. */
  name: string;
  /** The path of the command line under which it was found. */
  root: string;
  /** Permission bits. */
  mode: number;
  /** The text of a link. */
  target?: string;
}

/** A file or folder that is left out, and why. */
export interface FileProblem extends Problem {
  path: string;
}

/** The files and folders of a run, in the order of their names. */
export interface Tree {
  entries: Entry[];
  problems: FileProblem[];
  /** Charts and kustomizations, which need rendering before a cluster gets what they contain. */
  recognised: { path: string; kind: 'chart' | 'kustomization' }[];
  /** Temporary files of earlier runs that were killed. */
  leftovers: string[];
}
