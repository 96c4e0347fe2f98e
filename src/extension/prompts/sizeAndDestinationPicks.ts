import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { type Destination, parseSize, presets, type Size, sizeLabel } from '../../shared/recipe/presets';

/** The questions before a run: what to do, and where to. The last answer is offered first. */

export type WhatChoice = { readonly kind: 'size'; readonly size: Size } | { readonly kind: 'profile'; readonly name: string };

interface ChoiceItem<Choice> extends vscode.QuickPickItem {
  /** The answer, or a further question that gives it. */
  readonly choose: () => Choice | Promise<Choice | undefined>;
  /** Tells the item of the last time. */
  readonly key: string;
}

const { l10n } = vscode;
const defaultFolder = 'resized';

function presetItems(): ChoiceItem<WhatChoice>[] {
  const names = { small: l10n.t('Small'), medium: l10n.t('Medium'), large: l10n.t('Large'), thumbnail: l10n.t('Thumbnail') };
  return presets.map(({ id, longEdge }) => ({
    label: `${names[id]} ${longEdge}`,
    description: l10n.t('long edge {0} px, never enlarged', longEdge),
    key: `${longEdge}`,
    choose: () => ({ kind: 'size', size: { longEdge } }),
  }));
}

async function askSize(): Promise<WhatChoice | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Resize Images: Custom Size'),
    prompt: l10n.t('800x600 to fit a box, 800x or x600 for one side, 1280 for the long edge, or 50%. Nothing is enlarged.'),
    placeHolder: '1280',
    validateInput: (text) => {
      const size = parseSize(text);
      return typeof size === 'string' ? size : undefined;
    },
  });
  const size = typed === undefined ? undefined : parseSize(typed);
  return size === undefined || typeof size === 'string' ? undefined : { kind: 'size', size };
}

function profileItems(profiles: Readonly<Record<string, unknown>>): ChoiceItem<WhatChoice>[] {
  return Object.entries(profiles).map(([name, profile]) => {
    const description = (profile as { description?: unknown } | null)?.description;
    return {
      label: name,
      ...(typeof description === 'string' && { description }),
      key: `profile ${name}`,
      choose: () => ({ kind: 'profile', name }),
    };
  });
}

/** How a choice is written in the list of the next time. */
function keyOf(choice: WhatChoice): string {
  return choice.kind === 'profile' ? `profile ${choice.name}` : sizeLabel(choice.size);
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function isChoice<Choice>(item: vscode.QuickPickItem): item is ChoiceItem<Choice> {
  return 'choose' in item;
}

async function pick<Choice>(items: readonly vscode.QuickPickItem[], title: string, placeHolder: string): Promise<Choice | undefined> {
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return picked && isChoice<Choice>(picked) ? await picked.choose() : undefined;
}

/** The last item first, below a heading of its own. */
function withLast<Choice>(items: readonly ChoiceItem<Choice>[], last: ChoiceItem<Choice> | undefined): vscode.QuickPickItem[] {
  if (!last) return [...items];
  const rest = items.filter(({ key }) => key !== last.key);
  return [separator(l10n.t('last time')), last, separator(l10n.t('sizes')), ...rest];
}

/** First question of Resize Images...: a preset, a size of one's own, or a profile. */
export function chooseWhat(
  title: string,
  profiles: Readonly<Record<string, unknown>>,
  last: WhatChoice | undefined,
): Promise<WhatChoice | undefined> {
  const own = profileItems(profiles);
  const custom: ChoiceItem<WhatChoice> = {
    label: l10n.t('Custom...'),
    description: l10n.t('a box, a long edge or a percentage'),
    key: 'custom',
    choose: askSize,
  };
  const all = [...presetItems(), custom];
  const known = last && [...all, ...own].find(({ key }) => key === keyOf(last));
  const again: ChoiceItem<WhatChoice> | undefined =
    known ??
    (last?.kind === 'size'
      ? { label: sizeLabel(last.size), description: l10n.t('custom size'), key: keyOf(last), choose: () => last }
      : undefined);
  const profileRows = own.filter(({ key }) => key !== again?.key);
  const items = [...withLast(all, again), ...(profileRows.length > 0 ? [separator(l10n.t('profiles')), ...profileRows] : [])];
  return pick(items, title, l10n.t('Size'));
}

/** The question of Run Profile...: those of the settings, then the examples that have no namesake among them. */
export function chooseProfile(
  profiles: Readonly<Record<string, unknown>>,
  examples: Readonly<Record<string, unknown>>,
): Promise<WhatChoice | undefined> {
  const others = profileItems(examples).filter(({ label }) => !Object.hasOwn(profiles, label));
  const items = [...profileItems(profiles), separator(l10n.t('examples')), ...others];
  return pick(items, l10n.t('Run Profile'), l10n.t('Profile of the setting assetmill.profiles, or an example'));
}

async function askFolder(last: string | undefined): Promise<Destination | undefined> {
  const folder = await vscode.window.showInputBox({
    title: l10n.t('Into a Folder'),
    prompt: l10n.t('A folder below the workspace folder, or an absolute path. Subfolders of the selection are kept.'),
    value: last ?? defaultFolder,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Type the name of a folder.') : undefined),
  });
  return folder === undefined ? undefined : { kind: 'folder', folder: folder.trim() };
}

function destinationKey(destination: Destination): string {
  return destination.kind === 'folder' ? `folder ${destination.folder}` : destination.kind;
}

/** Second question of Resize Images... */
export function resizeDestination(size: Size, last: Destination | undefined): Promise<Destination | undefined> {
  return chooseDestination(l10n.t('Resize Images'), `photo-${sizeLabel(size)}.jpg`, last);
}

/**
 * Last question: where the results go.
 * @param besideExample name of a file beside photo.jpg
 * @param several whether each image becomes several files, which cannot replace it
 */
export function chooseDestination(
  title: string,
  besideExample: string,
  last: Destination | undefined,
  several = false,
): Promise<Destination | undefined> {
  const lastFolder = last?.kind === 'folder' ? last.folder : undefined;
  const items: ChoiceItem<Destination>[] = [
    {
      label: l10n.t('Beside the originals'),
      description: l10n.t('{0} next to photo.jpg', besideExample),
      key: 'beside',
      choose: () => ({ kind: 'beside' }),
    },
    {
      label: l10n.t('Into a folder...'),
      description: l10n.t('same names, same subfolders; originals stay'),
      key: 'folder',
      choose: () => askFolder(lastFolder),
    },
    {
      label: l10n.t('Replace the originals'),
      description: l10n.t('asks once; their bytes are kept for Undo Last Run'),
      key: 'replace',
      choose: () => ({ kind: 'replace' }),
    },
  ];
  if (several) items.pop();
  const again: ChoiceItem<Destination> | undefined =
    last?.kind === 'folder'
      ? {
          label: l10n.t('Into {0}', isAbsolute(last.folder) ? last.folder : `${last.folder}/`),
          description: l10n.t('same folder as last time'),
          key: destinationKey(last),
          choose: () => last,
        }
      : items.find(({ key }) => key === last?.kind);
  const ordered = again ? [again, ...items.filter(({ key }) => key !== again.key)] : items;
  return pick(ordered, l10n.t('{0}: Where To', title), l10n.t('The originals stay as they are unless they are replaced'));
}
