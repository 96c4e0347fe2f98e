import * as l10n from '@vscode/l10n';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import type { GroupFile, GroupLine, GroupsView, MarkReason } from '../../shared/protocol/groupsProtocol';
import { formatDate } from '../../shared/values/formatDate';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatBytes, formatPercent } from '../../shared/values/formatQuantity';
import { joinStatements, pixelSizeText } from '../common/commonTexts';

/** Texts of the groups of duplicates. */
export const groupTexts = {
  list: () => l10n.t('Groups of duplicates'),
  groups: () => l10n.t('Groups'),
  grouping: () => l10n.t('Grouping...'),
  compare: () => l10n.t('Compare with the Kept File (Alt+Enter)'),
  none: () => l10n.t('No duplicates found.'),
  keep: () => l10n.t('Keep'),
  keepHint: () => l10n.t('Which file of each group to keep'),
  preferredFolderHint: () => l10n.t('Choose another preferred folder'),
  protectedFolders: () => l10n.t('Protected folders'),
  protectedFoldersHint: () => l10n.t('Files in protected folders are always kept'),
  addProtectedFolder: () => l10n.t('Add Folder...'),
  removeProtectedFolder: (folder: string) => l10n.t('Remove {0} from protected folders', folder),
  threshold: () => l10n.t('Threshold'),
  thresholdHint: () => l10n.t('Maximum difference from the best image in the group. Higher values also find less similar images.'),
  turned: () => l10n.t('Include rotated and mirrored images'),
  distanceHint: () => l10n.t('Similarity to the best image in the group, as measured by the similarity search'),
} as const;

const keepRuleTexts: Readonly<Record<KeepRule, () => string>> = {
  mostPixels: () => l10n.t('Most pixels'),
  oldest: () => l10n.t('Oldest'),
  newest: () => l10n.t('Newest'),
  shortestPath: () => l10n.t('Shortest path'),
  preferredFolder: () => l10n.t('Preferred folder...'),
};

export function keepRuleText(rule: KeepRule): string {
  return keepRuleTexts[rule]();
}

/** `12 groups with 40 files. Marked for removal: 28 files (8.1 MB).` */
export function groupsSentence({ groups, files, removable, busy }: GroupsView): string {
  if (busy) return groupTexts.grouping();
  if (groups === 0) return groupTexts.none();
  return formatMessage(
    l10n.t(
      '{0, plural, one {# group} other {# groups}} with {1, plural, one {# file} other {# files}}. Marked for removal: {2, plural, one {# file} other {# files}} ({3}).',
    ),
    groups,
    files,
    removable.files,
    formatBytes(removable.bytes),
  );
}

/** `Move 28 Files to Trash...` */
export function trashText(files: number): string {
  return formatMessage(l10n.t('{0, plural, one {Move # File to Trash...} other {Move # Files to Trash...}}'), files);
}

/** `Group 3: 4 files, 2.1 MB to remove`; a further line of the same group names the files that it shows. */
export function lineText({ group, size, first, files, removableBytes }: GroupLine): string {
  const number = group + 1;
  if (first > 0 && files.length === 1) return formatMessage(l10n.t('Group {0}: file {1} of {2}'), number, first + 1, size);
  if (first > 0) return formatMessage(l10n.t('Group {0}: files {1} to {2} of {3}'), number, first + 1, first + files.length, size);
  if (removableBytes === 0) return formatMessage(l10n.t('Group {0}: {1, plural, one {# file} other {# files}}'), number, size);
  const message = l10n.t('Group {0}: {1, plural, one {# file} other {# files}}, {2} to remove');
  return formatMessage(message, number, size, formatBytes(removableBytes));
}

const keptTexts: Readonly<Record<MarkReason, () => string>> = {
  protected: () => l10n.t('Kept (protected)'),
  linked: () => l10n.t('Kept (hard link)'),
  chosen: () => l10n.t('Kept (manual)'),
};

/** Whether a file is kept, and why. */
export function markText({ mark, reason }: GroupFile): string {
  if (mark === 'removable') return l10n.t('To be removed');
  return reason === undefined ? l10n.t('Kept') : keptTexts[reason]();
}

/** What pressing the mark does. */
export function markHint({ mark, reason }: GroupFile): string {
  if (mark === 'removable') return l10n.t('Keep this file (Space)');
  return reason === 'protected'
    ? groupTexts.protectedFoldersHint()
    : l10n.t('Mark for removal (Space). At least one file per group is always kept.');
}

/** `2 more names`: hard links to the same file. */
export function otherNamesText(names: readonly string[]): string {
  return formatMessage(l10n.t('{0, plural, one {# more name} other {# more names}}'), names.length);
}

/** Bits of a perceptual hash. */
const hashBits = 64;

/** `95% similar`: the share of the bits of both perceptual hashes that are the same. */
export function distanceText(distance: number): string {
  return l10n.t('{0} similar', formatPercent(Math.round((100 * (hashBits - distance)) / hashBits)));
}

/** `1.9 MB · 4000 × 3000`. */
export function figuresText({ bytes, size }: GroupFile): string {
  return [formatBytes(bytes), size && pixelSizeText(size)].filter(Boolean).join(' · ');
}

/** A file of a group as a screen reader reads it. */
export function fileLabel(file: GroupFile): string {
  const { path, mtimeMs, distance, otherNames, error } = file;
  const slash = path.lastIndexOf('/');
  // In the order in which its card shows them, so that it can be called by what is to be seen.
  return joinStatements([
    distance === undefined ? undefined : distanceText(distance),
    path.slice(slash + 1),
    path.slice(0, Math.max(0, slash)) || './',
    otherNames.length > 0 ? otherNamesText(otherNames) : undefined,
    figuresText(file),
    formatDate(mtimeMs),
    error ?? markText(file),
    ...otherNames,
  ]);
}
