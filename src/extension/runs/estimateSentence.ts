import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CallTimeoutError } from '../../client/pool/callWithTimeout';
import { estimatePlan } from '../../client/runs/estimatePlan';
import type { PlanEstimate } from '../../client/runs/planSample';
import type { Plan } from '../../client/runs/requestPlan';
import type { Recipe } from '../../shared/recipe/recipe';
import { bytesWithSpread, fileCount, formatBytes, formatDuration } from '../../shared/values/formatQuantity';
import { timeoutSeconds, workerCount } from '../host/settings';
import type { RunQueue } from './runQueue';

const { l10n } = vscode;

/**
 * Estimates the size of a plan's outputs and the time that they take. Returns a sentence, which says why if there is no estimate:
 * the plan is valid without one. Never rejects.
 * @param directory for temporary files; removed afterwards
 */
export async function estimateSentence(
  { client, log }: RunQueue,
  { plan, recipe, directory }: { readonly plan: Plan; readonly recipe: Recipe; readonly directory: string },
  signal: AbortSignal,
): Promise<string> {
  const setup = { runId: 'estimate', recipe, directory, timeoutSeconds: timeoutSeconds() };
  try {
    const estimate = await estimatePlan(client, { setup, tasks: plan.tasks }, { signal });
    return estimate ? estimated(plan, estimate) : l10n.t('No estimate: the sampled files could not be processed.');
  } catch (error) {
    if (signal.aborted) return l10n.t('No estimate: it was canceled.');
    log.error(error as Error);
    return error instanceof CallTimeoutError
      ? l10n.t('No estimate: it took too long.')
      : l10n.t('No estimate: {0}', (error as Error).message);
  } finally {
    // A process that was killed leaves its intermediate images behind.
    await rm(directory, { recursive: true, force: true }).catch(() => {});
  }
}

function estimated({ summary }: Plan, { bytesOut, low, high, workSeconds, sampled }: PlanEstimate): string {
  return l10n.t(
    'Estimate from {0}: {1} would become {2} in about {3}.',
    fileCount(sampled),
    formatBytes(summary.bytes),
    bytesWithSpread({ bytesOut, low, high }),
    formatDuration(workSeconds / workerCount()),
  );
}
