import type { PanelHost, PanelPage } from '../shared/protocol/panelProtocol';
import { connect } from '../shared/protocol/rpc';
import { setLocale } from '../shared/values/locale';
import { hideDefaultMenus } from './common/contextMenu';
import type { StateStorage } from './common/viewState';
import { PanelApp } from './panelApp';

/** Entry of the panel's page: sets its language and connects it to the extension. */

/** VS Code's API for the page of a webview; it can be acquired once. */
declare function acquireVsCodeApi(): StateStorage & { postMessage(message: unknown): void };

// The host puts VS Code's display language and, where there is a translation, its texts into the page.
const bundle = document.getElementById('l10n')?.textContent;
setLocale(document.documentElement.lang, bundle ? { contents: bundle } : undefined);

const vscode = acquireVsCodeApi();
const panel = document.querySelector('assetmill-panel');
if (!(panel instanceof PanelApp)) throw new Error('The page has no assetmill-panel element.');

hideDefaultMenus();
const { remote } = connect<PanelHost, PanelPage>(
  { update: (delta) => panel.receive(delta), show: (query) => panel.show(query) },
  {
    post: (message) => vscode.postMessage(message),
    listen: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
  },
);
void panel.start(remote, vscode);
