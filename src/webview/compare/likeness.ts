import * as l10n from '@vscode/l10n';
import { formatPercent } from '../../shared/values/formatQuantity';
import { joinStatements } from '../common/commonTexts';

/**
 * The least mean SSIM of each word. The bounds are those between the grades of opinion scores, from imperceptible to annoying:
 * T. Zinner, O. Hohlfeld, O. Abboud, T. Hoßfeld, "Impact of frame rate and resolution on objective QoE metrics", QoMEX 2010, table I.
 */
const words = [
  [0.99, () => l10n.t('visually identical')],
  [0.95, () => l10n.t('very similar')],
  [0.88, () => l10n.t('similar')],
  [-1, () => l10n.t('different')],
] as const;

/** How alike two images are, such as `97%, very similar`. Only equal ones are alike by 100%. @param similarity mean SSIM, -1 to 1 */
export function likenessText(similarity: number): string {
  const percent = Math.floor(Math.max(0, similarity) * 100);
  const word = words.find(([least]) => similarity >= least)?.[1] ?? words[3][1];
  return joinStatements([formatPercent(percent), word()]);
}
