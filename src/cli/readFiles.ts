import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checksumText, type DigestedFile, listedPath } from '../client/checksumText';
import type { PoolClient } from '../client/poolClient';
import { carryOutReading, makeReadPlan, type ReadPlan } from '../client/reader';
import type { RunEnd } from '../client/taskRunner';
import { onOneLine } from '../shared/checksumFile';
import { fileCount } from '../shared/quantity';
import type { ReadRequest } from '../shared/reading';
import type { Outcome } from '../shared/run';
import { exitCodes } from './exitCodes';
import type { CheckCall, HashCall, ReadingOptions, VerifyCall } from './options';
import { digestsFolder, rootOf } from './places';
import { Reporter } from './reporter';
import { UsageError } from './usageError';

/** The commands that read files and write none of them. */

/** The digests of what was read. */
function digested(outcomes: readonly Outcome[]): DigestedFile[] {
  return outcomes.flatMap(({ source, findings }) => (findings?.digests ? { source, digests: findings.digests } : []));
}

/** A plan without the list itself, which cannot hold its own digest. */
function without(plan: ReadPlan, list: string): ReadPlan {
  const real = join(realpathSync(dirname(list)), basename(list));
  const other = ({ source }: { readonly source: string }) => source !== real;
  return { ...plan, tasks: plan.tasks.filter(other), settled: plan.settled.filter(other), rows: plan.rows.filter(other) };
}

interface Read {
  readonly end: RunEnd;
  /** In path order. */
  readonly outcomes: readonly Outcome[];
  readonly reporter: Reporter;
}

/** Reads the files of a plan, in sight of whoever looks at the terminal. */
async function read(
  plan: ReadPlan,
  call: HashCall | VerifyCall | CheckCall,
  client: PoolClient,
  signal: AbortSignal,
  cacheFolder?: string,
): Promise<Read> {
  const outcomes: Outcome[] = [];
  const reporter = new Reporter(plan.rows.length, call.json, call.command !== 'verify');
  const options = { client, signal, timeoutSeconds: call.timeoutSeconds, ...(cacheFolder !== undefined && { cacheFolder }) };
  const end = await carryOutReading(plan, options, {
    outcomes: (all) => {
      outcomes.push(...all);
      reporter.outcomes(all);
    },
    workers: (workers) => reporter.workers(workers),
  });
  reporter.clear();
  outcomes.sort((a, b) => a.id - b.id);
  return { end, outcomes, reporter };
}

/** What a call says of the files to read. */
export function requestOf({ paths, include, exclude, useIgnoreFiles, order }: ReadingOptions): Omit<ReadRequest, 'reading'> {
  return { selection: paths, roots: [...new Set(paths.map(rootOf))], include, exclude, excludeGlobs: [], useIgnoreFiles, order };
}

/** The digests of files, to standard output or into a checksum file. */
export async function hashFiles(call: HashCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  client.warmUp();
  const { algorithms, output } = call;
  const cacheFolder = call.useCache ? digestsFolder() : undefined;
  const reading = { kind: 'hash', algorithms } as const;
  const request = { ...requestOf(call), reading, ...(cacheFolder !== undefined && { cacheFolder }) };
  const plan = await makeReadPlan(client, request, signal);
  const { end, outcomes, reporter } = await read(output === undefined ? plan : without(plan, output), call, client, signal, cacheFolder);
  const text = checksumText(digested(outcomes), algorithms, call.style, output === undefined ? process.cwd() : dirname(output));
  if (end.state !== 'finished') {
    process.stderr.write('The reading did not end, so no list was written.\n');
    return exitCodes.someFailed;
  }
  if (output !== undefined) await client.hold({}, async () => (await client.remote()).writeText(output, text));
  if (call.json) reporter.end(end);
  else if (output === undefined) process.stdout.write(text);
  else process.stdout.write(`${fileCount(outcomes.filter(({ status }) => status === 'done').length)} listed in ${output}\n`);
  return outcomes.every(({ status }) => status === 'done') ? exitCodes.well : exitCodes.someFailed;
}

/** What became of a listed file, in the words of other tools. */
function verdict({ status, code }: Outcome): string {
  if (status === 'done') return 'OK';
  if (code === 'vanished') return 'MISSING';
  if (code === 'not-listed') return 'EXTRA';
  if (code === 'digest-differs') return 'FAILED';
  return status === 'skipped' ? 'SKIPPED' : 'UNREADABLE';
}

/** Checks the files that a checksum file lists. */
export async function verifyFiles(call: VerifyCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  client.warmUp();
  const { list, useIgnoreFiles, order, allowOutside } = call;
  const folder = dirname(list);
  const roots = [folder, ...allowOutside];
  const request = { list, roots, allowOutside: false, tellExtra: true, excludeGlobs: [], useIgnoreFiles, order };
  const plan = await makeReadPlan(client, request, signal);
  const { faults, listFault } = plan.summary;
  if (listFault !== undefined) throw new UsageError(`${list}: ${listFault}`);
  const { end, outcomes, reporter } = await read(plan, call, client, signal);
  if (call.json) {
    for (const fault of faults) process.stdout.write(`${JSON.stringify({ fault })}\n`);
    reporter.end(end);
  } else {
    for (const { line, message } of faults) process.stderr.write(`${basename(list)}:${line}: ${message}\n`);
    for (const outcome of outcomes) process.stdout.write(`${onOneLine(listedPath(outcome.source, folder))}: ${verdict(outcome)}\n`);
  }
  const bad = outcomes.filter(({ status, code }) => status !== 'done' && code !== 'not-listed').length;
  return end.state === 'finished' && bad === 0 && faults.length === 0 ? exitCodes.well : exitCodes.someFailed;
}

/** Tells what is wrong with pictures. */
export async function checkImages(call: CheckCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  client.warmUp();
  const plan = await makeReadPlan(client, { ...requestOf(call), reading: { kind: 'check' } }, signal);
  const { end, outcomes, reporter } = await read(plan, call, client, signal);
  const bad = outcomes.filter(({ status }) => status !== 'done').length;
  if (call.json) reporter.end(end);
  else
    process.stdout.write(`${fileCount(outcomes.length)} checked; ${bad === 0 ? 'nothing is wrong' : `something is wrong with ${bad}`}.\n`);
  return end.state === 'finished' && bad === 0 ? exitCodes.well : exitCodes.someFailed;
}
