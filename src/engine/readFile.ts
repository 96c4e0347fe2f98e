import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm } from '../shared/digestAlgorithms';
import { type Failure, FailureError } from '../shared/failure';
import { type Findings, mismatches, type Reading, type ReadTask, sizeBefore } from '../shared/reading';
import type { Outcome } from '../shared/run';
import { checkImage } from './checkImage';
import { firstBlockDigest, type HashedFile, hashFile } from './fileHasher';
import { perceptualHash } from './perceptualHash';
import { pictureDigest } from './pictureDigest';
import { readFailure } from './regularFile';

/** One file in, what was found in it out. Runs in a worker thread; writes nothing. */

/** Hears of what a reading came across. */
export interface ReadEvents {
  /** It gets on, by a block of bytes or by a page: a sign of life. */
  progress(): void;
  /** Digests of a whole file, to be remembered. */
  hashed(path: string, file: HashedFile): void;
  error(error: unknown): void;
}

function algorithmsOf(task: ReadTask, reading: Reading): readonly DigestAlgorithm[] {
  if (reading.kind === 'hash') return reading.algorithms;
  return [...new Set(task.expected?.map(({ algorithm }) => algorithm))];
}

/** Why a file is not what its list says; undefined where it is. */
function differenceOf({ digests = {} }: Findings, task: ReadTask): Failure | undefined {
  const [wrong] = mismatches(task, digests);
  if (!wrong) return undefined;
  const { label } = algorithmTraits[wrong.algorithm];
  const message = l10n.t('Its {0} is {1}; listed is {2}.', label, digests[wrong.algorithm] ?? '', wrong.digest);
  return { code: 'digest-differs', message };
}

async function look(path: string, turned: boolean): Promise<Findings> {
  const { width: _w, height: _h, ...look } = await perceptualHash(path, turned);
  return { look };
}

async function pixels(path: string, events: ReadEvents): Promise<Findings> {
  const digest = await pictureDigest(path, () => events.progress());
  if (digest === undefined) throw new FailureError('not-compared', l10n.t('Pictures of this kind are not compared by their pixels.'));
  return { pixels: digest };
}

/** A fault with its cure. */
class FaultError extends FailureError {
  constructor(
    readonly fault: Failure,
    readonly renameTo: string | undefined,
  ) {
    super(fault.code, fault.message);
  }
}

/** @throws FaultError where something is wrong */
async function check(path: string, events: ReadEvents): Promise<Findings> {
  const fault = await checkImage(path, () => events.progress());
  if (fault) throw new FaultError(fault, fault.fix?.to);
  return {};
}

/** What was planned by its size, such as copies, is only true of the file as it was then. @throws FailureError `changed` */
function requirePlanned({ bytes, mtimeMs }: ReadTask, { identity, digests }: HashedFile): Findings {
  if (identity.size === BigInt(bytes) && identity.mtimeNs / 1_000_000n === BigInt(Math.floor(mtimeMs))) return { digests };
  throw new FailureError('changed', l10n.t('The file was changed since it was found. Run again when nothing writes to it.'));
}

async function hashed(task: ReadTask, reading: Reading, events: ReadEvents): Promise<Findings> {
  const file = await hashFile(task.source, algorithmsOf(task, reading), { onProgress: () => events.progress() });
  const findings = requirePlanned(task, file);
  events.hashed(task.source, file);
  return findings;
}

function read(task: ReadTask, reading: Reading, events: ReadEvents): Promise<Findings> {
  switch (reading.kind) {
    case 'firstBlock':
      return firstBlockDigest(task.source).then((file) => requirePlanned(task, file));
    case 'pixels':
      return pixels(task.source, events);
    case 'check':
      return check(task.source, events);
    case 'look':
      return look(task.source, reading.turned);
    default:
      return hashed(task, reading, events);
  }
}

/** Reads the file of a task. What goes wrong becomes its outcome. */
export async function readFile(task: ReadTask, reading: Reading, worker: number, events: ReadEvents): Promise<Outcome> {
  const started = performance.now();
  const { id, source } = task;
  const base = { id, source, before: sizeBefore(task), outputs: [], worker };
  const ms = () => Math.round((performance.now() - started) * 10) / 10;
  try {
    const findings = await read(task, reading, events);
    const difference = differenceOf(findings, task);
    return { ...base, status: difference ? 'failed' : 'done', ...difference, findings, ms: ms() };
  } catch (error) {
    const failure = readFailure(error);
    const { code, message } = failure;
    // A sentence of its own needs no log; what the system said may.
    if (failure.cause !== undefined) events.error(failure.cause);
    const renameTo = failure instanceof FaultError ? failure.renameTo : undefined;
    const status = code === 'not-compared' ? 'skipped' : 'failed';
    return { ...base, status, code, message, ms: ms(), ...(renameTo !== undefined && { findings: { renameTo } }) };
  }
}
