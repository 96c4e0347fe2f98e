import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultWorkers } from '../../client/pool/defaultWorkers';
import { PoolClient, type PoolUse } from '../../client/pool/poolClient';
import type { ClusterSettings } from '../../client/pool/poolProcess';
import type { Priority } from '../../shared/values/priorities';
import { exitCodes } from './exitCodes';

/** The pool process while a command runs: the same as the extension's, without VS Code. */

export interface PoolSession {
  readonly client: PoolClient;
  /** Aborted by SIGINT, by SIGTERM, when the terminal is closed, and when the reader of the output closes it. */
  readonly signal: AbortSignal;
}

/** The options of a command for the process. */
export interface ProcessOptions {
  /** Worker threads; by default as many as suit the priority. */
  readonly workers?: number;
  readonly priority?: Priority;
  /** What the command was told to work on, if it was. */
  readonly paths?: readonly string[];
  /** Other computers that carry out runs over images. */
  readonly cluster?: ClusterSettings;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is missing or may not be read is a single failure.
    return false;
  }
}

/** The most files that there can be at some paths: infinite for a folder, and without paths, for the working folder. */
function mostFiles(paths: readonly string[]): number {
  return paths.length === 0 || paths.some(isFolder) ? Number.POSITIVE_INFINITY : paths.length;
}

function createClient({ priority = 'normal', paths = [], workers, cluster }: ProcessOptions): PoolClient {
  const cores = workers ?? defaultWorkers(priority);
  // No thread without a file: starting one for each of many cores takes longer than resizing a photo.
  const threads = workers === undefined && paths.length < cores ? Math.min(cores, mostFiles(paths)) : cores;
  const settings = { poolFile: join(__dirname, 'pool.cjs'), workers: threads, cores, priority, ...(cluster && { cluster }) };
  // The details behind failures are for the extension's log; here the messages are enough unless debugging is on.
  const log = process.env.ASSETMILL_DEBUG ? (line: string) => process.stderr.write(`${line}\n`) : () => {};
  const warn = (message: string) => process.stderr.write(`${message}\n`);
  return new PoolClient({ settings: () => settings, log, warn, idleMs: 60_000 });
}

/**
 * Runs a command's work with a pool process and sets the exit code of this process to its result.
 * The pool starts while the work loads its modules: the schema of recipes alone takes as long as hashing a thousand files.
 * @param use `images` when the work decodes images in any case; a plan asks for that itself
 */
export async function runWithPool(use: PoolUse, options: ProcessOptions, work: (session: PoolSession) => Promise<number>): Promise<void> {
  const client = createClient(options);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  // The terminal was closed. Files in progress are finished, so that none leaves a temp file.
  process.on('SIGHUP', () => abort.abort());
  // The reader of the output left, as `head` does: files in progress are finished, and no others are started.
  process.stdout.on('error', () => abort.abort());
  client.warmUp(use);
  try {
    process.exitCode = await work({ client, signal: abort.signal });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.exitCode = exitCodes.someFailed;
  } finally {
    client.dispose();
  }
}
