import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownImage } from '../engine/inspect/compareImages';
import { planProcessing } from '../engine/plan/planProcessing';
import { tryTask } from '../engine/process/tryTask';
import { diagnose } from '../engine/sources/diagnose';
import { isTask, type PlanEntry } from '../shared/run/plan';
import type { Trial, TrialRequest } from '../shared/run/trial';
import { extensionsByFormat } from '../shared/values/formats';

/** Plans the image as a run does. Undefined if the plan finds none. */
async function planned({ plan }: TrialRequest): Promise<PlanEntry | undefined> {
  const entries: PlanEntry[] = [];
  const send = async (some: readonly PlanEntry[]) => void entries.push(...some);
  await planProcessing(plan, { send }, new AbortController().signal);
  return entries[0];
}

/**
 * Makes of one image what a run would make of it, with the same plan and the same bytes, as a file to show.
 * @throws FailureError that names the cause
 */
export async function makeTrial(request: TrialRequest): Promise<Trial> {
  const { plan, directory, name, timeoutSeconds } = request;
  const entry = await planned(request);
  if (entry === undefined) return { notes: [] };
  if (!isTask(entry)) return { notes: [], message: entry.message };
  const setup = { runId: 'trial', recipe: plan.recipe, directory, timeoutSeconds };
  mkdirSync(directory, { recursive: true });
  const format = entry.outputs[0]?.format ?? entry.header.format;
  const file = join(directory, `${name}-output.${extensionsByFormat[format][0]}`);
  try {
    const { notes, ...tried } = await tryTask(entry, setup);
    if ('kept' in tried) return { notes, message: tried.kept };
    writeFileSync(file, tried.bytes);
    return { notes, after: await shownImage(file, join(directory, name)) };
  } catch (error) {
    throw await diagnose(entry.source, error);
  } finally {
    rmSync(file, { force: true });
  }
}
