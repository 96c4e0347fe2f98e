import { basename, dirname } from 'node:path';
import type { PoolClient } from '../../client/pool/poolClient';
import { checksumText, type DigestedFile } from '../../client/runs/checksumText';
import { type PlannedInspection, requestInspectionPlan } from '../../client/runs/inspectionPlan';
import { runInspection } from '../../client/runs/runInspection';
import type { RunEnd } from '../../client/runs/taskRunner';
import { onOneLine } from '../../shared/checksums/checksumFile';
import type { InspectRequest } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { fileCount } from '../../shared/values/formatQuantity';
import { relativePath } from '../../shared/values/paths';
import type { CheckCall, DupesCall, HashCall, InspectOptions, VerifyCall } from '../args/parseCall';
import { exitCodes } from '../environment/exitCodes';
import { digestsFolder, listPlace, realFolder, rootOf } from '../environment/folders';
import { UsageError } from '../environment/usageError';
import { Reporter, totalBytes } from '../output/reporter';
import { verdictOf, verifiedLines } from '../output/verifyLines';

/** The commands that read files and write none of them. */

/** The digests of what was read. */
function digested(outcomes: readonly Outcome[]): DigestedFile[] {
  return outcomes.flatMap(({ source, findings }) => (findings?.digests ? { source, digests: findings.digests } : []));
}

/** A plan without the list itself, which cannot hold its own digest. */
function without(plan: PlannedInspection, list: string): PlannedInspection {
  const other = ({ source }: { readonly source: string }) => source !== list;
  return { ...plan, tasks: plan.tasks.filter(other), settled: plan.settled.filter(other), rows: plan.rows.filter(other) };
}

interface Read {
  readonly end: RunEnd;
  /** In path order. */
  readonly outcomes: readonly Outcome[];
  readonly reporter: Reporter;
}

interface ReadSettings {
  readonly cacheFolder?: string | undefined;
  /** What `--json` says of an outcome; the outcome itself when left out. */
  lineOf?(outcome: Outcome): object;
}

/** Reads the files of a plan, in sight of whoever looks at the terminal. */
async function read(
  plan: PlannedInspection,
  call: HashCall | VerifyCall | CheckCall,
  client: PoolClient,
  signal: AbortSignal,
  { cacheFolder, lineOf }: ReadSettings = {},
): Promise<Read> {
  const outcomes: Outcome[] = [];
  const bytes = call.command === 'check' ? 0 : totalBytes(plan.rows);
  const { json } = call;
  const reporter = new Reporter(plan.rows.length, { json, tellsSkipped: call.command !== 'verify', bytes, ...(lineOf && { lineOf }) });
  const options = { client, signal, timeoutSeconds: call.timeoutSeconds, ...(cacheFolder !== undefined && { cacheFolder }) };
  const end = await runInspection(plan, options, {
    outcomes: (all) => {
      for (const outcome of all) outcomes.push(outcome);
      reporter.outcomes(all);
    },
    workers: (workers) => reporter.workers(workers),
  });
  reporter.clear();
  outcomes.sort((a, b) => a.id - b.id);
  return { end, outcomes, reporter };
}

/** What a call says of the files to read. */
export function requestOf({ paths, include, exclude, useIgnoreFiles, order }: InspectOptions): Omit<InspectRequest, 'inspection'> {
  return { selection: paths, roots: [...new Set(paths.map(rootOf))], include, exclude, excludeGlobs: [], useIgnoreFiles, order };
}

/** A list of nothing is nothing that anybody asks for. */
export function requirePaths({ command, paths }: HashCall | CheckCall | DupesCall): void {
  if (paths.length === 0) throw new UsageError(`${command} takes files or folders`);
}

/** Says why a reading did not end. */
export function tellEnd(end: RunEnd): void {
  if (end.state === 'canceled') process.stderr.write('Canceled.\n');
  if (end.state === 'stopped') process.stderr.write(`${end.message}\n`);
}

/** Has the list written. What stands in the way is the call's fault. */
async function writeList(client: PoolClient, list: string, text: string): Promise<void> {
  const error = await client.runExclusive({}, async () => (await client.remote()).writeText(list, text));
  if (error !== undefined) throw new UsageError(`${list} could not be written: ${error}`);
}

/** The digests of files, to standard output or into a checksum file. */
export async function hashFiles(call: HashCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  requirePaths(call);
  const list = call.output === undefined ? undefined : listPlace(call.output);
  const { algorithms, style } = call;
  const cacheFolder = call.useCache ? digestsFolder() : undefined;
  const inspection = { kind: 'hash', algorithms } as const;
  const request = { ...requestOf(call), inspection, ...(cacheFolder !== undefined && { cacheFolder }) };
  const plan = await requestInspectionPlan(client, request, signal);
  const { end, outcomes, reporter } = await read(list === undefined ? plan : without(plan, list), call, client, signal, { cacheFolder });
  const files = digested(outcomes);
  const text = checksumText(files, algorithms, style, list === undefined ? realFolder(process.cwd()) : dirname(list));
  // An empty list in the place of a good one would say that all is well with nothing.
  const writes = list !== undefined && end.state === 'finished' && files.length > 0;
  if (writes) await writeList(client, list, text);
  tellEnd(end);
  if (call.json) reporter.end(end, list === undefined ? {} : { list: writes ? list : null });
  else if (list === undefined && end.state === 'finished') process.stdout.write(text);
  else process.stdout.write(writes ? `${fileCount(files.length)} listed in ${call.output}\n` : 'No list was written.\n');
  // A pipe among the files is said, and is no fault of any file.
  return end.state === 'finished' && outcomes.every(({ status }) => status === 'done' || status === 'skipped')
    ? exitCodes.well
    : exitCodes.someFailed;
}

/** Checks the files that a checksum file lists. */
export async function verifyFiles(call: VerifyCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  const { list, useIgnoreFiles, order, allowOutside } = call;
  const folder = realFolder(dirname(list));
  const roots = [folder, ...allowOutside];
  const request = { list, roots, allowOutside: false, tellExtra: true, excludeGlobs: [], useIgnoreFiles, order };
  const plan = await requestInspectionPlan(client, request, signal);
  const { errors, listError } = plan.summary;
  if (listError !== undefined) throw new UsageError(`${list}: ${listError}`);
  const { end, outcomes, reporter } = await read(plan, call, client, signal, { lineOf: verifiedLines(plan, folder) });
  tellEnd(end);
  if (plan.summary.outside.length > 0)
    process.stderr.write('Files outside of the folder of the list were not read; --allow-outside DIR reads those in DIR.\n');
  if (call.json) {
    for (const error of errors) process.stdout.write(`${JSON.stringify({ error })}\n`);
    reporter.end(end);
  } else {
    for (const { line, message } of errors) process.stderr.write(`${basename(list)}:${line}: ${message}\n`);
    for (const outcome of outcomes) process.stdout.write(`${onOneLine(relativePath(outcome.source, folder))}: ${verdictOf(outcome)}\n`);
  }
  const bad = outcomes.filter(({ status, code }) => status !== 'done' && code !== 'not-listed').length;
  return end.state === 'finished' && bad === 0 && errors.length === 0 ? exitCodes.well : exitCodes.someFailed;
}

/** Tells what is wrong with images. */
export async function checkImages(call: CheckCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  requirePaths(call);
  const plan = await requestInspectionPlan(client, { ...requestOf(call), inspection: { kind: 'check' } }, signal);
  const { end, outcomes, reporter } = await read(plan, call, client, signal);
  const bad = outcomes.filter(({ status }) => status !== 'done').length;
  tellEnd(end);
  if (call.json) reporter.end(end);
  else if (end.state === 'finished')
    process.stdout.write(`${fileCount(outcomes.length)} checked; ${bad === 0 ? 'nothing is wrong' : `something is wrong with ${bad}`}.\n`);
  return end.state === 'finished' && bad === 0 ? exitCodes.well : exitCodes.someFailed;
}
