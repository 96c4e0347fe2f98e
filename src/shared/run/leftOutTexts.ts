import * as l10n from '@vscode/l10n';
import { formatList } from '../values/formatList';
import { fileCount, formatCount } from '../values/formatQuantity';
import type { PlanSummary } from './plan';

/** What a run leaves out, as sentences. */

/** The images in folders that a run leaves out because of their format, as one sentence; undefined if there are none. */
export function notProcessedText({ notProcessed }: Pick<PlanSummary, 'notProcessed'>): string | undefined {
  const formats = Object.entries(notProcessed);
  if (formats.length === 0) return undefined;
  const list = formatList(formats.map(([format, count]) => `${formatCount(count)} ${format}`));
  const isOne = formats.length === 1 && formats[0]?.[1] === 1;
  return isOne ? l10n.t('Not processed: {0} file.', list) : l10n.t('Not processed: {0} files.', list);
}

/** The images that a run leaves out since Assetmill made them, as one sentence; undefined if there are none. */
export function resultsText({ results }: Pick<PlanSummary, 'results'>): string | undefined {
  return results === 0 ? undefined : l10n.t('Left out, since Assetmill made them from other files here: {0}.', fileCount(results));
}

/** The files that a run skips since nothing changed, as one sentence; undefined if there are none. */
export function upToDateText({ upToDate }: Pick<PlanSummary, 'upToDate'>): string | undefined {
  return upToDate === 0 ? undefined : l10n.t('Up to date: {0}.', fileCount(upToDate));
}
