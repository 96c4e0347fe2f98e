import * as l10n from '@vscode/l10n';
import { fileCount } from '../values/formatQuantity';
import type { PlanSummary } from './plan';

/** The images that a run leaves out since Assetmill made them, as one sentence; undefined if there are none. */
export function resultsText({ results }: Pick<PlanSummary, 'results'>): string | undefined {
  return results === 0 ? undefined : l10n.t('Left out, since Assetmill made them from other files here: {0}.', fileCount(results));
}

/** The files that a run skips since nothing changed, as one sentence; undefined if there are none. */
export function upToDateText({ upToDate }: Pick<PlanSummary, 'upToDate'>): string | undefined {
  return upToDate === 0 ? undefined : l10n.t('Up to date: {0}.', fileCount(upToDate));
}
