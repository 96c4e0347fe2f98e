import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { PlannedInspection } from '../../client/runs/inspectionPlan';
import { mismatches } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { formatList } from '../../shared/values/formatList';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';

/** What a verification found, by line of the checksum file. Imports no vscode. */

export interface ChecksumFinding {
  /** Counted from 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

/** How many unlisted files a message names. */
const namedFiles = 3;

/** The result in the words of other checksum tools. */
function verdict({ status, code }: Outcome): string {
  if (code === 'vanished') return l10n.t('MISSING');
  return status === 'failed' ? l10n.t('FAILED') : l10n.t('Skipped');
}

/** The lines whose digest differs, or the line that lists the file if no digest is known. */
function contradictedLines(outcome: Outcome, { tasks, lines }: PlannedInspection, taskAt: ReadonlyMap<number, number>): readonly number[] {
  const task = tasks[taskAt.get(outcome.id) ?? -1];
  const digests = outcome.findings?.digests;
  if (task && digests) return mismatches(task, digests).map(({ line }) => line);
  const line = lines.get(outcome.id);
  return line === undefined ? [] : [line];
}

/** One finding for all files that the list does not name. */
function unlistedFinding(unlisted: readonly Outcome[]): ChecksumFinding[] {
  if (unlisted.length === 0) return [];
  const names = unlisted.slice(0, namedFiles).map(({ source }) => basename(source));
  const more = unlisted.length - names.length;
  const shown = formatList([...names, ...(more > 0 ? [l10n.t('{0} more', formatCount(more))] : [])], 'narrow');
  return [{ line: 1, severity: 'information', message: l10n.t('Not in this list: {0} ({1}).', fileCount(unlisted.length), shown) }];
}

/**
 * The problems of a verified checksum file: lines that cannot be read, files that differ, and files that are not listed.
 * @param outcomes of the files that differ from the list
 */
export function checksumFindings(plan: PlannedInspection, outcomes: readonly Outcome[]): ChecksumFinding[] {
  const taskAt = new Map(plan.tasks.map(({ id }, index) => [id, index]));
  const errors = plan.summary.errors.map(({ line, message }): ChecksumFinding => ({ line, severity: 'warning', message }));
  const different = outcomes.filter(({ status, code }) => status !== 'canceled' && code !== 'not-listed');
  const findings = different.flatMap((outcome) => {
    const severity = outcome.status === 'failed' ? ('error' as const) : ('warning' as const);
    const message = l10n.t('{0}: {1}. {2}', basename(outcome.source), verdict(outcome), outcome.message ?? '');
    return contradictedLines(outcome, plan, taskAt).map((line) => ({ line, severity, message }));
  });
  return [...errors, ...findings, ...unlistedFinding(outcomes.filter(({ code }) => code === 'not-listed'))];
}
