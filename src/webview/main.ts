import './localize';
import type { PanelHost, PanelPage } from '../shared/protocol/panelProtocol';
import { connect } from '../shared/protocol/rpc';
import { Panel } from './app';
import type { StateKeeper } from './common/pageMemory';

/** What VS Code gives a webview's page; it can be had once. */
declare function acquireVsCodeApi(): StateKeeper & { postMessage(message: unknown): void };

const vscode = acquireVsCodeApi();
const panel = document.querySelector('assetmill-panel');
if (!(panel instanceof Panel)) throw new Error('The page holds no assetmill-panel.');

const { remote } = connect<PanelHost, PanelPage>(
  { update: (delta) => panel.receive(delta), show: (filter) => panel.show(filter) },
  {
    post: (message) => vscode.postMessage(message),
    listen: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
  },
);
void panel.start(remote, vscode);
