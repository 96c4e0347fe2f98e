import * as vscode from 'vscode';
import type { PanelHost } from '../../shared/protocol/panelProtocol';
import type { GroupStore } from '../state/groupStore';
import type { RunStore } from '../state/runStore';

/**
 * Everything that the page can ask for except its state, which its session answers. Each feature provides its part. Actions
 * return at once and report their own errors.
 */
export type PanelActions = Omit<PanelHost, 'ready' | 'watch' | 'watchGroups'>;

export type RunActions = Pick<PanelActions, 'resize' | 'pause' | 'resume' | 'cancel' | 'cancelFile' | 'undo' | 'runPlanned' | 'showLog'>;
export type InspectionActions = Pick<PanelActions, 'copyDigests' | 'saveChecksums' | 'rename'>;
export type OpenActions = Pick<PanelActions, 'open' | 'reveal' | 'openFile' | 'revealFile'>;
export type GroupActions = Omit<PanelActions, keyof (RunActions & InspectionActions & OpenActions)>;

/** Opens the files in the panel, or reveals them in the Explorer. */
export function openActions(store: RunStore, groups: GroupStore): OpenActions {
  return {
    open: (id, output) => runOnFile('vscode.open', store.pathOf(id, output)),
    reveal: (id, output) => runOnFile('revealInExplorer', store.pathOf(id, output)),
    openFile: (id) => runOnFile('vscode.open', groups.pathOf(id)),
    revealFile: (id) => runOnFile('revealInExplorer', groups.pathOf(id)),
  };
}

function runOnFile(command: string, path: string | undefined): void {
  if (path !== undefined) void vscode.commands.executeCommand(command, vscode.Uri.file(path));
}
