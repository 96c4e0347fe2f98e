#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { version } from '../../package.json';
import { PoolClient, type PoolUse } from '../client/pool/poolClient';
import { PoolError } from '../client/pool/poolErrors';
import { StoreError } from '../client/runs/runFolder';
import { setLocale } from '../shared/values/locale';
import { type Call, parseCall } from './args/parseCall';
import { exitCodes } from './environment/exitCodes';
import { UsageError } from './environment/usageError';

/** Entry of the command line: the same pool process as the extension's, without VS Code. */

function newClient(workers: number | undefined): PoolClient {
  const settings = { poolFile: join(__dirname, 'pool.cjs'), workers: workers ?? availableParallelism() };
  // Errors behind failures are for the log of the extension; here the sentences are enough unless asked for.
  const log = process.env.ASSETMILL_DEBUG ? (line: string) => process.stderr.write(`${line}\n`) : () => {};
  return new PoolClient({ settings: () => settings, log, idleMs: 60_000 });
}

/** A call that takes the pool process. */
type PoolCall = Exclude<Call, { command: 'help' | 'version' }>;

/** Whether a call decodes images. */
function useOfCall(call: PoolCall): PoolUse {
  const readsFiles = call.command === 'hash' || call.command === 'verify' || (call.command === 'dupes' && call.likeness === 'bytes');
  return readsFiles ? 'files' : 'images';
}

/** What a command takes is loaded while the process starts: the schema of recipes alone takes as long as hashing a thousand files. */
async function carryOut(call: PoolCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  switch (call.command) {
    case 'undo':
      return (await import('./commands/processImages')).undo(client);
    case 'hash':
      return (await import('./commands/inspectFiles')).hashFiles(call, client, signal);
    case 'verify':
      return (await import('./commands/inspectFiles')).verifyFiles(call, client, signal);
    case 'dupes':
      return (await import('./commands/findDuplicates')).findCopies(call, client, signal);
    case 'check':
      return (await import('./commands/inspectFiles')).checkImages(call, client, signal);
    default:
      return (await import('./commands/processImages')).processImages(call, client, signal);
  }
}

async function main(args: readonly string[]): Promise<number> {
  // Numbers follow the locale of the operating system; texts are English.
  setLocale(undefined);
  const call = parseCall(args, (path) => resolve(path));
  if (call.command === 'help') {
    process.stdout.write(`${(await import('./args/helpText')).usage}\n`);
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
  client.warmUp(useOfCall(call));
  try {
    return await carryOut(call, client, abort.signal);
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
