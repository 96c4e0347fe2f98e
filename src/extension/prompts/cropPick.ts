import * as vscode from 'vscode';
import { type ChoiceItem, pickChoice } from './choicePick';

const { l10n } = vscode;

/** Reads an aspect ratio such as `16:9` or `1.5`. Undefined if it is none. */
function parseRatio(text: string): string | undefined {
  const [, width, height = '1'] = /^\s*(\d+(?:\.\d+)?)\s*(?:[:/x]\s*(\d+(?:\.\d+)?))?\s*$/.exec(text) ?? [];
  const ratio = Number(width) / Number(height);
  return ratio >= 0.001 && ratio <= 1000 ? `${width}:${height}` : undefined;
}

async function inputRatio(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Crop Images: Aspect Ratio'),
    prompt: l10n.t('The ratio of width to height. The center of each image is kept.'),
    placeHolder: '21:9',
    validateInput: (text) => (parseRatio(text) ? undefined : l10n.t('Enter an aspect ratio such as 21:9.')),
  });
  return typed === undefined ? undefined : parseRatio(typed);
}

/** The question of Crop Images...: the aspect ratio to crop to. Undefined when the user canceled. */
export function pickAspectRatio(title: string): Promise<string | undefined> {
  const described = {
    '1:1': l10n.t('square'),
    '4:3': l10n.t('photo, landscape'),
    '3:4': l10n.t('photo, portrait'),
    '3:2': l10n.t('camera photo, landscape'),
    '16:9': l10n.t('wide'),
    '9:16': l10n.t('tall'),
  };
  const items: ChoiceItem<string>[] = [
    ...Object.entries(described).map(([label, description]) => ({ label, description, key: label, choose: () => label })),
    { label: l10n.t('Custom...'), description: l10n.t('another aspect ratio'), key: 'custom', choose: inputRatio },
  ];
  return pickChoice(items, title, l10n.t('Choose an aspect ratio. The center of each image is kept.'));
}
