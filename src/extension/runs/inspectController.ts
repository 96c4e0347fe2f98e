import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type PlannedInspection, planRows, planSize, requestInspectionPlan } from '../../client/runs/inspectionPlan';
import { runInspection } from '../../client/runs/runInspection';
import { algorithmTraits, type DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import type { InspectRequest, VerifyRequest } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import type { ChecksumProblems } from '../checksums/checksumProblems';
import { displayPath } from '../host/displayPath';
import { contextKeys } from '../host/ids';
import { inspectRequest, memoryBudget, readOrder, timeoutSeconds, walkRules, workspaceRoots } from '../host/settings';
import { confirmOutsideFiles } from '../prompts/confirmations';
import { selectionPhrase } from '../prompts/selection';
import type { CurrentRun, RunHeading, RunQueue } from './runQueue';
import { scannedSentence } from './scannedSentence';

const { l10n } = vscode;

/** One inspection: what it reads, and what happens with the findings. */
interface InspectJob {
  readonly heading: RunHeading;
  /** Plans which files to read; undefined when the user declined. */
  plan(signal: AbortSignal): Promise<PlannedInspection | undefined>;
  /** Folder of the digest cache that the plan used. */
  readonly cacheFolder?: string;
  /** The sentence shown if there is nothing to read. */
  readonly nothingFound: string;
  /** Called with the outcomes in batches. */
  onOutcomes?(outcomes: readonly Outcome[]): void;
  /** Called when the run has ended, even if it was canceled. */
  onEnd?(plan: PlannedInspection): void;
}

/**
 * Runs that read files and write none: hashing, verifying and checking. They are not saved, so a reloaded window does not show
 * them: the files may have changed, and there is nothing to undo.
 */
export class InspectController {
  constructor(
    readonly queue: RunQueue,
    /** Folder of the digest cache. */
    readonly digestCache: string,
    readonly problems: ChecksumProblems,
  ) {
    queue.onStart(() => {
      setContext(contextKeys.hashed, false);
      setContext(contextKeys.mislabeled, false);
    });
  }

  /** Computes digests of the files in a selection. Settles when the run has ended; never rejects. */
  hash(selection: readonly vscode.Uri[], algorithms: readonly DigestAlgorithm[]): Promise<void> {
    const cacheFolder = this.digestCache;
    const request: InspectRequest = { ...inspectRequest(selection), inspection: { kind: 'hash', algorithms }, cacheFolder };
    const labels = algorithms.map((algorithm) => algorithmTraits[algorithm].label);
    const title = l10n.t('Hash with {0}', formatList(labels, 'narrow'));
    return this.#run({
      heading: { kind: 'hash', title, destination: selectionPhrase(selection) },
      plan: (signal) => this.#makePlan(request, signal),
      cacheFolder,
      nothingFound: l10n.t('The selection contains no files.'),
      onEnd: () => setContext(contextKeys.hashed, this.queue.store.run?.phase === 'finished'),
    });
  }

  /**
   * Verifies the files that a checksum file lists, and shows problems on its lines. Never uses the digest cache, since only the
   * current content counts. Settles when the run has ended; never rejects.
   */
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
    const different: Outcome[] = [];
    return this.#run({
      heading: { kind: 'verify', title: l10n.t('Verify {0}', basename(path)), destination: displayPath(dirname(path)) },
      plan: (signal) => {
        this.problems.clear(list);
        return this.#planVerification(request, signal);
      },
      nothingFound: l10n.t('The checksum file lists no files.'),
      onOutcomes: (outcomes) => {
        for (const outcome of outcomes) if (outcome.status !== 'done') different.push(outcome);
      },
      onEnd: (plan) => this.problems.show(list, plan, different),
    });
  }

  /** Checks the images of a selection for damage and wrong extensions. Settles when the run has ended; never rejects. */
  check(selection: readonly vscode.Uri[]): Promise<void> {
    return this.#run({
      heading: { kind: 'check', title: l10n.t('Check Images'), destination: selectionPhrase(selection) },
      plan: (signal) => this.#makePlan({ ...inspectRequest(selection), inspection: { kind: 'check' } }, signal),
      nothingFound: l10n.t('The selection contains no images.'),
      onEnd: () => setContext(contextKeys.mislabeled, this.queue.store.totals().mislabeled > 0),
    });
  }

  #run(job: InspectJob): Promise<void> {
    return this.queue.run(job.heading, async (run) => {
      const plan = await job.plan(run.signal);
      if (plan) await this.#carryOut(job, plan, run);
      else this.queue.decline();
    });
  }

  async #makePlan(request: InspectRequest | VerifyRequest, signal: AbortSignal): Promise<PlannedInspection> {
    const { client, store, log } = this.queue;
    const plan = await requestInspectionPlan(client, request, signal, (scanned, found) =>
      store.setMessage(scannedSentence(scanned, found)),
    );
    store.setRows(planRows(plan));
    log.info(plan.summary.orderReason);
    return plan;
  }

  /** Asks before a file outside of the workspace is read. */
  async #planVerification(request: VerifyRequest, signal: AbortSignal): Promise<PlannedInspection | undefined> {
    const plan = await this.#makePlan(request, signal);
    const { outside } = plan.summary;
    if (outside.length === 0) return plan;
    const answer = await this.queue.ask(() => confirmOutsideFiles(request, outside));
    return answer === 'asPlanned' ? plan : answer && this.#makePlan(answer, signal);
  }

  async #carryOut(job: InspectJob, plan: PlannedInspection, { signal, control }: CurrentRun): Promise<void> {
    const { client, store } = this.queue;
    const { cacheFolder } = job;
    const { listError } = plan.summary;
    if (listError !== undefined) {
      store.setPhase('stopped', { message: listError });
      return;
    }
    store.setPhase('running', { timed: plan.inspection.kind === 'hash' });
    const cache = cacheFolder !== undefined && { cacheFolder };
    const options = { client, timeoutSeconds: timeoutSeconds(), ...memoryBudget(), signal, control, ...cache };
    const end = await runInspection(plan, options, {
      outcomes: (outcomes) => {
        store.addOutcomes(outcomes);
        job.onOutcomes?.(outcomes);
      },
      workers: (workers) => store.setWorkers(workers),
    });
    const found = planSize(plan).files === 0 ? [job.nothingFound] : [];
    const sentences = end.state === 'stopped' ? [end.message] : [...found, ...lineProblems(plan.summary.errors.length)];
    store.setPhase(end.state, sentences.length === 0 ? {} : { message: sentences.join(' ') });
    job.onEnd?.(plan);
  }
}

/** The panel has no row for a line that names no file, or that contradicts another one. */
function lineProblems(lines: number): readonly string[] {
  if (lines === 0) return [];
  const text = l10n.t(
    '{0, plural, one {# line of the checksum file has a problem} other {# lines of the checksum file have problems}}: see the Problems view.',
  );
  return [formatMessage(text, lines)];
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
