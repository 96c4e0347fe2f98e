import * as vscode from 'vscode';
import type { Plan } from '../../client/runs/requestPlan';
import { runName, type UndoableRun } from '../../client/store/undoableRun';
import type { RunView } from '../../shared/protocol/panelProtocol';
import { conflicts } from '../../shared/recipe/schema/profileChoices';
import type { VerifyRequest } from '../../shared/run/inspection';
import type { PlanRequest, ResultRules } from '../../shared/run/plan';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatBytes, formatCount } from '../../shared/values/formatQuantity';
import { isWithin } from '../../shared/values/paths';
import { displayPath } from '../host/displayPath';
import { historyLimits } from '../host/settings';
import { showProfileErrors } from './showProfileErrors';

/** Questions to which the user must agree before files are written, moved or read outside the workspace. */

const { l10n } = vscode;

/** A dialog lists this many paths. */
const maxListed = 6;

async function confirm(message: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
}

/** Up to `maxListed` lines, followed by the number of all others. */
function list(lines: readonly string[], all = lines.length): string {
  const shown = lines.slice(0, maxListed);
  const more = all - shown.length;
  return [...shown, ...(more > 0 ? [l10n.t('and {0} more', formatCount(more))] : [])].join('\n');
}

/** Asks about outputs with the same path, and offers to number them. Returns the request to plan again. */
async function confirmNumbers(request: PlanRequest, { summary }: Plan): Promise<PlanRequest | undefined> {
  const lines = summary.clashes.map(({ target, sources }) => `${displayPath(target)} ← ${formatList(sources.map(displayPath), 'narrow')}`);
  const message = l10n.t('Several images would produce the same file. Affected: {0}.', fileCount(summary.clashCount));
  const detail = `${list(lines, summary.clashCount)}\n\n${l10n.t('Nothing has been written yet. Add Numbers gives each output its own name.')}`;
  if (!(await confirm(message, detail, l10n.t('Add Numbers')))) return undefined;
  return { ...request, recipe: { ...request.recipe, conflict: 'unique' } };
}

/** Asks about outputs outside the workspace folder of their source. Returns the request to plan again. */
async function confirmOutsideFolders(request: PlanRequest, { summary }: Plan): Promise<PlanRequest | undefined> {
  const folders = summary.outsideFolders;
  const isForeign = folders.some((folder) => request.roots.some((root) => isWithin(folder, root)));
  const message = isForeign ? l10n.t('Write to folders that belong to other programs?') : l10n.t('Write outside the workspace folder?');
  const detail = `${list(folders)}\n\n${l10n.t('Assetmill would write files to these folders.')}`;
  if (!(await confirm(message, detail, l10n.t('Write Files')))) return undefined;
  return { ...request, allowedFolders: [...request.allowedFolders, ...folders] };
}

/**
 * Asks about files outside the workspace that a checksum file lists. Returns the request to plan again, `asPlanned` to skip these
 * files, or undefined when the user declined.
 */
export async function confirmOutsideFiles(
  request: VerifyRequest,
  outside: readonly string[],
): Promise<'asPlanned' | VerifyRequest | undefined> {
  const message = l10n.t('Read files outside the workspace?');
  const detail = `${list(outside)}\n\n${l10n.t('The checksum file lists {0} outside the workspace.', fileCount(outside.length))}`;
  const [read, skip] = [l10n.t('Read Files'), l10n.t('Skip Files')];
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, read, skip);
  if (answer === skip) return 'asPlanned';
  return answer === read ? { ...request, allowOutside: true } : undefined;
}

/** Asks whether to move files to the trash. */
export function confirmTrash(files: number, bytes: number): Promise<boolean> {
  const message = l10n.t('Move {0} ({1}) to the trash?', fileCount(files), formatBytes(bytes));
  const detail = l10n.t(
    'At least one file of each group is kept. A file is moved only if neither it nor the kept file has changed since the search.',
  );
  return confirm(message, detail, l10n.t('Move to Trash'));
}

/**
 * Asks whether to move files to the storage instead, after the trash refused all of them.
 * @param refusal the reason of the trash
 */
export function confirmStorage(files: number, bytes: number, refusal: string): Promise<boolean> {
  const message = l10n.t("The trash is not available here. Move {0} ({1}) to Assetmill's storage?", fileCount(files), formatBytes(bytes));
  const undo = l10n.t('Nothing has been moved yet. Undo Last Run moves the files back unchanged.');
  const space = formatMessage(
    l10n.t(
      'Disk space is freed only when the storage is pruned: files from runs older than {0, plural, one {# day} other {# days}} are permanently deleted.',
    ),
    historyLimits().days,
  );
  const reason = l10n.t('Error from the trash: {0}', refusal);
  return confirm(message, `${undo}\n\n${space}\n\n${reason}`, l10n.t("Move to Assetmill's Storage"));
}

/**
 * Asks whether to undo a run that is not the one shown.
 * @param shown the run that the panel shows, which changed nothing, is undone already, or is older
 */
export function confirmUndo(run: UndoableRun, shown: RunView | undefined): Promise<boolean> {
  const message = l10n.t('Undo {0}?', runName(run));
  const detail = l10n.t('Replaced files are restored, and new files are removed. Files edited since the run are left alone.');
  const reason = shown && reasonToAsk(shown);
  return confirm(message, [reason, detail].filter(Boolean).join('\n\n'), l10n.t('Undo Run'));
}

function editedDetail(): string {
  return l10n.t('Files edited since the run are left alone.');
}

/** Asks whether to undo some files of a run. @param sources display paths of their sources */
export function confirmUndoFiles(sources: readonly string[]): Promise<boolean> {
  const [only = '', ...others] = sources;
  if (others.length === 0) {
    const detail = l10n.t('The run keeps its other files. The original is restored if the run replaced it, and new files are removed.');
    return confirm(l10n.t('Undo {0}?', only), `${detail} ${editedDetail()}`, l10n.t('Undo File'));
  }
  const detail = l10n.t('The run keeps its other files. Replaced originals are restored, and new files are removed.');
  return confirm(l10n.t('Undo {0}?', fileCount(sources.length)), `${list(sources)}\n\n${detail} ${editedDetail()}`, l10n.t('Undo Files'));
}

/** Asks whether to undo one file of a run. @param output display path of one of its outputs */
export function confirmKeepOriginal(output: string): Promise<boolean> {
  const detail = l10n.t(
    'The original of this file is restored, and everything that the run made from it is removed. A file edited since the run is left alone.',
  );
  return confirm(l10n.t('Keep the original instead of {0}?', output), detail, l10n.t('Keep Original'));
}

function reasonToAsk({ title, undoable }: RunView): string {
  return undoable
    ? l10n.t('This run is newer than the one shown, "{0}".', title)
    : l10n.t('The run shown, "{0}", has nothing to undo.', title);
}

/**
 * Asks what to do about outputs of an earlier run that were edited since. Returns the request to plan again, or undefined when the
 * user declined.
 */
async function confirmEdited(request: PlanRequest & { readonly results: ResultRules }, count: number): Promise<PlanRequest | undefined> {
  const message = l10n.t('Files made by an earlier run have been edited since. Affected: {0}.', fileCount(count));
  const detail = l10n.t('Overwrite replaces them; Undo Last Run restores them. Add Numbers gives the new files other names.');
  const choices = { overwrite: l10n.t('Overwrite'), unique: l10n.t('Add Numbers'), skip: l10n.t('Skip') };
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...Object.values(choices));
  const edited = conflicts.find((each) => choices[each] === chosen);
  return edited && { ...request, results: { ...request.results, edited } };
}

/**
 * Asks whatever a plan requires. Returns the request to plan again, `asPlanned` when the plan can be carried out, or undefined
 * when the user declined.
 */
export async function confirmPlan(request: PlanRequest, plan: Plan): Promise<'asPlanned' | PlanRequest | undefined> {
  const { summary } = plan;
  if (summary.errors.length > 0) {
    showProfileErrors(summary.errors, vscode.Uri.file(request.selection[0] ?? ''));
    return undefined;
  }
  if (summary.clashCount > 0) return confirmNumbers(request, plan);
  if (summary.outsideFolders.length > 0) return confirmOutsideFolders(request, plan);
  const { results } = request;
  if (summary.edited > 0 && results && results.edited === undefined) return confirmEdited({ ...request, results }, summary.edited);
  if (summary.replaces - (results?.edited ? summary.edited : 0) === 0) return 'asPlanned';
  const message = l10n.t('Replace {0}?', fileCount(summary.replaces));
  const detail = formatMessage(
    l10n.t('Originals are kept for {0, plural, one {# day} other {# days}}; Undo Last Run restores them.'),
    historyLimits().days,
  );
  return (await confirm(message, detail, l10n.t('Replace Originals'))) ? 'asPlanned' : undefined;
}
