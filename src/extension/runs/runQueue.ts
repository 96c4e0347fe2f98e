import * as vscode from 'vscode';
import type { PoolClient } from '../../client/pool/poolClient';
import { PoolError } from '../../client/pool/poolErrors';
import { RunControl } from '../../client/runs/runControl';
import { StoreError } from '../../client/store/runFolder';
import { newRunId } from '../../client/store/runRecord';
import type { RunView } from '../../shared/protocol/panelProtocol';
import type { RunPhase } from '../../shared/run/runPhase';
import { contextKeys, viewIds } from '../host/ids';
import { timeoutSeconds } from '../host/settings';
import { announceEnd } from '../panel/announcements';
import type { RunPanel } from '../panel/runPanel';
import { showBackgroundProgress } from '../panel/showBackgroundProgress';
import type { RunStore } from '../state/runStore';
import { type QueuedRun, Turns } from './turns';

const { l10n } = vscode;

/** What the panel shows about a run before it starts. */
export interface RunHeading extends Pick<RunView, 'kind' | 'title' | 'destination'> {
  /** Of a run that goes on; a new run gets a new one. */
  readonly id?: string;
}

/** A heading, and whether its run had to wait for others. */
interface StartedHeading extends RunHeading {
  readonly waits: boolean;
}

/** The run whose turn it is. */
export interface CurrentRun {
  readonly id: string;
  /** Aborted when the user cancels the run. */
  readonly signal: AbortSignal;
  /** Through it the user pauses the run and cancels single files. */
  readonly control: RunControl;
}

export type RunWork = (run: CurrentRun) => Promise<void>;

/** Runs one thing after the other: a run has the pool, the run store and the panel to itself. */
export class RunQueue implements vscode.Disposable {
  readonly #started = new vscode.EventEmitter<void>();
  /** Fires when a new run takes over the panel, so that everything offered for the previous run is outdated. */
  readonly onStart = this.#started.event;
  #abort: AbortController | undefined;
  #control: RunControl | undefined;
  readonly #phases: { dispose(): void };
  #toldPhase: RunPhase | undefined;
  readonly #turns = new Turns();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Fires when a turn begins or ends, and when runs that wait are canceled or moved. */
  readonly onDidChange = this.#changed.event;

  constructor(
    readonly client: PoolClient,
    readonly store: RunStore,
    readonly panel: RunPanel,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.#phases = store.onChange(() => this.#tellPhase());
    this.#turns.onChange(() => this.#changed.fire());
  }

  /** Whether a run has its turn. */
  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /** The run that has its turn, then those that wait, in order. */
  get runs(): QueuedRun[] {
    return this.#turns.runs;
  }

  /** Takes a run that waits out of the queue. */
  cancelWaiting(id: number): void {
    this.#turns.cancelWaiting(id);
  }

  /** Lets a run that waits change places with the run before it (-1) or after it (1). */
  move(id: number, step: -1 | 1): void {
    this.#turns.move(id, step);
  }

  /**
   * Queues a run: shows it in the panel, or its progress as a notification while the panel is hidden, and announces its end if
   * the panel does not show it. A run that starts at once opens the panel; one that had to wait does not. Settles when the run has ended. Never rejects: errors are reported.
   * @param announce replaces the usual announcement of the end
   */
  run(heading: RunHeading, work: RunWork, announce = () => announceEnd(this.store, this.panel)): Promise<void> {
    return this.runInPanel(heading, async (run) => {
      const progress = showBackgroundProgress(this.store, this.panel, () => this.cancel());
      try {
        await work(run);
      } finally {
        progress.dispose();
      }
      // A waiting run takes over the panel at once.
      if (!this.panel.visible || this.#turns.waiting > 0) announce();
    });
  }

  /** Queues a run that is shown in the panel only. Settles when it has ended, or was canceled while it waited; never rejects. */
  runInPanel(heading: RunHeading, work: RunWork): Promise<void> {
    // An estimate does not keep other runs waiting.
    const isEstimate = this.store.run?.phase === 'planned';
    if (isEstimate) this.#abort?.abort();
    else if (this.busy) this.#tellWait();
    const waits = this.#turns.busy && !isEstimate;
    return this.#turns.enqueueRun(heading, () => this.#perform({ ...heading, waits }, work));
  }

  /** Pause and Resume are enabled by the phase. The store changes ten times a second or more, the phase rarely. */
  #tellPhase(): void {
    const phase = this.store.run?.phase;
    if (phase === this.#toldPhase) return;
    this.#toldPhase = phase;
    void vscode.commands.executeCommand('setContext', contextKeys.phase, phase);
  }

  #tellWait(): void {
    const text =
      this.store.run?.phase === 'paused'
        ? l10n.t('Queued: the current run is paused. Resume or cancel it first.')
        : l10n.t('Queued: starts when the current run finishes.');
    void vscode.window
      .showInformationMessage(text, l10n.t('Show Queue'))
      .then((chosen) => chosen && vscode.commands.executeCommand(`${viewIds.queue}.focus`));
  }

  /** Queues work that is not a run, such as an undo. Settles as the work does. */
  enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.enqueue(work);
  }

  /** Asks the user something before files are written, and says so meanwhile. */
  async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    this.store.setMessage(l10n.t('Waiting for your answer.'), true);
    try {
      return await question();
    } finally {
      // The message goes with the phase that it belongs to.
      if (this.store.run?.phase !== 'canceling') this.store.setPhase('planning');
    }
  }

  async #perform(heading: StartedHeading, work: RunWork): Promise<void> {
    const abort = new AbortController();
    const control = new RunControl();
    this.#abort = abort;
    this.#control = control;
    void vscode.commands.executeCommand('setContext', contextKeys.running, true);
    try {
      await work({ id: this.#start(heading), signal: abort.signal, control });
    } catch (error) {
      this.#fail(error, abort.signal);
    } finally {
      this.#abort = undefined;
      this.#control = undefined;
      void vscode.commands.executeCommand('setContext', contextKeys.running, false);
    }
  }

  /** Shows a run that is being planned. Returns its id. */
  #start({ waits, id = newRunId(), ...heading }: StartedHeading): string {
    this.#started.fire();
    // Inspections read large files, which may take longer as long as they make progress.
    const limit = heading.kind === 'process' && { fileSeconds: timeoutSeconds() };
    this.store.start({ ...heading, id, ...limit });
    // The user closed the panel, or works in another tab, since the run was queued.
    if (!waits) this.panel.show();
    return id;
  }

  #fail(error: unknown, { aborted }: AbortSignal): void {
    if (this.client.disposed) return;
    if (aborted) this.decline();
    else this.store.setPhase('stopped', { message: this.reportError(error) });
  }

  /** Lets the files in progress end and starts no others, until the run is resumed or canceled. */
  pause(): void {
    if (this.store.run?.phase !== 'running') return;
    this.store.setPhase('paused');
    this.#control?.pause();
  }

  resume(): void {
    if (this.store.run?.phase !== 'paused') return;
    this.store.setPhase('running');
    this.#control?.resume();
  }

  /** Cancels one file of the current run. */
  cancelFile(id: number): void {
    this.#control?.cancelFile(id);
  }

  /** Cancels the current run. */
  cancel(): void {
    if (!this.#abort || this.#abort.signal.aborted) return;
    // The plan remains visible if only its estimate is canceled.
    if (this.store.run?.phase !== 'planned') this.store.setPhase('canceling');
    this.#abort.abort();
  }

  /** Ends the current run before it has changed anything, because the user declined or canceled it. */
  decline(): void {
    this.store.setPhase('canceled', this.store.run?.kind === 'process' ? { message: l10n.t('Nothing was written.') } : {});
  }

  /** Shows an error and logs its details. Returns the sentence shown. */
  reportError(error: unknown): string {
    this.log.error(error as Error);
    const isExpected = error instanceof PoolError || error instanceof StoreError;
    const message = isExpected ? error.message : l10n.t('Unexpected error: {0}', (error as Error).message);
    void vscode.window.showErrorMessage(message, l10n.t('Show Log')).then((chosen) => chosen && this.log.show());
    return message;
  }

  dispose(): void {
    this.#started.dispose();
    this.#changed.dispose();
    this.#phases.dispose();
  }
}
