import * as l10n from '@vscode/l10n';
import type { FailureAction, FailureGroup } from '../../shared/protocol/rowQuery';
import { formatMessage } from '../../shared/values/formatMessage';

/** Texts of the failures by their cause. */
export const failureTexts = {
  title: () => l10n.t('Failures by cause'),
  showThese: () => l10n.t('Show only these files'),
  showAll: () => l10n.t('Show all files'),
  others: (count: number) => formatMessage(l10n.t('{0, plural, one {Show # more cause} other {Show # more causes}}'), count),
  /** The label of each action, and what it does. */
  actions: {
    copy: () => [l10n.t('Copy List'), l10n.t('Copy the paths of these files')],
    retry: () => [l10n.t('Retry'), l10n.t('Process these files again')],
    exclude: () => [l10n.t('Exclude'), l10n.t('Exclude these files in the profile')],
  },
} as const satisfies Readonly<Record<string, unknown>> & {
  actions: Readonly<Record<FailureAction, () => readonly [label: string, hint: string]>>;
};

/** `12 files: The file is empty (0 bytes).` Causes whose messages differ show one of them. */
export function groupText({ count, example, uniform }: FailureGroup): string {
  const text = uniform
    ? l10n.t('{0, plural, one {# file} other {# files}}: {1}')
    : l10n.t('{0, plural, one {# file} other {# files}} for similar reasons, such as: {1}');
  return formatMessage(text, count, example);
}
