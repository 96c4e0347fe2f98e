import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Destination } from '../../shared/recipe/presets';
import { type ChoiceItem, pickChoice } from './choicePick';

const { l10n } = vscode;

/** The folder suggested for the first time. */
const defaultFolder = 'resized';

export interface DestinationQuestion {
  /** Title of the command. */
  readonly title: string;
  /** Name of an output next to `photo.jpg`, such as `photo-sepia.jpg`. */
  readonly besideExample: string;
  /** What to know about outputs in a folder; by default that originals are kept. */
  readonly folderDetail?: string;
  /** The folder to begin with; by default `resized`. */
  readonly suggestedFolder?: string;
  /** Whether each image has several outputs, which cannot replace it. */
  readonly several?: boolean;
}

/** The last question of a command: where to write the outputs. The last answer comes first. */
export function pickDestination(
  { title, several = false, ...question }: DestinationQuestion,
  last: Destination | undefined,
): Promise<Destination | undefined> {
  const items = destinationItems(question, last).filter(({ key }) => !(several && key === 'replace'));
  const first = last?.kind === 'folder' ? folderItem(last, question.folderDetail) : items.find(({ key }) => key === last?.kind);
  const ordered = first ? [first, ...items.filter(({ key }) => key !== first.key)] : items;
  return pickChoice(ordered, l10n.t('{0}: Destination', title), l10n.t('Choose where to write the outputs'));
}

function destinationItems(
  { besideExample, folderDetail, suggestedFolder }: Omit<DestinationQuestion, 'title'>,
  last: Destination | undefined,
): ChoiceItem<Destination>[] {
  return [
    {
      label: l10n.t('Beside the originals'),
      description: l10n.t('{0} beside photo.jpg', besideExample),
      key: 'beside',
      choose: () => ({ kind: 'beside' }),
    },
    {
      label: l10n.t('Into a folder...'),
      description: folderDetail ?? l10n.t('same names and subfolders; originals are kept'),
      key: 'folder',
      choose: () => inputFolder(last?.kind === 'folder' ? last.folder : suggestedFolder),
    },
    {
      label: l10n.t('Replace the originals'),
      description: l10n.t('asks first; Undo Last Run restores them'),
      key: 'replace',
      choose: () => ({ kind: 'replace' }),
    },
  ];
}

/** The folder that was used last. */
function folderItem(last: Extract<Destination, { kind: 'folder' }>, detail?: string): ChoiceItem<Destination> {
  const { folder } = last;
  return {
    label: l10n.t('Into {0}', isAbsolute(folder) ? folder : `${folder}/`),
    description: [l10n.t('last used folder'), detail].filter(Boolean).join('; '),
    key: `folder ${folder}`,
    choose: () => last,
  };
}

/** Asks for a folder. */
export async function inputFolder(value = defaultFolder): Promise<Destination | undefined> {
  const folder = await vscode.window.showInputBox({
    title: l10n.t('Output Folder'),
    prompt: l10n.t('A path in the workspace folder, or an absolute path. Subfolders of the selection are kept.'),
    value,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Enter a folder name.') : undefined),
  });
  return folder === undefined ? undefined : { kind: 'folder', folder: folder.trim() };
}
