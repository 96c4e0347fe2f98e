import { requestInspectionPlan } from '../../client/runs/inspectionPlan';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import type { InspectCommandOptions } from '../args/commonOptions';
import { exitCodes } from '../environment/exitCodes';
import type { PoolSession } from '../environment/poolSession';
import { inspectAndReport, inspectSelection, printEarlyEnd } from './inspectAndReport';

function problemsText(count: number): string {
  if (count === 0) return 'no problems found';
  return count === 1 ? '1 has problems' : `${formatCount(count)} have problems`;
}

/** Reports problems of images. Returns the exit code. */
export async function runCheck(paths: readonly string[], options: InspectCommandOptions, session: PoolSession): Promise<number> {
  const request = { ...inspectSelection(paths, options), inspection: { kind: 'check' } } as const;
  const plan = await requestInspectionPlan(session.client, request, session.signal);
  const { timeout, memory, json = false } = options;
  const { end, outcomes, reporter } = await inspectAndReport(
    plan,
    { timeout, ...(memory !== undefined && { memory }), json, printsSkipped: true },
    session,
  );
  const badCount = outcomes.filter(({ status }) => status !== 'done').length;
  printEarlyEnd(end);
  if (json) reporter.end(end);
  else if (end.state === 'finished') process.stdout.write(`${fileCount(outcomes.length)} checked; ${problemsText(badCount)}.\n`);
  return end.state === 'finished' && badCount === 0 ? exitCodes.success : exitCodes.someFailed;
}
