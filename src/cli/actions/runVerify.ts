import { basename, dirname } from 'node:path';
import { requestInspectionPlan } from '../../client/runs/inspectionPlan';
import { onOneLine } from '../../shared/checksums/checksumFile';
import { relativePath } from '../../shared/values/paths';
import type { OrderOptions, PoolOptions, SelectionOptions } from '../args/commonOptions';
import { exitCodes } from '../environment/exitCodes';
import { realFolder } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { verdictOf, verifiedLines } from '../output/verifiedLines';
import { inspectAndReport, printEarlyEnd } from './inspectAndReport';

export type VerifyCommandOptions = PoolOptions &
  OrderOptions &
  Pick<SelectionOptions, 'ignore'> & { readonly allowOutside?: readonly string[] };

/** Checks the files that a checksum file lists. @param list its absolute path @returns the exit code */
export async function runVerify(list: string, options: VerifyCommandOptions, session: PoolSession): Promise<number> {
  const folder = realFolder(dirname(list));
  const { ignore: useIgnoreFiles, order, timeout, json = false, allowOutside = [] } = options;
  const roots = [folder, ...allowOutside];
  const request = { list, roots, allowOutside: false, tellExtra: true, excludeGlobs: [], useIgnoreFiles, order };
  const plan = await requestInspectionPlan(session.client, request, session.signal);
  const { errors, listError, outside } = plan.summary;
  if (listError !== undefined) throw new UsageError(`${list}: ${listError}`);
  const { end, outcomes, reporter } = await inspectAndReport(plan, { timeout, json, lineOf: verifiedLines(plan, folder) }, session);
  printEarlyEnd(end);
  if (outside.length > 0)
    process.stderr.write('Files outside the folder of the checksum file were not read. --allow-outside <folder> allows a folder.\n');
  if (json) {
    for (const error of errors) process.stdout.write(`${JSON.stringify({ error })}\n`);
    reporter.end(end);
  } else {
    for (const { line, message } of errors) process.stderr.write(`${basename(list)}:${line}: ${message}\n`);
    for (const outcome of outcomes) process.stdout.write(`${onOneLine(relativePath(outcome.source, folder))}: ${verdictOf(outcome)}\n`);
  }
  const hasFailures = outcomes.some(({ status, code }) => status !== 'done' && code !== 'not-listed');
  return end.state === 'finished' && !hasFailures && errors.length === 0 ? exitCodes.success : exitCodes.someFailed;
}
