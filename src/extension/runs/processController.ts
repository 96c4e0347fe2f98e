import { join } from 'node:path';
import * as vscode from 'vscode';
import { executePlan } from '../../client/runs/executePlan';
import { lastUndoable } from '../../client/runs/keptRuns';
import type { Plan } from '../../client/runs/requestPlan';
import { notProcessedText } from '../../shared/run/notProcessed';
import { otherFileCount } from '../../shared/values/formatQuantity';
import { contextKeys, mementoKeys } from '../host/ids';
import { memoryBudget, timeoutSeconds, workspaceRoots } from '../host/settings';
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

/** Runs that process images: plan, questions, work. */
export class ProcessController {
  #previewed: PreviewedPlan | undefined;

  constructor(
    readonly queue: RunQueue,
    /** Contains the folders of this workspace's runs. */
    readonly runsFolder: string,
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
    const ask = planRequest(request);
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
    if (isEmpty) return;
    const directory = join(this.runsFolder, '..', 'estimates');
    const message = await estimateSentence(queue, { plan, recipe: request.recipe, directory }, signal);
    if (store.run?.phase === 'planned') store.setPhase('planned', { message });
  }

  /** @param previewed the plan that the user has seen, which is not made again */
  #run(request: RunRequest, previewed?: PlannedRequest): Promise<void> {
    const { queue } = this;
    return queue.run(heading(request), async (run) => {
      await this.memento.update(mementoKeys.profile, request.profile);
      const confirmed = await makeConfirmedPlan(queue, previewed?.planRequest ?? planRequest(request), run.signal, previewed?.plan);
      if (confirmed) await this.#carryOut(request, confirmed, run);
      else queue.decline();
    });
  }

  async #carryOut({ title, destination }: RunRequest, { plan, recipe }: ConfirmedPlan, { id, signal }: CurrentRun): Promise<void> {
    const { client, store } = this.queue;
    const empty = plan.rows.length === 0 ? nothingFound(plan) : undefined;
    store.setPhase('running', empty === undefined ? {} : { message: empty });
    const result = await executePlan(plan, {
      id,
      client,
      store: this.runsFolder,
      recipe,
      title,
      destination,
      roots: workspaceRoots(),
      timeoutSeconds: timeoutSeconds(),
      ...memoryBudget(),
      signal,
      outcomes: (outcomes) => store.addOutcomes(outcomes),
      workers: (workers) => store.setWorkers(workers),
    });
    const foreign = notProcessedText(plan.summary);
    const message = result.state === 'stopped' ? result.message : (empty ?? result.folder.record.message ?? foreign);
    const undoable = (await lastUndoable(this.runsFolder))?.id === result.folder.record.id;
    store.setPhase(result.state, { undoable, ...(message !== undefined && { message }) });
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
