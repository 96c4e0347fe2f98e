import * as vscode from 'vscode';
import type { MadeFiles, MarkupOptions } from '../../shared/run/run';
import { formatBytes } from '../../shared/values/formatQuantity';
import type { RunController } from '../runs/processController';

const { l10n } = vscode;

/** Bytes that are copied as text at most: data URIs are for icons, and an editor takes no more at a time. */
export const maxCopied = 10_000_000;

interface MarkupItem extends vscode.QuickPickItem {
  readonly wanted: Omit<MarkupOptions, 'from'>;
}

function items(): MarkupItem[] {
  return [
    { label: '<picture>', description: l10n.t('all formats and sizes'), wanted: { kind: 'picture' } },
    {
      label: `<picture> ${l10n.t('with a blurred placeholder')}`,
      description: l10n.t('a tiny version until the image is there'),
      wanted: { kind: 'picture', placeholder: 'image' },
    },
    {
      label: `<picture> ${l10n.t('with its average color')}`,
      description: l10n.t('a color until the image is there'),
      wanted: { kind: 'picture', placeholder: 'color' },
    },
    { label: '<img srcset>', description: l10n.t('one format, all sizes'), wanted: { kind: 'srcset' } },
    { label: 'Markdown', description: l10n.t('the largest image'), wanted: { kind: 'markdown' } },
    { label: 'CSS image-set', description: l10n.t('a background in all formats'), wanted: { kind: 'css' } },
    { label: l10n.t('Data URI'), description: l10n.t('each file itself as text, a line for each'), wanted: { kind: 'dataUri' } },
  ];
}

/** Why there is nothing to copy, as a sentence. */
function refusal(runs: RunController, made: readonly MadeFiles[], wanted?: MarkupItem['wanted']): string | undefined {
  if (runs.store.active) return l10n.t('Markup is made when the run has ended, for all of its files.');
  if (made.length === 0) return l10n.t('The last run made no files to write markup for.');
  const bytes = made.reduce((sum, { outputs }) => sum + outputs.reduce((all, output) => all + output.bytes, 0), 0);
  if (wanted?.kind !== 'dataUri' || bytes <= maxCopied) return undefined;
  return l10n.t('The files come to {0}, too much to be copied as text. Data URIs are for small images.', formatBytes(bytes));
}

/** The files of the last run; undefined, and told, where there is nothing to copy. */
function madeOrTold(runs: RunController, wanted?: MarkupItem['wanted']): MadeFiles[] | undefined {
  const made = runs.madeFiles();
  const sentence = refusal(runs, made, wanted);
  if (sentence === undefined) return made;
  void vscode.window.showInformationMessage(sentence);
  return undefined;
}

/** Copy Markup...: for the files of the last run, with addresses from the workspace folder. */
export function copyMarkup(runs: RunController) {
  return async (): Promise<void> => {
    if (!madeOrTold(runs)) return;
    const picked = await vscode.window.showQuickPick(items(), { title: l10n.t('Copy Markup'), matchOnDescription: true });
    // Another run may have begun while the question was open.
    const made = picked && madeOrTold(runs, picked.wanted);
    const text = made && (await runs.markup(picked.wanted, made));
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(l10n.t('The markup was copied.'));
  };
}
