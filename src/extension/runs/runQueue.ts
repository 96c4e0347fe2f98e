import * as vscode from 'vscode';
import type { PoolClient } from '../../client/pool/poolClient';
import { PoolError } from '../../client/pool/poolErrors';
import { newRunId } from '../../client/runs/runRecord';
import type { RunView } from '../../shared/protocol/panelProtocol';
import { contextKeys } from '../host/ids';
import type { Panel } from '../panel/panel';
import type { RunStore } from '../state/runStore';

const { l10n } = vscode;

/** Runs of every kind take turns: one at a time has the pool, the run store and the panel. */
export class RunQueue {
  readonly #opened = new vscode.EventEmitter<void>();
  /** Fires when a run takes over the panel: what was offered for the one before counts no more. */
  readonly onOpen = this.#opened.event;
  #abort: AbortController | undefined;
  /** Runs that wait for their turn. */
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly client: PoolClient,
    readonly store: RunStore,
    readonly panel: Panel,
    readonly log: vscode.LogOutputChannel,
  ) {}

  /** Whether a run has its turn. */
  get taken(): boolean {
    return this.#abort !== undefined;
  }

  /** Whether another run takes over the panel as soon as this one is over. */
  get awaited(): boolean {
    return this.#waiting > 0;
  }

  /** Gives a run its turn, after those before it. Settles when it is over; never rejects, since what is thrown is told. */
  take(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    // An estimate keeps nobody waiting.
    if (this.store.run?.phase === 'planned') this.#abort?.abort();
    else if (this.taken) void vscode.window.showInformationMessage(l10n.t('Assetmill starts this when the run before it has ended.'));
    this.#waiting += 1;
    return this.after(() => {
      this.#waiting -= 1;
      return this.#guarded(run);
    });
  }

  /** Does something between two runs that is none itself. */
  after<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Shows a new run that is being planned. Returns its id. */
  open(run: Pick<RunView, 'kind' | 'title' | 'destination'>): string {
    const id = newRunId();
    this.#opened.fire();
    this.store.start({ id, ...run });
    this.panel.show();
    return id;
  }

  cancel(): void {
    if (!this.#abort || this.#abort.signal.aborted) return;
    // A plan that is there outlives the end of its estimate.
    if (this.store.run?.phase !== 'planned') this.store.setPhase('canceling');
    this.#abort.abort();
  }

  async #guarded(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    void vscode.commands.executeCommand('setContext', contextKeys.running, true);
    try {
      await run(abort.signal);
    } catch (error) {
      this.#failed(error, abort.signal);
    } finally {
      this.#abort = undefined;
      void vscode.commands.executeCommand('setContext', contextKeys.running, false);
    }
  }

  #failed(error: unknown, { aborted }: AbortSignal): void {
    if (this.client.disposed) return;
    if (aborted) this.declined();
    else this.store.setPhase('stopped', { message: this.tell(error) });
  }

  /** Ends a run before it began, because the user wanted so. */
  declined(): void {
    this.store.setPhase('canceled', this.store.run?.kind === 'process' ? { message: l10n.t('Nothing was written.') } : {});
  }

  /** Tells an error, and puts its details into the log. Returns what was told. */
  tell(error: unknown): string {
    this.log.error(error as Error);
    const message = error instanceof PoolError ? error.message : l10n.t('Assetmill met an unexpected error: {0}', (error as Error).message);
    void vscode.window.showErrorMessage(message, l10n.t('Show Log')).then((chosen) => chosen && this.log.show());
    return message;
  }

  dispose(): void {
    this.#opened.dispose();
  }
}
