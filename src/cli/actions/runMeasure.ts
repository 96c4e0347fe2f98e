import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuredRecipe } from '../../client/measuring/measuredWork';
import { MeasureError, type MeasureOptions, measureWorkers } from '../../client/measuring/measureWorkers';
import { defaultWorkers } from '../../client/pool/defaultWorkers';
import { requestPlan } from '../../client/runs/requestPlan';
import type { Profile } from '../../shared/recipe/recipe';
import { workerCounts } from '../../shared/run/workerMeasurement';
import { type ImageSelectionOptions, memoryBudgetOf, type PoolOptions } from '../args/commonOptions';
import { exitCodes } from '../environment/exitCodes';
import { selectedFolders } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { printMeasurement } from '../output/measurementTable';
import { recipeFromProfile } from './recipes';

export interface MeasureCall {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  readonly options: ImageSelectionOptions & PoolOptions;
  readonly profile: Profile;
}

/** Plans what is measured, and does it. */
async function planned({ paths, options, profile }: MeasureCall, { client, signal }: PoolSession): Promise<Omit<MeasureOptions, 'folder'>> {
  const { ignore, timeout, workers, priority } = options;
  const recipe = measuredRecipe(recipeFromProfile('measure', profile, { path: 'measure', options }));
  const roots = selectedFolders(paths);
  const request = { selection: paths, roots, allowedFolders: [], recipe, excludeGlobs: [], useIgnoreFiles: ignore };
  const { tasks } = await requestPlan(client, request, signal);
  const current = workers ?? defaultWorkers(priority);
  const { settings, log } = client.options;
  return {
    ...{ title: recipe.name, tasks, recipe, current, signal, log, timeoutSeconds: timeout },
    settings: settings(),
    counts: workerCounts(availableParallelism(), current),
    ...memoryBudgetOf(options),
  };
}

/**
 * Measures how many workers are fastest, and prints a table. Returns the exit code.
 * @throws UsageError when nothing can be measured
 */
export async function runMeasure(call: MeasureCall, session: PoolSession): Promise<number> {
  const json = call.options.json ?? false;
  const parent = await mkdtemp(join(tmpdir(), 'assetmill-measure-'));
  const progress = (workers: number) => process.stderr.write(`Measuring with ${workers} ${workers === 1 ? 'worker' : 'workers'}...\n`);
  try {
    const options = await planned(call, session);
    // Its threads would wait, but hold memory.
    session.client.stop();
    const found = await measureWorkers({ ...options, folder: join(parent, 'work'), ...(!json && { progress }) });
    printMeasurement(found, json);
    return exitCodes.success;
  } catch (error) {
    throw error instanceof MeasureError ? new UsageError(error.message) : error;
  } finally {
    await rm(parent, { recursive: true, force: true }).catch(() => {});
  }
}
