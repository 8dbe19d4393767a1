import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '../files/paths.ts';
import { PreparationError } from '../util/errors.ts';
import { printable } from '../util/text.ts';
import { isOn } from './boolean-flags.ts';
import { type Arguments, COMMANDS, type Flag } from './parse-args.ts';
import { overlayOf } from './prepared-overlay.ts';
import type { Terminal } from './terminal.ts';

/** The name of the configuration that `init` writes and that is found beside manifests. */
export const CONFIGURATION = 'prepare-contrast.yaml';

/**
 * Returns the arguments with the configuration that is found beside the manifests, unless one is given or the command finds none: the
 * closest one from each path up to the root of the repository; for stdin, from the working directory.
 * @throws PreparationError if the paths have different configurations, because a run has one.
 */
export function withFoundConfiguration(options: Arguments): Arguments {
  const { command, words, config, given } = options;
  const finds = (COMMANDS[command].flags as readonly Flag[]).includes('--no-config');
  if (!finds || config !== undefined || isOn(given, '--no-config')) return options;
  const paths = words.filter((word) => word !== '-');
  // Many files are in few folders.
  const searched = new Map<string, string | undefined>();
  const configurationFor = (path: string) => {
    const folder = folderOf(path);
    if (!searched.has(folder)) searched.set(folder, configurationAbove(folder));
    return searched.get(folder);
  };
  const found = (paths.length === 0 ? ['.'] : paths).map((path) => ({ path, file: configurationFor(path) }));
  const [first, ...others] = found;
  const other = others.find(({ file }) => file !== first!.file);
  if (other) {
    const places = [first!, other].map(({ path, file }) => `${path}: ${file ?? 'no configuration'}`);
    throw new PreparationError(
      'config-conflict',
      `the paths have different configurations (${places.join('; ')}); name them in separate runs, or choose one with --config FILE or --no-config`,
    );
  }
  return first!.file === undefined ? options : { ...options, config: first!.file, configOrigin: 'found' };
}

/** Names the configuration that was found on stderr, for outputs that cannot contain it. */
export function showFoundConfiguration({ config, configOrigin }: Arguments, terminal: Terminal): void {
  if (config !== undefined && configOrigin === 'found')
    terminal.writeMessage(`prepare-contrast: configuration ${printable(config)}\n`);
}

/** The folder itself, or that of a file. */
function folderOf(path: string): string {
  const full = resolve(path);
  return statSync(full, { throwIfNoEntry: false })?.isDirectory() ? full : dirname(full);
}

/** Returns the closest configuration from a folder up, relative to the working directory: in a folder, or in the overlay beside it. */
function configurationAbove(start: string): string | undefined {
  const limit = limitOf(start);
  for (const folder of foldersUpFrom(start)) {
    const file = join(folder, CONFIGURATION);
    if (existsSync(file)) return relative('', file);
    if (folder === limit) break;
    const overlay = join(overlayOf(folder), CONFIGURATION);
    if (existsSync(overlay)) return overlay;
  }
  return undefined;
}

/**
 * The last folder to look into: the root of the repository. Outside of repositories it is the working directory, or the folder itself if
 * it is elsewhere, because anybody may have written files into the folders above.
 */
function limitOf(start: string): string {
  const repository = foldersUpFrom(start).find((folder) => existsSync(join(folder, '.git')));
  if (repository !== undefined) return repository;
  const here = resolve();
  return start === here || isInside(start, here) ? here : start;
}

/** The folder and all folders above it. */
function foldersUpFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}
