import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { PlannedInspection } from '../../client/runs/inspectionPlan';
import { mismatches } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';

/** What verifying a checksum file found, on its lines. Imports no vscode. */

export interface ChecksumFinding {
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

/** Names of files that are told; their number says the rest. */
const namesTold = 3;

/** The word for what is wrong, as other tools have it. */
function verdict({ status, code }: Outcome): string {
  if (code === 'vanished') return l10n.t('MISSING');
  return status === 'failed' ? l10n.t('FAILED') : l10n.t('Skipped');
}

/** The lines that an outcome contradicts, or else the one that names its file. */
function linesOf(outcome: Outcome, { tasks, lines }: PlannedInspection, taskAt: ReadonlyMap<number, number>): readonly number[] {
  const task = tasks[taskAt.get(outcome.id) ?? -1];
  const digests = outcome.findings?.digests;
  if (task && digests) return mismatches(task, digests).map(({ line }) => line);
  const line = lines.get(outcome.id);
  return line === undefined ? [] : [line];
}

function extraFinding(extra: readonly Outcome[]): ChecksumFinding[] {
  if (extra.length === 0) return [];
  const names = extra.slice(0, namesTold).map(({ source }) => basename(source));
  const more = extra.length - names.length;
  const told = [...names, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])].join(', ');
  const count =
    extra.length === 1 ? l10n.t('1 file is there, but not listed:') : l10n.t('{0} files are there, but not listed:', extra.length);
  return [{ line: 1, severity: 'information', message: `${count} ${told}` }];
}

/** @param outcomes those of files that are not what the list says */
export function checksumFindings(plan: PlannedInspection, outcomes: readonly Outcome[]): ChecksumFinding[] {
  const taskAt = new Map(plan.tasks.map(({ id }, index) => [id, index]));
  const errors = plan.summary.errors.map(({ line, message }): ChecksumFinding => ({ line, severity: 'warning', message }));
  const bad = outcomes.filter(({ status, code }) => status !== 'canceled' && code !== 'not-listed');
  const findings = bad.flatMap((outcome) => {
    const severity = outcome.status === 'failed' ? ('error' as const) : ('warning' as const);
    const message = `${basename(outcome.source)}: ${verdict(outcome)}. ${outcome.message}`;
    return linesOf(outcome, plan, taskAt).map((line) => ({ line, severity, message }));
  });
  return [...errors, ...findings, ...extraFinding(outcomes.filter(({ code }) => code === 'not-listed'))];
}
