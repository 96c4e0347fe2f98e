import * as l10n from '@vscode/l10n';
import type { Failure } from '../../shared/run/failure';
import type { TaskOutput } from '../../shared/run/taskOutput';
import { formatBytes } from '../../shared/values/formatQuantity';
import type { RenderedOutput } from '../render/renderedOutput';

/** Why the source was kept. */
export function keptReason({ task, recipe }: TaskOutput, { bytes, isUnchanged, limit }: RenderedOutput): Failure {
  if (isUnchanged && recipe.metadata !== 'keep')
    return { code: 'already-fits', message: l10n.t('The source was kept: it has no metadata to remove.') };
  const code = 'larger';
  const larger = bytes.length - task.bytes;
  if (larger >= 0 && limit !== undefined) return { code, message: limit };
  if (larger === 0) return { code, message: l10n.t('The source was kept: the output would be just as large.') };
  if (larger < 0) return { code, message: l10n.t('The source was kept: the output would be only {0} smaller.', formatBytes(-larger)) };
  return { code, message: l10n.t('The source was kept: the output would be {0} larger.', formatBytes(larger)) };
}
