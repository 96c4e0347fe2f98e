import * as vscode from 'vscode';
import { keptRuns } from '../../client/runs/keptRuns';
import type { Plan } from '../../client/runs/requestPlan';
import type { VerifyRequest } from '../../shared/run/inspection';
import type { PlanRequest } from '../../shared/run/plan';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { showProfileErrors } from './profileFaults';

/** What a plan needs the user to agree to, before anything is written. */

const { l10n } = vscode;

async function agreed(message: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
}

function listed(lines: readonly string[], all: number): string {
  const more = all - lines.length;
  return [...lines, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])].join('\n');
}

/** Several sources that would make one file: offers numbers. Returns the request to plan again with. */
async function settleClashes(request: PlanRequest, { summary }: Plan): Promise<PlanRequest | undefined> {
  const lines = summary.clashes
    .slice(0, 6)
    .map(
      ({ target, sources }) =>
        `${vscode.workspace.asRelativePath(target)} ← ${sources.map((path) => vscode.workspace.asRelativePath(path)).join(', ')}`,
    );
  const message = l10n.t('{0} would be made from several images.', fileCount(summary.clashCount));
  const detail = `${listed(lines, summary.clashCount)}\n\n${l10n.t('Nothing was written yet. Number them gives every result a name of its own.')}`;
  if (!(await agreed(message, detail, l10n.t('Number Them')))) return undefined;
  return { ...request, recipe: { ...request.recipe, conflict: 'unique' } };
}

/** Outputs outside the workspace folder of their source: allowed by name only. */
async function settleOutside(request: PlanRequest, { summary }: Plan): Promise<PlanRequest | undefined> {
  const folders = summary.outsideFolders;
  const message = l10n.t('Write outside the workspace folder?');
  const detail = `${listed(folders.slice(0, 6), folders.length)}\n\n${l10n.t('The results would be written there.')}`;
  if (!(await agreed(message, detail, l10n.t('Write There')))) return undefined;
  return { ...request, allowedFolders: [...request.allowedFolders, ...folders] };
}

/**
 * Files that a checksum file names outside of the workspace: read by permission alone. Returns the request to plan again with,
 * `plan` where they are to be left out, undefined when the user left.
 */
export async function confirmOutsideFiles(request: VerifyRequest, outside: readonly string[]): Promise<'plan' | VerifyRequest | undefined> {
  const message = l10n.t('Read outside of the workspace?');
  const detail = `${listed(outside.slice(0, 6), outside.length)}\n\n${l10n.t('The checksum file lists {0} there.', fileCount(outside.length))}`;
  const [read, leave] = [l10n.t('Read Them'), l10n.t('Leave Them Out')];
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, read, leave);
  if (answer === leave) return 'plan';
  return answer === read ? { ...request, allowOutside: true } : undefined;
}

/** Whether files may go to the trash. */
export function confirmTrash(files: number, bytes: number): Promise<boolean> {
  const message = l10n.t('Move {0} ({1}) to the trash?', fileCount(files), formatBytes(bytes));
  const detail = l10n.t('One file of each group stays. Each is looked at again before it goes, and left alone where it was changed.');
  return agreed(message, detail, l10n.t('Move to Trash'));
}

/**
 * Whether files may go to the storage, since the trash took none of them.
 * @param refusal what the trash said
 */
export function confirmStorage(files: number, bytes: number, refusal: string): Promise<boolean> {
  const message = l10n.t("The trash cannot be used here. Move {0} ({1}) to Assetmill's storage?", fileCount(files), formatBytes(bytes));
  const undo = l10n.t('Nothing was moved yet. Undo Last Run brings the files back to their places, byte for byte.');
  const room = l10n.t(
    'Their room is freed only when the storage is cleaned: it keeps the last {0} runs that changed something, and what an older one holds is deleted for good.',
    keptRuns,
  );
  const said = l10n.t('What the trash said: {0}', refusal);
  return agreed(message, `${undo}\n\n${room}\n\n${said}`, l10n.t("Move to Assetmill's Storage"));
}

/** What must be planned again after the user agreed; `plan` when it can go as it is, undefined when the user declined. */
export async function settle(request: PlanRequest, plan: Plan): Promise<'plan' | PlanRequest | undefined> {
  const { summary } = plan;
  if (summary.errors.length > 0) {
    showProfileErrors(summary.errors, vscode.Uri.file(request.selection[0] ?? ''));
    return undefined;
  }
  if (summary.clashCount > 0) return settleClashes(request, plan);
  if (summary.outsideFolders.length > 0) return settleOutside(request, plan);
  if (summary.replaces === 0) return 'plan';
  const files = fileCount(summary.replaces);
  const detail = l10n.t('The old bytes are kept for the last 20 runs, and the command Undo Last Run gives them back.');
  return (await agreed(l10n.t('Replace {0}?', files), detail, l10n.t('Replace {0}', files))) ? 'plan' : undefined;
}
