import { join } from 'node:path';
import * as vscode from 'vscode';
import { findCluster } from '../../client/pool/findCluster';
import type { ClusterSettings } from '../../client/pool/poolProcess';
import { storeFolder } from '../../client/store/storeFolder';
import { clusterBundles } from '../../shared/protocol/clusterProtocol';
import { settingSection } from './ids';
import { queue, queueRoot } from './settings';

/** Other computers that carry out the runs of this window. */
export interface Cluster {
  readonly settings: ClusterSettings;
  /** Folder of the runs, which all of these computers reach. */
  readonly runsFolder: string;
}

/**
 * The cluster of the setting `assetmill.queue`. Undefined without it, and where it cannot be used, which the user is told.
 * @param version of the extension, which the package must have, too
 */
export function openCluster(version: string): Cluster | undefined {
  const url = queue();
  if (url === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const root = queueRoot() ?? folder;
  const found = findCluster();
  const reason = unusable(root, found?.version, version);
  if (reason !== undefined || root === undefined || !found) {
    void warn(reason ?? '');
    return undefined;
  }
  const settings = { plannerFile: join(found.folder, clusterBundles.planner), queue: url, root };
  return { settings, runsFolder: join(root.replace(/^[^=/\\]*=/, ''), '.assetmill', 'runs') };
}

/** Why runs are not sent to the queue. */
function unusable(root: string | undefined, found: string | undefined, version: string): string | undefined {
  if (root === undefined) return vscode.l10n.t('No folder is open.');
  if (found === undefined)
    return vscode.l10n.t(
      'The package assetmill-cluster was not found. Run: {0}',
      `npm install --global assetmill@${version} assetmill-cluster@${version}`,
    );
  if (found !== version) return vscode.l10n.t('The package assetmill-cluster has the version {0} instead of {1}.', found, version);
  return undefined;
}

async function warn(reason: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const text = vscode.l10n.t('Images are processed on this computer, not by the queue (assetmill.queue). {0}', reason);
  const chosen = await vscode.window.showWarningMessage(text, open);
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.openSettings', `${settingSection}.queue`);
}

/** The folder of the runs of this window. */
export function runsFolderOf(cluster: Cluster | undefined): string {
  return cluster?.runsFolder ?? storeFolder();
}

/** Offers to reload the window when a setting has changed that is read at the start. */
export function watchQueueSetting(): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(async (change) => {
    if (!['queue', 'queueRoot'].some((key) => change.affectsConfiguration(`${settingSection}.${key}`))) return;
    const reload = vscode.l10n.t('Reload Window');
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('The queue is used once the window is reloaded.'), reload);
    if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  });
}
