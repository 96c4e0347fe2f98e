import * as l10n from '@vscode/l10n';
import type { SelectionView } from '../../shared/protocol/rowQuery';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatBytes, formatCount } from '../../shared/values/formatQuantity';

/** Texts of the bar that narrows down the rows. */
export const toolbarTexts = {
  search: () => l10n.t('Filter files by text'),
  searchHint: () => l10n.t('Filter (Ctrl+F)'),
  matches: (count: number) => formatMessage(l10n.t('{0, plural, one {# match} other {# matches}}'), count),
  anyFormat: () => l10n.t('Any format'),
  anyFolder: () => l10n.t('Any folder'),
  facet: (value: string, count: number) => l10n.t('{0} ({1})', value, formatCount(count)),
  anySaving: () => l10n.t('Any change'),
  smaller: () => l10n.t('Smaller'),
  same: () => l10n.t('Same size'),
  larger: () => l10n.t('Larger'),
  selected: ({ count, bytes }: SelectionView) =>
    formatMessage(l10n.t('{0, plural, one {# selected} other {# selected}}, {1}'), count, formatBytes(bytes)),
  layout: () => l10n.t('Layout'),
  table: () => l10n.t('Table'),
  gallery: () => l10n.t('Gallery'),
  tile: () => l10n.t('Image size'),
} as const;
