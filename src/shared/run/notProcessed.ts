import * as l10n from '@vscode/l10n';
import { formatList } from '../values/formatList';
import { formatCount } from '../values/formatQuantity';
import type { PlanSummary } from './plan';

/** The images in folders that a run leaves out because of their format, as one sentence; undefined if there are none. */
export function notProcessedText({ notProcessed }: Pick<PlanSummary, 'notProcessed'>): string | undefined {
  const formats = Object.entries(notProcessed);
  if (formats.length === 0) return undefined;
  const list = formatList(formats.map(([format, count]) => `${formatCount(count)} ${format}`));
  const isOne = formats.length === 1 && formats[0]?.[1] === 1;
  return isOne ? l10n.t('Not processed: {0} file.', list) : l10n.t('Not processed: {0} files.', list);
}
