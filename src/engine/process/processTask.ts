import * as l10n from '@vscode/l10n';
import { type Failure, type FailureCode, FailureError } from '../../shared/run/failure';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome, Task, UnwrittenOutput, WrittenOutput } from '../../shared/run/run';
import { type OutputsResult, outputsResult } from '../../shared/run/unwrittenOutputs';
import { fileName } from '../../shared/values/paths';
import { assertSourceUnchanged } from '../commit/assertUnchanged';
import { StageClock } from '../render/stageClock';
import { TaskRenderer } from '../render/taskRenderer';
import { diagnose } from '../sources/diagnose';
import { isOfLibrary } from '../sources/rawMessage';
import { forEachOutput } from './eachOutput';
import { keptReason } from './keptReason';
import { type OutputJob, outputJobs, type TaskContext } from './outputJob';
import { finishedOutput, resumeOutput } from './resumeOutput';
import { UnseenDamage } from './unseenDamage';
import { writeOutput } from './writeOutput';

/**
 * One source in, its outputs out. Runs in a worker thread, where file calls are synchronous, since that is faster than
 * handing them to the thread pool.
 */

/** What concerns a single output: its size, its name, or its folder. Any other error concerns the source, or all outputs. */
const outputCodes: ReadonlySet<FailureCode> = new Set([
  'too-large',
  'too-small',
  'too-many-bytes',
  'animation-lost',
  'pages-lost',
  'target-exists',
  'name-too-long',
  'not-a-file',
  'permission',
  'read-only',
  'check-failed',
  'internal',
]);

/** What a task has produced so far. */
interface TaskResults {
  readonly outputs: WrittenOutput[];
  readonly unwritten: UnwrittenOutput[];
  readonly notes: Set<string>;
}

/** What became of one output. */
interface MadeOutput {
  readonly outputs: WrittenOutput[];
  readonly unwritten: UnwrittenOutput[];
  readonly notes: string[];
}

/** How a task is carried out. */
interface TaskJob {
  readonly task: Task;
  readonly context: TaskContext;
  readonly results: TaskResults;
  readonly clock: StageClock;
  /** Receives the error behind a failure, and one that was got around. */
  onError(error: unknown): void;
}

/**
 * Processes a task. Never throws: whatever happens to one file becomes its outcome.
 * @param onError receives the error behind a failure, and one that was got around, for the log
 */
export async function processTask(task: Task, context: TaskContext, onError: (error: unknown) => void): Promise<Outcome> {
  const started = performance.now();
  const results: TaskResults = { outputs: [], unwritten: [...(task.unwritten ?? [])], notes: new Set() };
  const clock = new StageClock();
  const ended = () => {
    const ms = performance.now() - started;
    const notes = results.notes.size > 0 && { notes: [...results.notes] };
    return { outputs: results.outputs, worker: context.worker, ms, stages: clock.stages(ms), ...notes };
  };
  const total = task.outputs.length + results.unwritten.length;
  try {
    await makeOutputs({ task, context, results, clock, onError });
    return outcomeOf(task, { ...resultOf(results, total), ...ended() });
  } catch (error) {
    const { outputs, unwritten } = results;
    const failure = await diagnoseTask(task, error);
    const { code, message } = failure;
    const status = code === 'canceled' ? 'canceled' : 'failed';
    if (status === 'failed') report(failure, error, { context, onError });
    const made = outputs.map(({ target }) => fileName(target)).join(', ');
    const whole = made === '' ? message : l10n.t('{0} Outputs already written: {1}.', message, made);
    return outcomeOf(task, { status, code, message: whole, ...(unwritten.length > 0 && { unwritten }), ...ended() });
  }
}

/** Failures that a file shows, too, if another program writes to it while it is read. */
const unsettledCodes: ReadonlySet<FailureCode> = new Set(['internal', 'corrupt', 'truncated', 'empty', 'not-an-image', 'unsupported']);

/** The failure behind an error of a task, which for a source that changed meanwhile is that it changed. */
async function diagnoseTask(task: Task, error: unknown): Promise<FailureError> {
  const failure = await diagnose(task.source, error);
  if (!unsettledCodes.has(failure.code)) return failure;
  try {
    assertSourceUnchanged(task);
    return failure;
  } catch (changed) {
    return diagnose(task.source, changed);
  }
}

/** Reports a failure, and the error behind it unless that may concern another image in progress. */
function report(failure: FailureError, error: unknown, { context, onError }: Pick<TaskJob, 'context' | 'onError'>): void {
  if (!context.doubted || !isOfLibrary(error)) onError(error);
  if (failure.doubtful) context.doubted?.();
}

/** A copy of the source under the name of an output that was kept counts as that output. */
function resultOf({ outputs, unwritten }: TaskResults, total: number): OutputsResult {
  const { unwritten: listed = [], ...result } = outputsResult(unwritten, total);
  const written = new Set(outputs.map(({ target }) => target));
  const missing = listed.filter(({ target }) => !written.has(target));
  return missing.length > 0 ? { ...result, unwritten: missing } : result;
}

/** @throws what concerns the source, or all outputs */
async function makeOutputs({ task, context, results, clock, onError }: TaskJob): Promise<void> {
  const jobs = outputJobs(task, context);
  const finished = jobs.map(finishedOutput);
  // When all outputs are in place the source may no longer exist.
  const stats = finished.every((output) => output !== undefined) ? undefined : assertSourceUnchanged(task);
  const renderer = new TaskRenderer(task, context.setup, onError, clock);
  const unseen = new UnseenDamage(task);
  // By output, since those that are made at the same time end in any order.
  const made = jobs.map(() => ({ outputs: [], unwritten: [], notes: [] }) as MadeOutput);
  const make = async (job: OutputJob, index: number) => {
    const { outputs, unwritten: left, notes } = made[index] as MadeOutput;
    const inPlace = finished[index];
    if (inPlace) outputs.push(await resumeOutput(inPlace));
    if (inPlace || stats === undefined) return;
    if (context.isCanceled?.()) throw new FailureError('canceled', l10n.t('Canceled.'));
    const { planned, written, rendered, kept } = await writeOutput(job, { stats, renderer, unseen, clock });
    if (written) outputs.push(written);
    if (kept) left.push(unwritten({ planned }, 'kept', keptReason(job, rendered)));
    notes.push(...rendered.notes);
  };
  try {
    await forEachOutput(jobs, context.cores, async (job, index) => {
      await make(job, index).catch(async (error) => {
        const failure = await diagnoseTask(task, error);
        if (!outputCodes.has(failure.code)) throw failure;
        report(failure, error, { context, onError });
        const isSkipped = failure.code === 'too-small' || (failure.code === 'target-exists' && job.recipe.conflict === 'skip');
        made[index]?.unwritten.push(unwritten(job, isSkipped ? 'skipped' : 'failed', failure));
      });
    });
  } finally {
    for (const each of made) {
      results.outputs.push(...each.outputs);
      results.unwritten.push(...each.unwritten);
      for (const note of each.notes) results.notes.add(note);
    }
    renderer.dispose();
  }
}

function unwritten(
  { planned: { target, format } }: Pick<OutputJob, 'planned'>,
  status: UnwrittenOutput['status'],
  reason: Failure,
): UnwrittenOutput {
  return { target, format, status, code: reason.code, message: reason.message };
}
