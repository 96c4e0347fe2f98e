import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type PlannedInspection, requestInspectionPlan } from '../../client/runs/inspectionPlan';
import { runInspection } from '../../client/runs/runInspection';
import { algorithmTraits, type DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import type { RunView } from '../../shared/protocol/panelProtocol';
import type { InspectRequest, VerifyRequest } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import type { ChecksumProblems } from '../checksums/checksumDiagnostics';
import { shownPath } from '../host/displayPath';
import { contextKeys } from '../host/ids';
import { filesOf, readOrder, timeoutSeconds, walkRules, workspaceRoots } from '../host/settings';
import { announceEnd, showProgressWhileHidden } from '../panel/notifications';
import { confirmOutsideFiles } from '../prompts/confirmations';
import { selectionPhrase } from '../prompts/selection';
import type { RunQueue } from './runQueue';

const { l10n } = vscode;

/** What a run reads, and what is done with what it finds. */
interface Wish {
  readonly view: Pick<RunView, 'kind' | 'title' | 'destination'>;
  /** Which files are read; undefined when the user declined. */
  plan(signal: AbortSignal): Promise<PlannedInspection | undefined>;
  /** Folder of the cache of digests that the plan was made with. */
  readonly cacheFolder?: string;
  /** Said where there is nothing to read. */
  readonly nothing: string;
  /** Hears of every file, some at a time. */
  outcomes?(outcomes: readonly Outcome[]): void;
  /** Called in the end, also of a run that was canceled. */
  ended?(plan: PlannedInspection): void;
}

/**
 * Runs that read files and write none: hashing, and verifying a checksum file. Nothing of them is kept on the disk, so that a
 * window that is loaded anew does not show them: what was found then may be true no more, and there is nothing to undo.
 */
export class InspectController {
  constructor(
    readonly queue: RunQueue,
    /** Folder of the cache of digests. */
    readonly digests: string,
    readonly problems: ChecksumProblems,
  ) {
    queue.onOpen(() => {
      setHashed(false);
      setMislabeled(false);
    });
  }

  /** Computes digests of the files of a selection. Settles when it is over; never rejects. */
  hash(selection: readonly vscode.Uri[], algorithms: readonly DigestAlgorithm[]): Promise<void> {
    const request: InspectRequest = { ...filesOf(selection), inspection: { kind: 'hash', algorithms }, cacheFolder: this.digests };
    const title = l10n.t('Hash with {0}', algorithms.map((algorithm) => algorithmTraits[algorithm].label).join(', '));
    const wish: Wish = {
      view: { kind: 'hash', title, destination: selectionPhrase(selection) },
      plan: (signal) => this.#makePlan(request, signal),
      cacheFolder: this.digests,
      nothing: l10n.t('No files were found in the selection.'),
      ended: () => setHashed(this.queue.store.run?.phase === 'finished'),
    };
    return this.queue.take((signal) => this.#run(wish, signal));
  }

  /** Checks the files that a checksum file lists; what is wrong is also told on its lines. Never uses the cache: what is there counts. */
  verify(list: vscode.Uri): Promise<void> {
    const path = list.fsPath;
    const request: VerifyRequest = {
      list: path,
      roots: [...workspaceRoots(), ...(vscode.workspace.getWorkspaceFolder(list) ? [] : [dirname(path)])],
      allowOutside: false,
      tellExtra: true,
      ...walkRules(list),
      order: readOrder(),
    };
    const bad: Outcome[] = [];
    const wish: Wish = {
      view: { kind: 'verify', title: l10n.t('Verify {0}', basename(path)), destination: shownPath(dirname(path)) },
      plan: (signal) => this.#planVerification(request, signal),
      nothing: l10n.t('The list names no files.'),
      outcomes: (outcomes) => {
        for (const outcome of outcomes) if (outcome.status !== 'done') bad.push(outcome);
      },
      ended: (plan) => this.problems.tell(list, plan, bad),
    };
    return this.queue.take((signal) => {
      this.problems.clear(list);
      return this.#run(wish, signal);
    });
  }

  /** Looks for what is wrong with the images of a selection. */
  check(selection: readonly vscode.Uri[]): Promise<void> {
    const wish: Wish = {
      view: { kind: 'check', title: l10n.t('Check Images'), destination: selectionPhrase(selection) },
      plan: (signal) => this.#makePlan({ ...filesOf(selection), inspection: { kind: 'check' } }, signal),
      nothing: l10n.t('No images were found in the selection.'),
      ended: () => setMislabeled(this.queue.store.totals().mislabeled > 0),
    };
    return this.queue.take((signal) => this.#run(wish, signal));
  }

  async #run(wish: Wish, signal: AbortSignal): Promise<void> {
    const { queue } = this;
    const { store, panel } = queue;
    queue.open(wish.view);
    const progress = showProgressWhileHidden(store, panel, () => queue.cancel());
    try {
      const plan = await wish.plan(signal);
      if (plan) await this.#carryOut(wish, plan, signal);
      else queue.declined();
    } finally {
      progress.dispose();
    }
    // A run that waits takes over the panel at once.
    if (!panel.visible || queue.awaited) announceEnd(store, panel);
  }

  async #makePlan(request: InspectRequest | VerifyRequest, signal: AbortSignal): Promise<PlannedInspection> {
    const { client, store, log } = this.queue;
    const scanned = (files: number, found: number) =>
      store.setMessage(l10n.t('Looked at {0} of {1}.', formatCount(files), fileCount(found)));
    const plan = await requestInspectionPlan(client, request, signal, scanned);
    store.setRows(plan.rows);
    log.info(plan.summary.orderReason);
    return plan;
  }

  /** Asks before anything outside of the workspace is read. */
  async #planVerification(request: VerifyRequest, signal: AbortSignal): Promise<PlannedInspection | undefined> {
    const plan = await this.#makePlan(request, signal);
    const { outside } = plan.summary;
    if (outside.length === 0) return plan;
    const answer = await confirmOutsideFiles(request, outside);
    return answer === 'plan' ? plan : answer && this.#makePlan(answer, signal);
  }

  async #carryOut(wish: Wish, plan: PlannedInspection, signal: AbortSignal): Promise<void> {
    const { client, store } = this.queue;
    const { cacheFolder } = wish;
    const { listError } = plan.summary;
    if (listError !== undefined) {
      store.setPhase('stopped', { message: listError });
      return;
    }
    store.setPhase('running');
    const options = { client, timeoutSeconds: timeoutSeconds(), signal, ...(cacheFolder !== undefined && { cacheFolder }) };
    const end = await runInspection(plan, options, {
      outcomes: (outcomes) => {
        store.addOutcomes(outcomes);
        wish.outcomes?.(outcomes);
      },
      workers: (busy) => store.setWorkers(busy),
    });
    const message = end.state === 'stopped' ? end.message : plan.rows.length === 0 ? wish.nothing : undefined;
    store.setPhase(end.state, message === undefined ? {} : { message });
    wish.ended?.(plan);
  }
}

function setMislabeled(mislabeled: boolean): void {
  void vscode.commands.executeCommand('setContext', contextKeys.mislabeled, mislabeled);
}

function setHashed(hashed: boolean): void {
  void vscode.commands.executeCommand('setContext', contextKeys.hashed, hashed);
}
