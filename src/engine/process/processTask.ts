import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome, Task, WrittenOutput } from '../../shared/run/run';
import { formatBytes } from '../../shared/values/formatQuantity';
import { assertSourceUnchanged } from '../commit/assertUnchanged';
import { diagnose } from '../formats/diagnose';
import { TaskRenderer } from '../render/taskRenderer';
import { type OutputJob, outputJobs, type TaskContext } from './outputJob';
import { isFinished, resumeOutput } from './resumeOutput';
import { writeOutput } from './writeOutput';

/**
 * One source in, its outputs out. Runs in a worker thread, where file calls are synchronous, since that is faster than
 * handing them to the thread pool.
 */

/** An output that was not written because it did not save enough. */
interface KeptOutput {
  readonly job: OutputJob;
  /** How many bytes larger than the source it would be; negative when smaller. */
  readonly larger: number;
  /** Why it cannot be smaller, as a sentence. */
  readonly limit: string | undefined;
}

/** What a task has produced so far. */
interface TaskResults {
  readonly outputs: WrittenOutput[];
  readonly kept: KeptOutput[];
  readonly notes: Set<string>;
}

/**
 * Processes a task. Never throws: whatever happens to one file becomes its outcome.
 * @param onError receives the error behind a failure, for the log
 */
export async function processTask(task: Task, context: TaskContext, onError: (error: unknown) => void): Promise<Outcome> {
  const started = performance.now();
  const results: TaskResults = { outputs: [], kept: [], notes: new Set() };
  const ended = () => ({
    outputs: results.outputs,
    worker: context.worker,
    ms: performance.now() - started,
    ...(results.notes.size > 0 && { notes: [...results.notes] }),
  });
  try {
    await makeOutputs(task, context, results);
    const { kept, notes } = results;
    const [first] = kept;
    if (first && kept.length === task.outputs.length)
      return outcomeOf(task, { status: 'kept', code: 'larger', message: keptMessage(first), ...ended() });
    for (const each of kept) notes.add(l10n.t('Not written: {0}. {1}', basename(each.job.planned.target), keptMessage(each)));
    return outcomeOf(task, { status: 'done', ...ended() });
  } catch (error) {
    onError(error);
    const { code, message } = await diagnose(task.source, error);
    const made = results.outputs.map(({ target }) => basename(target)).join(', ');
    const whole = made === '' ? message : l10n.t('{0} Outputs already written: {1}.', message, made);
    return outcomeOf(task, { status: 'failed', code, message: whole, ...ended() });
  }
}

async function makeOutputs(task: Task, context: TaskContext, { outputs, kept, notes }: TaskResults): Promise<void> {
  const jobs = outputJobs(task, context);
  const finished = new Set(jobs.filter(isFinished));
  // When all outputs are in place the source may no longer exist.
  const stats = finished.size === jobs.length ? undefined : assertSourceUnchanged(task);
  const renderer = new TaskRenderer(task, context.setup);
  try {
    for (const job of jobs) {
      if (stats === undefined || finished.has(job)) {
        outputs.push(await resumeOutput(job));
        continue;
      }
      const { written, rendered, kept: isKept } = await writeOutput(job, stats, renderer);
      if (written) outputs.push(written);
      if (isKept) kept.push({ job, larger: rendered.bytes.length - task.bytes, limit: rendered.limit });
      for (const note of rendered.notes) notes.add(note);
    }
  } finally {
    renderer.dispose();
  }
}

/** Why the source was kept. */
function keptMessage({ larger, limit }: KeptOutput): string {
  if (larger >= 0 && limit !== undefined) return limit;
  if (larger === 0) return l10n.t('The source was kept: the output would be just as large.');
  if (larger < 0) return l10n.t('The source was kept: the output would be only {0} smaller.', formatBytes(-larger));
  return l10n.t('The source was kept: the output would be {0} larger.', formatBytes(larger));
}
