import * as vscode from 'vscode';
import type { ComparisonHost } from '../../shared/protocol/comparisonProtocol';
import type { MeasurementHost } from '../../shared/protocol/measurementProtocol';
import type { PanelHost } from '../../shared/protocol/panelProtocol';
import type { TuningHost } from '../../shared/protocol/tuningProtocol';
import type { GroupStore } from '../state/groupStore';

/**
 * Everything that the page can ask for except its state, which its session answers. Each feature provides its part. Actions
 * return at once and report their own errors.
 */
export type PanelActions = Omit<PanelHost, 'ready' | 'watch' | 'watchGroups' | 'select' | 'selectAll' | 'find'>;

export type RunActions = Pick<PanelActions, 'resize' | 'pause' | 'resume' | 'cancel' | 'undo' | 'runPlanned'>;
export type InspectionActions = Pick<PanelActions, 'copyDigests' | 'saveChecksums' | 'rename'>;
export type RowActions = Pick<PanelActions, 'act' | 'actOnFailures' | 'actOnRun'>;
export type OpenActions = Pick<PanelActions, 'openFile' | 'revealFile'>;
export type GroupActions = Omit<
  PanelActions,
  keyof (RunActions & InspectionActions & RowActions & OpenActions & ComparisonHost & MeasurementHost & TuningHost)
>;

/** Opens the files of groups, or reveals them in the Explorer. */
export function openActions(groups: GroupStore): OpenActions {
  return {
    openFile: (id) => runOnFile('vscode.open', groups.pathOf(id)),
    revealFile: (id) => runOnFile('revealInExplorer', groups.pathOf(id)),
  };
}

function runOnFile(command: string, path: string | undefined): void {
  if (path !== undefined) void vscode.commands.executeCommand(command, vscode.Uri.file(path));
}
