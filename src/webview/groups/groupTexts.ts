import * as l10n from '@vscode/l10n';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import type { GroupFile, GroupLine, GroupsView } from '../../shared/protocol/groupsProtocol';
import { fileCount, formatBytes, formatCount, groupCount } from '../../shared/values/formatQuantity';
import { pixelWords } from '../common/strings';

/** The words of the groups. */

export const ruleWords: Readonly<Record<KeepRule, string>> = {
  mostPixels: l10n.t('Most Pixels'),
  oldest: l10n.t('Oldest'),
  newest: l10n.t('Newest'),
  shortestPath: l10n.t('Shortest Path'),
  preferredFolder: l10n.t('In a Folder…'),
};

export const groupStrings = {
  list: l10n.t('Groups of files'),
  keep: l10n.t('Keep'),
  keepHint: l10n.t('Which file of each group is kept'),
  preferredHint: l10n.t('Choose another preferred folder'),
  protectedFolders: l10n.t('Protected folders'),
  addProtected: l10n.t('Add Folder…'),
  addProtectedHint: l10n.t('Files in protected folders always stay'),
  threshold: l10n.t('Threshold'),
  thresholdHint: l10n.t('In how many of 64 bits images may look different'),
  turned: l10n.t('Rotated and mirrored, too'),
  distanceHint: l10n.t('How unlike the best image of the group it looks, of 64 bits'),
  grouping: l10n.t('Grouping…'),
  none: l10n.t('No files go together.'),
  groups: l10n.t('Groups'),
} as const;

/** `12 groups with 40 files; 28 files are marked to go (8.1 MB).` */
export function groupsSentence({ groups, files, going, busy }: GroupsView): string {
  if (busy) return groupStrings.grouping;
  if (groups === 0) return groupStrings.none;
  const found = l10n.t('{0} with {1}.', groupCount(groups), fileCount(files));
  return `${found} ${l10n.t('Marked to go: {0} ({1}).', fileCount(going.files), formatBytes(going.bytes))}`;
}

/** `Move 28 Files to Trash…` */
export function trashWords(files: number): string {
  return files === 1 ? l10n.t('Move 1 File to Trash…') : l10n.t('Move {0} Files to Trash…', formatCount(files));
}

/** `Group 3: 4 files, 2.1 MB to go`; of further lines which files of the group are in them. */
export function lineWords({ group, size, first, files, goingBytes }: GroupLine): string {
  const number = formatCount(group + 1);
  if (first > 0 && files.length === 1) return l10n.t('Group {0}: file {1} of {2}', number, first + 1, formatCount(size));
  if (first > 0) return l10n.t('Group {0}: files {1} to {2} of {3}', number, first + 1, first + files.length, formatCount(size));
  return goingBytes > 0
    ? l10n.t('Group {0}: {1}, {2} to go', number, fileCount(size), formatBytes(goingBytes))
    : l10n.t('Group {0}: {1}', number, fileCount(size));
}

/** What becomes of a file, and why. */
export function markWords({ mark, reason }: GroupFile): string {
  if (mark === 'goes') return l10n.t('Goes');
  const why = reason && { protected: l10n.t('protected'), linked: l10n.t('hard link'), chosen: l10n.t('chosen') }[reason];
  const word = mark === 'kept' ? l10n.t('Kept') : l10n.t('Stays');
  return why === undefined ? word : `${word} (${why})`;
}

/** What a press of the mark does. */
export function toggleHint({ mark, reason }: GroupFile): string {
  if (mark === 'goes') return l10n.t('Let it stay (Space)');
  return reason === 'protected'
    ? l10n.t('Files in protected folders always stay')
    : l10n.t('Mark it to go (Space); the last of a group stays');
}

export function namesWords(names: readonly string[]): string {
  return names.length === 1 ? l10n.t('1 more name') : l10n.t('{0} more names', names.length);
}

/** `3 bits differ` */
export function distanceWords(distance: number): string {
  return distance === 1 ? l10n.t('1 bit differs') : l10n.t('{0} bits differ', distance);
}

const dates = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function dateWords(mtimeMs: number): string {
  return dates.format(mtimeMs);
}

/** What a screen reader says of a file. */
export function fileWords(file: GroupFile): string {
  const { path, bytes, size, mtimeMs, distance, otherNames, error } = file;
  const parts = [
    path,
    markWords(file),
    error,
    formatBytes(bytes),
    size && pixelWords(size),
    dateWords(mtimeMs),
    distance !== undefined && distanceWords(distance),
  ];
  return [...parts, ...otherNames].filter(Boolean).join(', ');
}

export function removeWords(folder: string): string {
  return l10n.t('Protect {0} no more', folder);
}
