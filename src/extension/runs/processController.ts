import { join } from 'node:path';
import * as vscode from 'vscode';
import { executePlan } from '../../client/runs/executePlan';
import type { Plan } from '../../client/runs/requestPlan';
import type { RunFolder } from '../../client/store/runFolder';
import type { RunRecord } from '../../client/store/runRecord';
import { lastUndoable } from '../../client/store/storedRuns';
import { notProcessedText, resultsText, upToDateText } from '../../shared/run/leftOutTexts';
import type { PlanRequest } from '../../shared/run/plan';
import { otherFileCount } from '../../shared/values/formatQuantity';
import { existingFiles } from '../host/existingFiles';
import { contextKeys, mementoKeys } from '../host/ids';
import { memoryBudget, timeoutSeconds } from '../host/settings';
import { announcePlan } from '../panel/announcements';
import { canResume } from '../prompts/historyActions';
import { showProfileErrors } from '../prompts/showProfileErrors';
import { type ConfirmedPlan, makeConfirmedPlan, makeShownPlan, type PlannedRequest, planRequest } from './confirmedPlan';
import { estimateSentence } from './estimateSentence';
import type { CurrentRun, RunHeading, RunQueue } from './runQueue';
import type { RunRequest } from './runRequest';

const { l10n } = vscode;

/** A plan on display, which Run Previewed Plan carries out. */
interface PreviewedPlan extends PlannedRequest {
  readonly request: RunRequest;
}

interface RunOptions {
  /** The plan that the user has seen, which is not made again. */
  readonly previewed?: Plan;
  /** Called when the user has agreed to the plan: a folder that was refused is not offered again. */
  readonly remember?: () => Promise<void>;
}

/** Where runs are kept, and where estimates are made. */
export interface RunFolders {
  readonly runs: string;
  readonly scratch: string;
}

/** Runs that process images: plan, questions, work. */
export class ProcessController {
  #previewed: PreviewedPlan | undefined;

  constructor(
    readonly queue: RunQueue,
    readonly folders: RunFolders,
    readonly memento: vscode.Memento,
  ) {
    queue.onStart(() => this.#setPreviewed(undefined));
  }

  /** Queues a run. Settles when it has ended; never rejects. */
  start(request: RunRequest): Promise<void> {
    return this.#run(request);
  }

  /** Queues a preview of what a run would do, with an estimate. Nothing is written. Settles when it has ended; never rejects. */
  preview(request: RunRequest): Promise<void> {
    return this.queue.runInPanel(heading(request), ({ signal }) => this.#preview(request, signal));
  }

  /** Carries out the previewed plan, once, and without waiting for its estimate. */
  async runPlanned(): Promise<void> {
    const previewed = this.#previewed;
    if (!previewed) {
      // If the button is clicked twice, the second click finds the run active.
      if (!this.queue.store.active)
        void vscode.window.showInformationMessage(l10n.t('There is no plan to run. Use Preview Plan... first.'));
      return;
    }
    this.#setPreviewed(undefined);
    await this.#run(previewed.request, previewed);
  }

  #setPreviewed(previewed: PreviewedPlan | undefined): void {
    this.#previewed = previewed;
    void vscode.commands.executeCommand('setContext', contextKeys.planned, previewed !== undefined);
  }

  async #preview(request: RunRequest, signal: AbortSignal): Promise<void> {
    const { queue } = this;
    const { store } = queue;
    const ask = planRequest(request, this.folders.runs);
    const plan = await makeShownPlan(queue, ask, signal);
    if (plan.summary.errors.length > 0) {
      showProfileErrors(plan.summary.errors, request.selection[0]);
      queue.decline();
      return;
    }
    store.addOutcomes(plan.leftOut);
    const isEmpty = plan.tasks.length === 0;
    store.setPhase('planned', {
      message: isEmpty ? (notProcessedText(plan.summary) ?? nothingFound(plan)) : l10n.t('Estimating from a few files...'),
    });
    this.#setPreviewed({ request, planRequest: ask, plan });
    if (plan.summary.outsideFolders.length === 0) await request.remember?.();
    // A preview that had to wait does not open the panel.
    if (!queue.panel.visible) announcePlan(store, queue.panel);
    if (isEmpty) return;
    const directory = join(this.folders.scratch, 'estimates');
    const message = await estimateSentence(queue, { plan, recipe: request.recipe, directory }, signal);
    if (store.run?.phase === 'planned') store.setPhase('planned', { message });
  }

  /**
   * Queues a run of the history again, as a new run. Settles when it has ended; never rejects.
   * @param change what is different this time
   */
  async again({ title, destination, request }: RunRecord, change: Partial<PlanRequest> = {}): Promise<void> {
    if (request) await this.#carryOutConfirmed({ kind: 'process', title, destination }, { ...request, ...change });
  }

  /** Queues the files of a run that failed, as a new run. Settles when it has ended; never rejects. */
  async retryFailed(folder: RunFolder): Promise<void> {
    const { outcomes } = await folder.report.read();
    const failed = outcomes.filter(({ status }) => status === 'failed').map(({ source }) => source);
    if (failed.length === 0) void vscode.window.showInformationMessage(l10n.t('No files failed in this run.'));
    const only = await existingFiles(failed);
    if (only.length > 0) await this.again(folder.record, { only });
  }

  /** @param previewed the plan that the user has seen, which is not made again */
  async #run(request: RunRequest, previewed?: PlannedRequest): Promise<void> {
    const remember = async () => {
      await this.memento.update(mementoKeys.profile, request.profile);
      await request.remember?.();
    };
    const asked = previewed?.planRequest ?? planRequest(request, this.folders.runs);
    await this.#carryOutConfirmed(heading(request), asked, { remember, ...(previewed && { previewed: previewed.plan }) });
  }

  #carryOutConfirmed(shown: RunHeading, request: PlanRequest, { previewed, remember }: RunOptions = {}): Promise<void> {
    const { queue } = this;
    return queue.run(shown, async (run) => {
      const confirmed = await makeConfirmedPlan(queue, request, run.signal, previewed);
      if (!confirmed) {
        queue.decline();
        return;
      }
      await remember?.();
      await this.#carryOut(shown, confirmed, run);
    });
  }

  async #carryOut(
    { title, destination }: RunHeading,
    { plan, request }: ConfirmedPlan,
    { id, signal, control }: CurrentRun,
  ): Promise<void> {
    const { client, store } = this.queue;
    const empty = plan.rows.length === 0 ? nothingFound(plan) : undefined;
    store.setPhase('running', empty === undefined ? {} : { message: empty });
    const result = await executePlan(plan, {
      id,
      client,
      store: this.folders.runs,
      request,
      title,
      destination,
      timeoutSeconds: timeoutSeconds(),
      ...memoryBudget(),
      signal,
      control,
      outcomes: (outcomes) => store.addOutcomes(outcomes),
      workers: (workers) => store.setWorkers(workers),
      waiting: (reason) => {
        store.setPhase('planning');
        store.setMessage(reason, true);
      },
      replan: async () => {
        const again = await makeConfirmedPlan(this.queue, request, signal);
        if (again) store.setPhase('running');
        return again?.plan;
      },
    });
    const remarks = [notProcessedText(plan.summary), resultsText(plan.summary), upToDateText(plan.summary)];
    const remark = remarks.filter((each) => each !== undefined).join(' ') || undefined;
    const message = result.state === 'stopped' ? result.message : (empty ?? result.folder.record.message ?? remark);
    const undoable = (await lastUndoable(this.folders.runs, request.roots))?.id === result.folder.record.id;
    store.setPhase(result.state, {
      undoable,
      repeatable: true,
      resumable: canResume(result.folder),
      ...(message !== undefined && { message }),
    });
    if (plan.summary.results > 0) this.#offerResults(result.folder.record, plan);
  }

  /** Says that files were left out since runs made them, and offers to process them, too. */
  #offerResults(record: RunRecord, { summary }: Plan): void {
    const { request } = record;
    const include = l10n.t('Include Them');
    void vscode.window.showInformationMessage(resultsText(summary) ?? '', include).then((chosen) => {
      if (chosen === include && request?.results) void this.again(record, { results: { ...request.results, include: true } });
    });
  }
}

function heading({ title, destination }: RunRequest): RunHeading {
  return { kind: 'process', title, destination };
}

function nothingFound({ summary }: Plan): string {
  return summary.otherFiles > 0
    ? l10n.t('The selection contains no images, only {0}.', otherFileCount(summary.otherFiles))
    : l10n.t('The selection contains no images.');
}
