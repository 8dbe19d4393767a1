import type { Severity } from '../util/severity.ts';
import type { ReportedRun } from './report.ts';

/** What a run prepared for, and its configuration file: `Metal-QEMU-SNP, Contrast 1.25, configuration prepare-contrast.yaml`. */
export function runText({ profile, configurationFile }: ReportedRun): string {
  return configurationFile === undefined ? profile : `${profile}, configuration ${configurationFile}`;
}

/** Says which results are not listed; undefined if all are. */
export function unlistedText({
  minSeverity = 'info',
}: {
  minSeverity?: Severity | undefined;
}): string | undefined {
  return minSeverity === 'info' ? undefined : `Only results of severity ${minSeverity} or higher are listed`;
}
