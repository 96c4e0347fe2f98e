import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { Findings } from '../../shared/run/findings';
import { type Inspection, type InspectTask, mismatches } from '../../shared/run/inspection';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import { readFailure } from '../fs/regularFile';
import { firstBlockDigest, type HashedFile, type HashOptions, hashFile } from './hashFile';

/** One file in, what was found in it out. Runs in a worker thread; writes nothing. What decodes images is loaded for images alone. */

/** Where a file is read, and who hears of what the reading comes across. */
export interface InspectContext extends Pick<HashOptions, 'alone' | 'isCanceled'> {
  readonly worker: number;
  /** It gets on, by a block of bytes or by a page: a sign of life. @param bytes what was read of it so far, where that is known */
  progress(bytes?: number): void;
  /** Digests of a whole file, to be remembered. */
  hashed(path: string, file: HashedFile): void;
  error(error: unknown): void;
}

function algorithmsOf(task: InspectTask, inspection: Inspection): readonly DigestAlgorithm[] {
  if (inspection.kind === 'hash') return inspection.algorithms;
  return [...new Set(task.expected?.map(({ algorithm }) => algorithm))];
}

/** Why a file is not what its list says; undefined where it is. */
function differenceOf({ digests = {} }: Findings, task: InspectTask): Failure | undefined {
  const [wrong] = mismatches(task, digests);
  if (!wrong) return undefined;
  const { label } = algorithmTraits[wrong.algorithm];
  const message = l10n.t('Its {0} is {1}; listed is {2}.', label, digests[wrong.algorithm] ?? '', wrong.digest);
  return { code: 'digest-differs', message };
}

async function hashPerceptually(path: string, turned: boolean): Promise<Findings> {
  const { perceptualHash: hash } = await import('./perceptualHash');
  const { width: _w, height: _h, ...perceptualHash } = await hash(path, turned);
  return { perceptualHash };
}

async function digestPixels(path: string, context: InspectContext): Promise<Findings> {
  const { imageDigest } = await import('./pixelContentDigest');
  const digest = await imageDigest(path, () => context.progress());
  if (digest === undefined) throw new FailureError('not-compared', l10n.t('Images of this kind are not compared by their pixels.'));
  return { pixelDigest: digest };
}

/** A fault with its cure. */
class ProblemError extends FailureError {
  constructor(
    readonly error: Failure,
    readonly renameTo: string | undefined,
  ) {
    super(error.code, error.message);
  }
}

/** @throws ProblemError where something is wrong */
async function check(path: string, context: InspectContext): Promise<Findings> {
  const { checkImage } = await import('./checkImage');
  const error = await checkImage(path, () => context.progress());
  if (error) throw new ProblemError(error, error.fix?.to);
  return {};
}

/** What was planned by its size, such as copies, is only true of the file as it was then. @throws FailureError `changed` */
function requirePlanned({ bytes, mtimeMs }: InspectTask, { identity, digests }: HashedFile): Findings {
  if (identity.size === BigInt(bytes) && identity.mtimeNs / 1_000_000n === BigInt(Math.floor(mtimeMs))) return { digests };
  throw new FailureError('changed', l10n.t('The file was changed since it was found. Run again when nothing writes to it.'));
}

async function hashed(task: InspectTask, inspection: Inspection, context: InspectContext): Promise<Findings> {
  const { alone, isCanceled } = context;
  const file = await hashFile(task.source, algorithmsOf(task, inspection), {
    alone,
    isCanceled,
    onProgress: (bytes) => context.progress(bytes),
  });
  const findings = requirePlanned(task, file);
  context.hashed(task.source, file);
  return findings;
}

function read(task: InspectTask, inspection: Inspection, context: InspectContext): Promise<Findings> {
  switch (inspection.kind) {
    case 'firstBlock':
      return firstBlockDigest(task.source).then((file) => requirePlanned(task, file));
    case 'pixelDigest':
      return digestPixels(task.source, context);
    case 'check':
      return check(task.source, context);
    case 'perceptualHash':
      return hashPerceptually(task.source, inspection.turned);
    default:
      return hashed(task, inspection, context);
  }
}

/** Reads the file of a task. What goes wrong becomes its outcome. */
export async function inspectFile(task: InspectTask, inspection: Inspection, context: InspectContext): Promise<Outcome> {
  const started = performance.now();
  const ended = () => ({ worker: context.worker, ms: Math.round((performance.now() - started) * 10) / 10 });
  try {
    if (context.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled before its turn.'));
    const findings = await read(task, inspection, context);
    const difference = differenceOf(findings, task);
    return outcomeOf(task, { status: difference ? 'failed' : 'done', ...difference, findings, ...ended() });
  } catch (error) {
    const failure = readFailure(error);
    const { code, message } = failure;
    // A sentence of its own needs no log; what the system said may.
    if (failure.cause !== undefined) context.error(failure.cause);
    const renameTo = failure instanceof ProblemError ? failure.renameTo : undefined;
    const status = code === 'not-compared' ? 'skipped' : code === 'canceled' ? 'canceled' : 'failed';
    return outcomeOf(task, { status, code, message, ...(renameTo !== undefined && { findings: { renameTo } }), ...ended() });
  }
}
