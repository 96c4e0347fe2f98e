import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { PlaceholderKind } from '../../shared/recipe/schema/profileChoices';
import type { MadeFiles, MarkupOptions } from '../../shared/run/run';
import { formatBytes } from '../../shared/values/formatQuantity';
import type { RunQueue } from '../runs/runQueue';
import type { RunStore } from '../state/runStore';

const { l10n } = vscode;

/** Maximum bytes to copy: data URIs are for icons, and editors do not take more at a time. */
export const maxCopied = 10_000_000;

type MarkupChoice = Omit<MarkupOptions, 'from'>;

interface MarkupItem extends vscode.QuickPickItem {
  readonly choice: MarkupChoice;
}

function withPlaceholder(placeholder: PlaceholderKind, label: string, description: string): MarkupItem {
  return { label: `<picture> ${label}`, description, choice: { kind: 'picture', placeholder } };
}

function items(): MarkupItem[] {
  return [
    { label: '<picture>', description: l10n.t('all formats and sizes'), choice: { kind: 'picture' } },
    withPlaceholder('image', l10n.t('with a blurred placeholder'), l10n.t('a tiny version until the image loads')),
    withPlaceholder('color', l10n.t('with a color placeholder'), l10n.t('the average color until the image loads')),
    withPlaceholder('thumbhash', l10n.t('with a ThumbHash'), l10n.t('25 bytes from which a script draws a preview')),
    withPlaceholder('blurhash', l10n.t('with a BlurHash'), l10n.t('30 characters from which a script draws a preview')),
    { label: '<img srcset>', description: l10n.t('one format, all sizes'), choice: { kind: 'srcset' } },
    { label: 'Markdown', description: l10n.t('the largest image'), choice: { kind: 'markdown' } },
    { label: 'CSS image-set', description: l10n.t('a background in all formats'), choice: { kind: 'css' } },
    { label: l10n.t('Favicon links'), description: l10n.t('the lines for the <head> of a page'), choice: { kind: 'favicon' } },
    { label: l10n.t('Data URI'), description: l10n.t('each file as text, one per line'), choice: { kind: 'dataUri' } },
  ];
}

function outputBytes(made: readonly MadeFiles[]): number {
  return made.reduce((sum, { outputs }) => sum + outputs.reduce((all, output) => all + output.bytes, 0), 0);
}

/** The path of one of the icons of a website. */
function firstIcon(made: readonly MadeFiles[]): string | undefined {
  return made.flatMap(({ outputs }) => outputs).find(({ icon }) => icon)?.target;
}

/** The folder that URLs are relative to: for icons their own, which is the root of the website. */
function folderOf(made: readonly MadeFiles[], { kind }: MarkupChoice): string {
  const icon = kind === 'favicon' ? firstIcon(made) : undefined;
  return icon === undefined ? (made[0]?.root ?? '') : dirname(icon);
}

/** Why there is nothing to copy, as a sentence; undefined if there is. */
function refusal(store: RunStore, made: readonly MadeFiles[], choice?: MarkupChoice): string | undefined {
  if (store.active) return l10n.t('Markup is available when the run has finished.');
  if (made.length === 0) return l10n.t('There is no markup to copy: the last run created no files.');
  if (choice?.kind === 'favicon' && !firstIcon(made))
    return l10n.t('There are no icons to link to: the last run created no favicon set. Use Create Favicon Set... first.');
  const bytes = outputBytes(made);
  if (choice?.kind !== 'dataUri' || bytes <= maxCopied) return undefined;
  return l10n.t('The files are too large to copy ({0}). Data URIs are meant for small images.', formatBytes(bytes));
}

/** The outputs of the run shown. If there is nothing to copy, says why and returns undefined. */
function outputsToCopy(store: RunStore, choice?: MarkupChoice): MadeFiles[] | undefined {
  const made = store.madeFiles((path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? dirname(path));
  const sentence = refusal(store, made, choice);
  if (sentence === undefined) return made;
  void vscode.window.showInformationMessage(sentence);
  return undefined;
}

/** Copies markup for the outputs of the run shown. */
export async function copyMarkup(queue: RunQueue, choice: MarkupChoice): Promise<void> {
  const made = outputsToCopy(queue.store, choice);
  if (!made) return;
  const { client } = queue;
  const options = { ...choice, from: folderOf(made, choice) };
  try {
    const text = await client.runExclusive({}, async () => (await client.remote()).markup(made, options));
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(l10n.t('Markup copied.'));
  } catch (error) {
    queue.reportError(error);
  }
}

/** Copy Markup...: for the outputs of the last run, with URLs relative to the workspace folder. */
export function copyMarkupCommand(queue: RunQueue) {
  return async (): Promise<void> => {
    if (!outputsToCopy(queue.store)) return;
    const picked = await vscode.window.showQuickPick(items(), { title: l10n.t('Copy Markup'), matchOnDescription: true });
    // Another run may have started while the question was open.
    if (picked) await copyMarkup(queue, picked.choice);
  };
}
