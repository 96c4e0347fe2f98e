import * as vscode from 'vscode';
import { type MarkupKind, markupKinds } from '../../shared/markup';
import type { RunController } from '../runController';

const { l10n } = vscode;

function details(): Readonly<Record<MarkupKind, string>> {
  return {
    picture: l10n.t('<picture> with all formats and sizes'),
    srcset: l10n.t('<img> with srcset'),
    markdown: l10n.t('Markdown, the largest picture'),
    css: l10n.t('CSS background with image-set'),
    dataUri: l10n.t('the picture itself as a data URI'),
  };
}

/** Copy Markup...: for the files of the last run, with addresses from the workspace folder. */
export function copyMarkup(runs: RunController) {
  return async (): Promise<void> => {
    const made = runs.madeFiles();
    if (made.length === 0) {
      void vscode.window.showInformationMessage(l10n.t('The last run made no files to write markup for.'));
      return;
    }
    const items = markupKinds.map((kind) => ({ label: kind, description: details()[kind] }));
    const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Copy Markup'), matchOnDescription: true });
    const text = picked && (await runs.markup(picked.label, made));
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(l10n.t('The markup was copied.'));
  };
}
