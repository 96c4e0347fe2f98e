import * as vscode from 'vscode';
import type { MarkupWish } from '../../shared/run';
import type { RunController } from '../runController';

const { l10n } = vscode;

interface MarkupItem extends vscode.QuickPickItem {
  readonly wanted: Omit<MarkupWish, 'from'>;
}

function items(): MarkupItem[] {
  return [
    { label: '<picture>', description: l10n.t('all formats and sizes'), wanted: { kind: 'picture' } },
    {
      label: `<picture> ${l10n.t('with a blurred placeholder')}`,
      description: l10n.t('a tiny version until the picture is there'),
      wanted: { kind: 'picture', placeholder: 'image' },
    },
    {
      label: `<picture> ${l10n.t('with its average colour')}`,
      description: l10n.t('a colour until the picture is there'),
      wanted: { kind: 'picture', placeholder: 'colour' },
    },
    { label: '<img srcset>', description: l10n.t('one format, all sizes'), wanted: { kind: 'srcset' } },
    { label: 'Markdown', description: l10n.t('the largest picture'), wanted: { kind: 'markdown' } },
    { label: 'CSS image-set', description: l10n.t('a background in all formats'), wanted: { kind: 'css' } },
    { label: l10n.t('Data URI'), description: l10n.t('the picture itself as text'), wanted: { kind: 'dataUri' } },
  ];
}

/** Copy Markup...: for the files of the last run, with addresses from the workspace folder. */
export function copyMarkup(runs: RunController) {
  return async (): Promise<void> => {
    const made = runs.madeFiles();
    if (made.length === 0) {
      void vscode.window.showInformationMessage(l10n.t('The last run made no files to write markup for.'));
      return;
    }
    const picked = await vscode.window.showQuickPick(items(), { title: l10n.t('Copy Markup'), matchOnDescription: true });
    const text = picked && (await runs.markup(picked.wanted, made));
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(l10n.t('The markup was copied.'));
  };
}
