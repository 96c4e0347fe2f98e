import * as vscode from 'vscode';

/** A quick pick whose items lead to an answer, some of them by a further question. */

export interface ChoiceItem<Choice> extends vscode.QuickPickItem {
  /** The answer, or undefined when the user canceled a further question. */
  readonly choose: () => Choice | Promise<Choice | undefined>;
  /** Identifies the item that was used last. */
  readonly key: string;
}

/** The answer that the user wants to choose in the panel, with a preview. */
export type Tune = 'tune';

/** Label and description of the item that leads to the panel. */
export function tuneLabels(): vscode.QuickPickItem {
  return {
    label: vscode.l10n.t('$(eye) Tune with Preview...'),
    description: vscode.l10n.t('see an image and its size before anything runs'),
    alwaysShow: true,
  };
}

export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function isChoice<Choice>(item: vscode.QuickPickItem): item is ChoiceItem<Choice> {
  return 'choose' in item;
}

/** Shows the items, of which all but the separators are choices. Undefined when the user canceled. */
export async function pickChoice<Choice>(
  items: readonly vscode.QuickPickItem[],
  title: string,
  placeHolder: string,
): Promise<Choice | undefined> {
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return picked && isChoice<Choice>(picked) ? await picked.choose() : undefined;
}
