#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { version } from '../../package.json';
import { makePlan, type Plan } from '../client/planner';
import { PoolClient } from '../client/poolClient';
import { PoolError } from '../client/poolProcess';
import { newRunId, StoreError } from '../client/runFolder';
import { carryOut, recoverRuns, undoLastRun } from '../client/runner';
import { newFileCount, originalCount } from '../shared/quantity';
import type { Recipe } from '../shared/recipe';
import type { PlanRequest } from '../shared/run';
import { exitCodes } from './exitCodes';
import { findCopies } from './findCopies';
import { type Call, type CommonOptions, parseCall } from './options';
import { rootOf, storeFolder } from './places';
import { readProfile, recipeOf } from './profileFile';
import { checkImages, hashFiles, verifyFiles } from './readFiles';
import { printPlan, Reporter } from './reporter';
import { usage } from './usage';
import { UsageError } from './usageError';

/** Entry of the command line: the same pool process as the extension's, without VS Code. */

function newClient(workers: number | undefined): PoolClient {
  const settings = { poolFile: join(__dirname, 'pool.cjs'), workers: workers ?? availableParallelism() };
  // Errors behind failures are for the log of the extension; here the sentences are enough unless asked for.
  const log = process.env.ASSETMILL_DEBUG ? (line: string) => process.stderr.write(`${line}\n`) : () => {};
  return new PoolClient({ settings: () => settings, log, idleMs: 60_000 });
}

function recipeOfCall(call: Extract<Call, { command: 'process' | 'run' }>): Recipe {
  if (call.command === 'process') return recipeOf(call.name, call.profile, call.name);
  const [first] = call.paths;
  return readProfile(call.profileName, first === undefined ? process.cwd() : rootOf(first), call.settings, call.changes);
}

/** What the plan says that needs another call: nothing was written then. */
function planFault({ summary }: Plan): string | undefined {
  if (summary.faults.length > 0) return summary.faults.map(({ path, message }) => `${path}: ${message}`).join('\n');
  if (summary.clashCount === 0) return undefined;
  const shown = summary.clashes.slice(0, 5).map(({ target, sources }) => `  ${target} <- ${sources.join(', ')}`);
  return `${newFileCount(summary.clashCount)} would be made from several sources; nothing was written:\n${shown.join('\n')}\nUse --conflict unique, or a --name with {ext} or {relativeDir}.`;
}

async function carryOutCall(call: Extract<Call, { command: 'process' | 'run' }>, client: PoolClient, signal: AbortSignal): Promise<number> {
  client.warmUp();
  const recipe = recipeOfCall(call);
  const roots = [...new Set(call.paths.map(rootOf))];
  const request: PlanRequest = requestOf(call, recipe, roots);
  const plan = await makePlan(client, request, signal);
  const fault = planFault(plan);
  if (fault !== undefined) throw new UsageError(fault);
  if (call.dryRun) {
    printPlan(plan, call.json);
    return exitCodes.well;
  }
  // What cannot be cleaned up does not stand in the way of another run.
  await recoverRuns(client, storeFolder()).catch(() => {});
  const reporter = new Reporter(plan.rows.length, call.json);
  const result = await carryOut(plan, {
    id: newRunId(),
    client,
    store: storeFolder(),
    recipe,
    title: recipe.name,
    destination: '',
    roots,
    timeoutSeconds: call.timeoutSeconds,
    signal,
    outcomes: (outcomes) => reporter.outcomes(outcomes),
    workers: (workers) => reporter.workers(workers),
  });
  const { state, counts } = reporter.end(result);
  const { message } = result.folder.record;
  if (state === 'finished' && message !== undefined) process.stderr.write(`${message}\n`);
  return state !== 'finished' || counts.failed > 0 || message !== undefined ? exitCodes.someFailed : exitCodes.well;
}

function requestOf(call: CommonOptions, recipe: Recipe, roots: readonly string[]): PlanRequest {
  return {
    selection: call.paths,
    roots,
    allowedFolders: call.allowOutside,
    recipe,
    excludeGlobs: [],
    useIgnoreFiles: call.useIgnoreFiles,
  };
}

async function undo(client: PoolClient): Promise<number> {
  await recoverRuns(client, storeFolder()).catch(() => {});
  const undone = await undoLastRun(client, storeFolder());
  if (!undone) {
    process.stdout.write('There is no run to undo.\n');
    return exitCodes.well;
  }
  const { restored, removed, refused } = undone.report;
  process.stdout.write(`${originalCount(restored)} restored, ${newFileCount(removed)} removed.\n`);
  for (const { path, message } of refused) process.stderr.write(`${path}: ${message}\n`);
  return refused.length > 0 ? exitCodes.someFailed : exitCodes.well;
}

function carryOutAny(call: Exclude<Call, { command: 'help' | 'version' }>, client: PoolClient, signal: AbortSignal): Promise<number> {
  switch (call.command) {
    case 'undo':
      return undo(client);
    case 'hash':
      return hashFiles(call, client, signal);
    case 'verify':
      return verifyFiles(call, client, signal);
    case 'dupes':
      return findCopies(call, client, signal);
    case 'check':
      return checkImages(call, client, signal);
    default:
      return carryOutCall(call, client, signal);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const call = parseCall(args, (path) => resolve(path));
  if (call.command === 'help') {
    process.stdout.write(`${usage}\n`);
    return exitCodes.well;
  }
  if (call.command === 'version') {
    process.stdout.write(`${version}\n`);
    return exitCodes.well;
  }
  const client = newClient(call.command === 'undo' ? 1 : call.workers);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  // Whoever read the output went away, as `head` does: what is under way ends, and nothing more is begun.
  process.stdout.on('error', () => abort.abort());
  try {
    return await carryOutAny(call, client, abort.signal);
  } catch (error) {
    if (abort.signal.aborted) return exitCodes.someFailed;
    throw error;
  } finally {
    client.dispose();
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    const known = error instanceof UsageError || error instanceof PoolError || error instanceof StoreError;
    process.stderr.write(`assetmill: ${known ? error.message : error.stack}\n`);
    process.exitCode = exitCodes.badUse;
  },
);
