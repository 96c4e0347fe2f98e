import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { CallTimeoutError, callWithTimeout } from '../../client/pool/callWithTimeout';
import type { PoolClient } from '../../client/pool/poolClient';
import { estimatePlan, type PlanEstimate } from '../../client/runs/estimatePlan';
import { executePlan } from '../../client/runs/executePlan';
import { lastUndoable } from '../../client/runs/keptRuns';
import { recoverRuns } from '../../client/runs/recoverRuns';
import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { RunFolder } from '../../client/runs/runFolder';
import { undoLastRun } from '../../client/runs/undoLastRun';
import type { Profile, Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import type { MadeFiles, MarkupOptions } from '../../shared/run/run';
import { fileCount, formatBytes, formatCount, formatDuration, otherFileCount } from '../../shared/values/formatQuantity';
import { contextKeys, mementoKeys } from '../host/ids';
import { rootRules, timeoutSeconds, walkRules, workers, workspaceRoots } from '../host/settings';
import { announceEnd, announceUndo, showProgressWhileHidden } from '../panel/notifications';
import type { Panel, Tried } from '../panel/panel';
import { settle } from '../prompts/confirmations';
import { showProfileErrors } from '../prompts/profileFaults';
import type { RunStore } from '../state/runStore';
import type { RunQueue } from './runQueue';

const { l10n } = vscode;

/** Who chooses a filter does not wait longer for an image of it. */
const tryLimitMs = 10_000;

/** What a command asks for. */
export interface RunRequest {
  readonly selection: readonly vscode.Uri[];
  readonly recipe: Recipe;
  /** What the recipe was made of, as it would stand in the settings. */
  readonly profile: Profile;
  /** Such as `Resize to 640 px`. */
  readonly title: string;
  /** Such as `into resized/`. */
  readonly destination: string;
}

/** A plan that nothing is left to ask about, and the recipe that it follows. */
interface Ready {
  readonly plan: Plan;
  readonly recipe: Recipe;
}

/** A plan that is looked at. */
interface Looked {
  readonly request: RunRequest;
  readonly planRequest: PlanRequest;
  readonly plan: Plan;
}

/** Runs that process images, as commands ask for them: plan, questions, work, report. */
export class RunController {
  #undoing = false;
  #looked: Looked | undefined;

  constructor(
    readonly queue: RunQueue,
    /** Folder that holds the runs of this workspace. */
    readonly runs: string,
    readonly memento: vscode.Memento,
  ) {
    queue.onOpen(() => this.#setLooked(undefined));
  }

  get client(): PoolClient {
    return this.queue.client;
  }

  get store(): RunStore {
    return this.queue.store;
  }

  get panel(): Panel {
    return this.queue.panel;
  }

  /** Starts a run, or lines it up behind the one that is going. Settles when it is over; never rejects. */
  start(request: RunRequest): Promise<void> {
    return this.queue.take((signal) => this.#run(request, signal));
  }

  /** Shows what a run would do, with an estimate. Nothing is written. */
  preview(request: RunRequest): Promise<void> {
    return this.queue.take((signal) => this.#look(request, signal));
  }

  /** Carries out the plan that is shown, once, and without waiting for its estimate. */
  async runPlanned(): Promise<void> {
    const looked = this.#looked;
    if (!looked) {
      // Of two presses of the button the second finds the run under way.
      if (!this.store.active) void vscode.window.showInformationMessage(l10n.t('There is no plan to run. Preview Plan... makes one.'));
      return;
    }
    this.#setLooked(undefined);
    await this.queue.take((signal) => this.#run(looked.request, signal, looked));
  }

  #open({ title, destination }: RunRequest): string {
    return this.queue.open({ kind: 'process', title, destination });
  }

  #setLooked(looked: Looked | undefined): void {
    this.#looked = looked;
    void vscode.commands.executeCommand('setContext', contextKeys.planned, looked !== undefined);
  }

  async #look(request: RunRequest, signal: AbortSignal): Promise<void> {
    this.#open(request);
    const planRequest = this.#planRequest(request);
    const plan = await this.#makePlan(planRequest, signal);
    if (plan.summary.errors.length > 0) {
      showProfileErrors(plan.summary.errors, request.selection[0]);
      this.queue.declined();
      return;
    }
    this.store.addOutcomes(plan.leftOut);
    this.store.setPhase('planned', { message: plan.tasks.length === 0 ? nothingFound(plan) : l10n.t('Estimating from a few files.') });
    this.#setLooked({ request, planRequest, plan });
    if (plan.tasks.length === 0) return;
    const message = await this.#estimate(plan, request.recipe, signal);
    if (this.store.run?.phase === 'planned') this.store.setPhase('planned', { message });
  }

  /** What the plan will come to, as a sentence; or why that is not known, since the plan is good without. */
  async #estimate(plan: Plan, recipe: Recipe, signal: AbortSignal): Promise<string> {
    const directory = join(this.runs, '..', 'estimates');
    const setup = { runId: 'estimate', recipe, directory, timeoutSeconds: timeoutSeconds() };
    try {
      const found = await estimatePlan(this.client, { setup, tasks: plan.tasks }, signal);
      return found ? estimateText(plan, found) : l10n.t('No estimate: the files that were tried fail.');
    } catch (error) {
      if (signal.aborted) return l10n.t('No estimate: it was canceled.');
      this.queue.log.error(error as Error);
      return error instanceof CallTimeoutError
        ? l10n.t('No estimate: it took too long.')
        : l10n.t('No estimate: {0}', (error as Error).message);
    } finally {
      // A process that was ended leaves its stages behind.
      await rm(directory, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** @param looked a plan that the user has looked at, and that nothing of the request is planned again for */
  async #run(request: RunRequest, signal: AbortSignal, looked?: Looked): Promise<void> {
    const id = this.#open(request);
    await this.memento.update(mementoKeys.profile, request.profile);
    const progress = showProgressWhileHidden(this.store, this.panel, () => this.queue.cancel());
    try {
      const ready = await this.#plan(looked?.planRequest ?? this.#planRequest(request), signal, looked?.plan);
      if (ready) await this.#carryOut(request, id, ready, signal);
      else this.queue.declined();
    } finally {
      progress.dispose();
    }
    // A run that waits takes over the panel at once.
    if (!this.panel.visible || this.queue.awaited) announceEnd(this.store, this.panel);
  }

  #planRequest({ selection, recipe }: RunRequest): PlanRequest {
    return {
      selection: selection.map(({ fsPath }) => fsPath),
      roots: workspaceRoots(),
      allowedFolders: [],
      recipe,
      ...walkRules(selection[0]),
      rootRules: rootRules(),
    };
  }

  async #makePlan(request: PlanRequest, signal: AbortSignal): Promise<Plan> {
    const looked = (files: number, found: number) =>
      this.store.setMessage(l10n.t('Looked at {0} of {1}.', formatCount(files), fileCount(found)));
    const plan = await requestPlan(this.client, request, signal, looked);
    this.store.setRows(plan.rows);
    return plan;
  }

  /** Plans until nothing is left to ask; undefined when the user declined. */
  async #plan(request: PlanRequest, signal: AbortSignal, made?: Plan): Promise<Ready | undefined> {
    const plan = made ?? (await this.#makePlan(request, signal));
    if (made) this.store.setRows(made.rows);
    const answer = await settle(request, plan);
    if (answer === 'plan') return { plan, recipe: request.recipe };
    return answer && this.#plan(answer, signal);
  }

  async #carryOut({ title, destination }: RunRequest, id: string, { plan, recipe }: Ready, signal: AbortSignal): Promise<void> {
    const { client, runs: store } = this;
    this.store.setPhase('running', plan.rows.length === 0 ? { message: nothingFound(plan) } : {});
    const result = await executePlan(plan, {
      id,
      client,
      store,
      recipe,
      title,
      destination,
      roots: workspaceRoots(),
      timeoutSeconds: timeoutSeconds(),
      signal,
      outcomes: (outcomes) => this.store.addOutcomes(outcomes),
      workers: (busy) => this.store.setWorkers(busy),
    });
    const message =
      result.state === 'stopped' ? result.message : plan.rows.length === 0 ? nothingFound(plan) : result.folder.record.message;
    const undoable = (await lastUndoable(store))?.path === result.folder.path;
    this.store.setPhase(result.state, { undoable, ...(message !== undefined && { message }) });
  }

  /** Small images before and after a recipe, or why they cannot be made; undefined while a run is going. */
  async tryOn(image: vscode.Uri, recipe: Recipe): Promise<Tried | undefined> {
    if (this.queue.taken) return undefined;
    const root = vscode.workspace.getWorkspaceFolder(image)?.uri.fsPath ?? dirname(image.fsPath);
    const request = { source: image.fsPath, root, recipe, directory: this.panel.previews.fsPath, name: randomUUID() };
    try {
      return await callWithTimeout(this.client, { timeoutMs: tryLimitMs }, (remote) => remote.preview(request));
    } catch (error) {
      this.queue.log.error(error as Error);
      const message =
        error instanceof CallTimeoutError ? l10n.t('No preview: it took too long.') : l10n.t('No preview: {0}', (error as Error).message);
      return { message };
    }
  }

  /** The files of the run that is shown. */
  madeFiles(): MadeFiles[] {
    return this.store.madeFiles((path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? dirname(path));
  }

  /** Markup for files, with addresses from the workspace folder of the first; undefined, and told, where it cannot be made. */
  async markup(wanted: Omit<MarkupOptions, 'from'>, made: readonly MadeFiles[]): Promise<string | undefined> {
    const from = made[0]?.root ?? '';
    try {
      return await this.client.runExclusive({}, async () => (await this.client.remote()).markup(made, { ...wanted, from }));
    } catch (error) {
      this.queue.tell(error);
      return undefined;
    }
  }

  /**
   * Takes back the newest run that is not undone yet.
   * @param id takes it back only if it is this run: what the panel's button means, however often it is pressed
   */
  async undo(id?: string): Promise<void> {
    if (this.#undoing) return;
    this.#undoing = true;
    await this.queue.after(() => this.#undo(id)).catch((error) => void this.queue.tell(error));
    this.#undoing = false;
  }

  async #undo(id: string | undefined): Promise<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('Undoing the last run') };
    const undone = await vscode.window.withProgress(options, () => undoLastRun(this.client, this.runs, id));
    if (undone?.folder.record.undone && undone.folder.record.id === this.store.undoId) this.store.setUndone();
    announceUndo(undone?.report);
  }

  /** Cleans up after a window that was closed in mid-run, and brings its last run back into the panel. */
  async recover(): Promise<void> {
    try {
      await recoverRuns(this.client, this.runs);
      // A run that is still going is another window's.
      const last = (await RunFolder.list(this.runs)).findLast((run) => !run.active);
      if (!last || this.store.run) return;
      const { rows, outcomes } = await last.report.read();
      const undoable = (await lastUndoable(this.runs))?.path === last.path;
      if (!this.store.run) this.store.restore(last.record, rows, outcomes, undoable);
    } catch (error) {
      this.queue.log.error(error as Error);
    }
  }
}

function estimateText({ summary }: Plan, { bytesOut, workSeconds, sampled }: PlanEstimate): string {
  return l10n.t(
    'About {0} would become {1} in {2}, told from {3}.',
    formatBytes(summary.bytes),
    formatBytes(bytesOut),
    formatDuration(workSeconds / workers()),
    fileCount(sampled),
  );
}

function nothingFound({ summary }: Plan): string {
  return summary.otherFiles > 0
    ? l10n.t('No images were found in the selection, only {0}.', otherFileCount(summary.otherFiles))
    : l10n.t('No images were found in the selection.');
}
