import * as vscode from 'vscode';
import { dismissRun, type PendingRun, pendingSentence } from '../../client/history/pendingRuns';

const { l10n } = vscode;

/** What the user can do about an interrupted run. */
export interface InterruptedActions {
  resume(): Promise<void>;
  undo(): Promise<void>;
}

/** Says what an interrupted run did and what is left of it, and offers what can be done. A notification that is closed comes again with the next window. */
export async function askAboutInterrupted(run: PendingRun, { resume, undo }: InterruptedActions): Promise<void> {
  const [resumeChoice, undoChoice, dismissChoice] = [l10n.t('Resume'), l10n.t('Undo'), l10n.t('Dismiss')];
  const canResume = run.folder.record.request !== undefined && run.left > 0;
  const choices = [...(canResume ? [resumeChoice] : []), undoChoice, dismissChoice];
  const chosen = await vscode.window.showWarningMessage(pendingSentence(run), ...choices);
  if (chosen === resumeChoice) await resume();
  else if (chosen === undoChoice) await undo();
  else if (chosen === dismissChoice) await dismissRun(run);
}
