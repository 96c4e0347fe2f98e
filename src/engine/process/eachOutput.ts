import { setTimeout } from 'node:timers/promises';
import type { Cores, OutputJob } from './outputJob';

/** Time after which a task looks again whether cores have become idle, in ms. */
const lookAgainMs = 100;

/**
 * Whether the outputs of a task may be made at the same time: new files, none of which another one depends on. The frames of an
 * animation are kept in memory, one output at a time.
 */
function areIndependent(jobs: readonly OutputJob[]): boolean {
  return (
    jobs.length > 1 && jobs.every(({ task, planned, recipe }) => task.header.pages === 1 && planned.mode === 'create' && !recipe.replace)
  );
}

/** Work of an output relative to others: an AVIF takes about twenty times as long as a WebP of its size. */
function workOf({ task, planned, output }: OutputJob): number {
  return (output.width ?? task.header.width) ** 2 * (planned.format === 'avif' || planned.format === 'best' ? 20 : 1);
}

/**
 * Makes the outputs of a task: one at a time, since other files keep the cores busy, and more at a time while cores are idle, as with
 * the last files of a run. If that may happen, the largest come first, so that the last ones end together; otherwise they keep their
 * order. After an error no further one is started.
 * @throws the first error, when no output is in progress any more
 */
export async function forEachOutput(
  jobs: readonly OutputJob[],
  cores: Cores | undefined,
  make: (job: OutputJob, index: number) => Promise<void>,
): Promise<void> {
  const mayShare = cores !== undefined && areIndependent(jobs);
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const ordered = [...jobs.entries()];
  if (mayShare) ordered.sort(([, a], [, b]) => workOf(b) - workOf(a));
  for (const [index, job] of ordered) {
    while (running.size > 0 && !(mayShare && cores.areIdle)) await Promise.race(mayShare ? [...running, setTimeout(lookAgainMs)] : running);
    if (errors.length > 0) break;
    const end = cores?.take();
    const one: Promise<void> = make(job, index)
      .catch((error) => void errors.push(error))
      .finally(() => {
        end?.();
        running.delete(one);
      });
    running.add(one);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
