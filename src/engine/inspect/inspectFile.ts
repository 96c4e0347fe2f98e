import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { Findings } from '../../shared/run/findings';
import { type Inspection, type InspectTask, mismatches } from '../../shared/run/inspection';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import { readFailure } from '../fs/regularFile';
import { isOfLibrary } from '../sources/rawMessage';
import type { ImageProblem } from './checkImage';
import { firstBlockDigest, type HashedFile, type HashOptions, hashFile } from './hashFile';

/** Inspects one file. Runs in a worker thread and writes nothing. Image decoders are loaded only for images. */

/** The environment of an inspection: the worker, and callbacks for what happens. */
export interface InspectContext extends Pick<HashOptions, 'alone' | 'isCanceled'> {
  readonly worker: number;
  /** Longest time for a file that is decoded page by page, in seconds; 0 or absent for no limit. */
  readonly timeoutSeconds?: number;
  /** Called after each block or page, as a sign of life. @param bytes number of bytes read so far, if known */
  progress(bytes?: number): void;
  /** Receives the digests of a whole file, for the cache. */
  hashed(path: string, file: HashedFile): void;
  /** Receives errors for the log. */
  error(error: unknown): void;
  /** Called when the failure of the file rests on the word of the image library. */
  doubted?(): void;
}

/** The digests that an inspection of a file requires. */
export function taskAlgorithms(task: Pick<InspectTask, 'expected'>, inspection: Inspection): readonly DigestAlgorithm[] {
  if (inspection.kind === 'firstBlock') return ['blake3'];
  if (inspection.kind === 'hash') return inspection.algorithms;
  return [...new Set(task.expected?.map(({ algorithm }) => algorithm))];
}

/** The failure of a file that does not match its list; undefined if it does. */
function differenceOf({ digests = {} }: Findings, task: InspectTask): Failure | undefined {
  const [mismatch] = mismatches(task, digests);
  if (!mismatch) return undefined;
  const { label } = algorithmTraits[mismatch.algorithm];
  const message = l10n.t('{0} mismatch: expected {1}, got {2}.', label, mismatch.digest, digests[mismatch.algorithm] ?? '');
  return { code: 'digest-differs', message };
}

async function hashPerceptually(path: string, turned: boolean): Promise<Findings> {
  const { perceptualHash: hash } = await import('./perceptualHash');
  const { width: _w, height: _h, ...perceptualHash } = await hash(path, turned);
  return { perceptualHash };
}

async function digestPixels(path: string, context: InspectContext): Promise<Findings> {
  const { comparedPixelDigest } = await import('./comparedPixelDigest');
  const digest = await comparedPixelDigest(path, pageWatch(context));
  if (digest === undefined) throw new FailureError('not-compared', l10n.t('The pixels of this kind of image cannot be compared.'));
  return { pixelDigest: digest };
}

/** A problem with its fix. */
class ProblemError extends FailureError {
  constructor(
    readonly problem: ImageProblem,
    readonly renameTo: string | undefined,
  ) {
    super(problem.code, problem.message, { cause: problem.cause, ...(problem.doubtful === true && { doubtful: true }) });
  }
}

/** What to call after each page of an image: reports progress. @throws FailureError `canceled` or `timeout`, between two pages */
function pageWatch(context: InspectContext): () => void {
  const started = performance.now();
  const limit = (context.timeoutSeconds ?? 0) * 1000 || Number.POSITIVE_INFINITY;
  return () => {
    context.progress();
    if (context.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled while the file was being read.'));
    if (performance.now() - started > limit)
      throw new FailureError('timeout', l10n.t('Processing exceeded the time limit for one file (setting assetmill.timeout).'));
  };
}

/** @param notes receives remarks on faults that concern no pixels @throws ProblemError if something is wrong with the image */
async function check(path: string, context: InspectContext, notes: string[]): Promise<Findings> {
  const { checkImage } = await import('./checkImage');
  const problem = await checkImage(path, { onPage: pageWatch(context), onRemark: (remark) => notes.push(remark) });
  if (problem) throw new ProblemError(problem, problem.fix?.to);
  return {};
}

/** Checks that a file has not changed since it was planned by its size, for example as a possible copy. @throws FailureError `changed` */
function requirePlanned({ bytes, mtimeMs }: InspectTask, { identity, digests }: HashedFile): Findings {
  if (identity.size === BigInt(bytes) && identity.mtimeNs / 1_000_000n === BigInt(Math.floor(mtimeMs))) return { digests };
  throw new FailureError('changed', l10n.t('The file has changed since it was found. Run again when no program is writing to it.'));
}

async function hashWholeFile(task: InspectTask, inspection: Inspection, context: InspectContext): Promise<Findings> {
  const { alone, isCanceled } = context;
  const file = await hashFile(task.source, taskAlgorithms(task, inspection), {
    alone,
    isCanceled,
    onProgress: (bytes) => context.progress(bytes),
  });
  const findings = requirePlanned(task, file);
  context.hashed(task.source, file);
  return findings;
}

function inspect(task: InspectTask, inspection: Inspection, context: InspectContext, notes: string[]): Promise<Findings> {
  switch (inspection.kind) {
    case 'firstBlock':
      return firstBlockDigest(task.source).then((file) => requirePlanned(task, file));
    case 'pixelDigest':
      return digestPixels(task.source, context);
    case 'check':
      return check(task.source, context, notes);
    case 'perceptualHash':
      return hashPerceptually(task.source, inspection.turned);
    default:
      return hashWholeFile(task, inspection, context);
  }
}

/** Inspects the file of a task. Every error becomes its outcome. */
export async function inspectFile(task: InspectTask, inspection: Inspection, context: InspectContext): Promise<Outcome> {
  const started = performance.now();
  const ended = () => ({ worker: context.worker, ms: Math.round((performance.now() - started) * 10) / 10 });
  try {
    if (context.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled before it started.'));
    const notes: string[] = [];
    const findings = await inspect(task, inspection, context, notes);
    const difference = differenceOf(findings, task);
    const said = { ...(notes.length > 0 && { notes }), findings };
    return outcomeOf(task, { status: difference ? 'failed' : 'done', ...difference, ...said, ...ended() });
  } catch (error) {
    const failure = readFailure(error);
    const { code, message } = failure;
    if (failure.doubtful) context.doubted?.();
    // A failure without a cause is fully described by its message. Causes go to the log.
    if (failure.cause !== undefined && !(context.doubted && isOfLibrary(failure.cause))) context.error(failure.cause);
    const renameTo = failure instanceof ProblemError ? failure.renameTo : undefined;
    const status = code === 'not-compared' ? 'skipped' : code === 'canceled' ? 'canceled' : 'failed';
    return outcomeOf(task, { status, code, message, ...(renameTo !== undefined && { findings: { renameTo } }), ...ended() });
  }
}
