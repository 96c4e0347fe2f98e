import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The translated texts as a data block, which the content security policy allows because it is not executed. Empty in English. */
function textsBlock(): string {
  if (!vscode.l10n.bundle) return '';
  // Escaped so that no text can close the element.
  return `<script type="application/json" id="l10n">${JSON.stringify(vscode.l10n.bundle).replaceAll('<', '\\u003c')}</script>`;
}

/** The page of the panel: one element, one script and one style sheet. Nothing is loaded from elsewhere. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = `default-src 'none'; img-src ${webview.cspSource}; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${uri('media', 'panel.css')}">
  <title>Assetmill</title>
</head>
<body>
  <assetmill-panel></assetmill-panel>
  ${textsBlock()}
  <script type="module" nonce="${nonce}" src="${uri('dist', 'webview.js')}"></script>
</body>
</html>`;
}
