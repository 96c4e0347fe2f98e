import * as vscode from 'vscode';
import { globalKeys } from '../host/ids';
import { hasNews } from './hasNews';

const { l10n } = vscode;

/** Tells once of a version with new features, and offers to show what is new. */
export function tellWhatIsNew({ globalState, extension, extensionUri }: vscode.ExtensionContext): void {
  const { version } = extension.packageJSON as { readonly version: string };
  const before = globalState.get<string>(globalKeys.version);
  if (version === before) return;
  void globalState.update(globalKeys.version, version);
  if (!hasNews(version, before)) return;
  const text = l10n.t('Assetmill was updated to {0}.', version);
  void vscode.window
    .showInformationMessage(text, l10n.t("Show What's New"))
    .then((chosen) => chosen && vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(extensionUri, 'CHANGELOG.md')));
}
