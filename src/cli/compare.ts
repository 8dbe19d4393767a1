import { type Comparison, compareWithLive } from '../compare/compare.ts';
import { readObjects } from '../compare/read-objects.ts';
import type { ManifestFile } from '../files/concatenate.ts';
import { MISSING_KIND } from '../files/missing-kind.ts';
import { runTogether } from '../files/prepare-files.ts';
import type { Input } from '../manifest/types.ts';
import { CostObserver } from '../report/costs/cost-observer.ts';
import type { ReportedRun } from '../report/report.ts';
import { InputError, PreparationError, type Problem, reworded } from '../util/errors.ts';
import { decodeSource } from '../yaml/decode.ts';
import { sourceText } from '../yaml/source.ts';
import { readFile } from './configuration-file.ts';
import { problemText } from './files/hints.ts';
import { readManifests } from './manifest-files.ts';
import type { Arguments } from './parse-args.ts';
import { reportFor } from './report-file.ts';
import { outputFormat, showReport } from './show-report.ts';
import type { Terminal } from './terminal.ts';
import { KUBECTL_GET } from './usage.ts';

/**
 * `compare PATH… --live FILE|-`: reports how live objects differ from the files that were prepared, and why their pods do not start. Opens
 * no connection. Returns exit code 1 if an error was found or a file was left out, with `--strict` also for warnings.
 */
export function compareCommand(options: Arguments, terminal: Terminal): number {
  const live = liveFiles(options);
  const format = outputFormat(options);
  const report = reportFor({ ...options, words: [...options.words, ...live] });
  const prepared = readPrepared(options, terminal);
  const { results, pods, workloads } = compareFiles(prepared.input, readLive(live, terminal));
  const { strict } = options;
  const answer: ReportedRun = {
    results,
    source: prepared.input.text,
    failed: results.some(({ severity }) => severity === 'error' || (strict && severity === 'warning')),
    profile: 'comparison with live objects',
    selected: workloads,
    checked: true,
    comparedPods: pods,
  };
  const { sources, problems: leftOut } = prepared;
  report?.write(answer, sources, leftOut);
  const { costs, unsized } = new CostObserver();
  return showReport({ answer, sources, costs, unsized, leftOut }, format, options, terminal);
}

/** Returns the values of `--live`. @throws PreparationError for arguments that do not go together. */
function liveFiles({ words, given, assignments }: Arguments): readonly string[] {
  const live = given.get('--live') ?? [];
  if (words.length === 0)
    throw new PreparationError(
      'usage-missing-argument',
      'compare: name the files or folders that were prepared or generated',
    );
  if (live.length === 0)
    throw new PreparationError(
      'usage-missing-argument',
      `compare: --live is required; it reads the output of ${KUBECTL_GET}`,
    );
  if ([...words, ...live].filter((one) => one === '-').length > 1)
    throw new PreparationError(
      'usage-conflict',
      'compare: only one input can be stdin (-); write the other one to a file',
    );
  const setting = assignments.find(({ source }) => source.startsWith('--'));
  if (setting)
    throw new PreparationError(
      'usage-unknown-flag',
      `${setting.source} is not valid for compare. See compare --help`,
    );
  return live;
}

/** Reads the files, with every object parsed: the live side has other offsets, so that a later error would name the wrong file. */
function readPrepared(options: Arguments, terminal: Terminal) {
  const manifests = readManifests(options, () => terminal.readInput());
  if (manifests.kind === 'stream' && isBlank(manifests.source.text))
    throw new PreparationError(
      'input-empty',
      'the input is empty; pipe the manifests that were prepared or generated into compare',
    );
  const files =
    manifests.kind === 'files' ? manifests.files : [{ file: 'stdin', content: manifests.source.text }];
  const { answer, joined, broken } = runTogether(files, 'compare', ({ text }) => {
    const input = readObjects(sourceText(text), options.namespace);
    for (const { root } of input.resources) void root;
    return input;
  });
  const problems = manifests.kind === 'files' ? manifests.problems : [];
  return { input: answer, sources: joined.sources, problems: [...problems, ...broken] };
}

/** Reads the output of kubectl. Unlike manifests, its files may have any name. @throws PreparationError if one has no content. */
function readLive(files: readonly string[], terminal: Terminal): ManifestFile[] {
  return files.map((file) => {
    try {
      const { text } = file === '-' ? terminal.readInput() : decodeSource(readFile(file));
      if (isBlank(text))
        throw new PreparationError('input-empty', 'is empty; check that kubectl get was successful');
      return { file: file === '-' ? 'stdin' : file, content: text };
    } catch (error) {
      throw reworded(error, (message) => `--live ${file}: ${message}`);
    }
  });
}

/**
 * Compares the files with the live objects.
 * @throws PreparationError if a file with live objects cannot be used: a result without its objects would be wrong.
 */
function compareFiles(prepared: Input, live: readonly ManifestFile[]): Comparison {
  try {
    const { answer, files, broken } = runTogether(live, 'compare', ({ text }) =>
      compareWithLive(prepared, readLiveObjects(text)),
    );
    const [unused] = live.filter((one) => !files.includes(one));
    if (unused) {
      const { file: path } = unused;
      const problem = broken.find((one) => one.path === path) ?? { path, ...NO_OBJECT };
      throw new PreparationError(problem.code, problemText(problem));
    }
    return answer;
  } catch (error) {
    if (!(error instanceof PreparationError) || error.code !== NO_OBJECT.code) throw error;
    throw reworded(
      error,
      (message) => `${message}; --live reads the output of kubectl get -o yaml or -o json`,
    );
  }
}

const NO_OBJECT: Problem = { code: 'not-an-object', message: 'contains no Kubernetes object' };

function readLiveObjects(text: string): Input {
  const input = readObjects(sourceText(text));
  const kindless = input.resources.find(({ kind }) => kind === '');
  if (kindless) throw InputError.at(NO_OBJECT.code, text, kindless.root.start, MISSING_KIND);
  return input;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
