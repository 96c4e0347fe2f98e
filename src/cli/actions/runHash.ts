import { dirname } from 'node:path';
import { checksumText, type DigestedFile } from '../../client/runs/checksumText';
import { type PlannedInspection, requestInspectionPlan, withoutFile } from '../../client/runs/inspectionPlan';
import { digestCacheFolder, storeFolder } from '../../client/store/storeFolder';
import type { DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import type { Outcome } from '../../shared/run/run';
import { fileCount } from '../../shared/values/formatQuantity';
import type { InspectCommandOptions } from '../args/commonOptions';
import { checksumTarget } from '../environment/checksumTarget';
import { exitCodes } from '../environment/exitCodes';
import { realFolder } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { PlanProgress } from '../output/planProgress';
import { inspectAndReport, inspectSelection, printEarlyEnd } from './inspectAndReport';

export interface HashCommandOptions extends InspectCommandOptions {
  readonly algorithm: readonly DigestAlgorithm[];
  /** The checksum file to write; standard output when absent. */
  readonly output?: string;
  readonly tag?: boolean;
  /** False with `--no-cache`. */
  readonly cache: boolean;
}

function digestedFiles(outcomes: readonly Outcome[]): DigestedFile[] {
  return outcomes.flatMap(({ source, findings }) => (findings?.digests ? { source, digests: findings.digests } : []));
}

async function planHashes(
  paths: readonly string[],
  options: HashCommandOptions,
  { client, signal }: PoolSession,
): Promise<PlannedInspection> {
  const inspection = { kind: 'hash', algorithms: options.algorithm } as const;
  const cache = options.cache && { cacheFolder: digestCacheFolder(storeFolder()) };
  const progress = new PlanProgress(options.json ?? false);
  const request = { ...inspectSelection(paths, options), inspection, ...cache };
  return requestInspectionPlan(client, request, signal, progress.scanned).finally(() => progress.clear());
}

/** @throws UsageError when the file cannot be written */
async function writeChecksumFile({ client }: PoolSession, path: string, text: string): Promise<void> {
  const error = await client.runExclusive({}, async () => (await client.remote()).writeText(path, text));
  if (error !== undefined) throw new UsageError(`cannot write ${path}: ${error}`);
}

/** Prints the digests of files, or writes them into a checksum file. Returns the exit code. */
export async function runHash(paths: readonly string[], options: HashCommandOptions, session: PoolSession): Promise<number> {
  const target = options.output === undefined ? undefined : checksumTarget(options.output);
  const cacheFolder = options.cache ? digestCacheFolder(storeFolder()) : undefined;
  // Small files are read while planning.
  const startedAt = performance.now();
  const made = await planHashes(paths, options, session);
  // A checksum file cannot hold its own digest.
  const plan = target === undefined ? made : withoutFile(made, target);
  const { timeout, json = false, algorithm: algorithms } = options;
  const { end, outcomes, reporter } = await inspectAndReport(
    plan,
    { timeout, json, cacheFolder, startedAt, printsSkipped: true, leavesRead: !json },
    session,
  );
  const files = digestedFiles(outcomes);
  // A line without a tag does not show which of several algorithms it is from.
  const style = options.tag || algorithms.length > 1 ? 'bsd' : 'gnu';
  const folder = target === undefined ? realFolder(process.cwd()) : dirname(target);
  const read = json ? [] : plan.read;
  const text = checksumText(files, algorithms, style, folder, read);
  const isFinished = end.state === 'finished';
  // An empty checksum file in place of a good one would make every later check succeed.
  const listed = files.length + read.reduce((sum, { ids }) => sum + ids.length, 0);
  const writes = target !== undefined && isFinished && listed > 0;
  if (writes) await writeChecksumFile(session, target, text);
  printEarlyEnd(end);
  if (json) reporter.end(end, target === undefined ? {} : { list: writes ? target : null });
  else if (target === undefined) process.stdout.write(isFinished ? text : '');
  else
    process.stdout.write(writes ? `Wrote the digests of ${fileCount(listed)} to ${options.output}.\n` : 'No checksum file was written.\n');
  // A pipe among the files is reported, but it is not a failure.
  const isWell = isFinished && outcomes.every(({ status }) => status === 'done' || status === 'skipped');
  return isWell ? exitCodes.success : exitCodes.someFailed;
}
