import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { CallTimeoutError, callWithTimeout } from '../../client/pool/callWithTimeout';
import { estimatePlan } from '../../client/runs/estimatePlan';
import { requestPlan } from '../../client/runs/requestPlan';
import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import type { DestinationKind, SelectionEstimate, TuningChoice, TuningHost } from '../../shared/protocol/tuningProtocol';
import { defaultIntensity, filterNames } from '../../shared/recipe/filterChoices';
import type { Destination } from '../../shared/recipe/presets';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import { displayPath } from '../host/displayPath';
import { mementoKeys } from '../host/ids';
import { timeoutSeconds } from '../host/settings';
import { inputFolder } from '../prompts/destinationPick';
import { saveAsProfile } from '../prompts/saveAsProfile';
import { planRequest } from '../runs/confirmedPlan';
import type { ProcessController } from '../runs/processController';
import type { RunRequest } from '../runs/runRequest';
import { selectionImages } from './selectionImages';
import { type TunedProfile, tunedProfile } from './tunedProfile';
import { TuningSession, type TuningWork } from './tuningSession';

const { l10n } = vscode;

/** A preview that takes longer is given up. */
const limitMs = 120_000;

/** A tuned choice to run. */
export interface TunedRun extends TunedProfile {
  readonly selection: readonly vscode.Uri[];
}

export interface TunerOptions {
  readonly runs: ProcessController;
  readonly memento: vscode.Memento;
  /** Parses a profile into a request. If it has errors, shows them and resolves with undefined. */
  makeRequest(run: TunedRun): Promise<RunRequest | undefined>;
}

/** What each command offers first. */
const firstChoices: { readonly [Operation in TuningChoice['operation']]: TuningChoice & { readonly operation: Operation } } = {
  convert: { operation: 'convert', format: 'webp', quality: 80, lossless: false },
  optimize: { operation: 'optimize', quality: 80, lossless: true },
  resize: { operation: 'resize', longEdge: 1280 },
  filter: { operation: 'filter', filter: filterNames[0] as 'blur', intensity: defaultIntensity(filterNames[0] as 'blur') },
};

/** Lets the user tune a command on an image of the selection, in the panel, before it runs. */
export class Tuner implements vscode.Disposable {
  #session: TuningSession | undefined;
  #selection: readonly vscode.Uri[] = [];
  readonly #panel: vscode.Disposable;

  constructor(readonly options: TunerOptions) {
    const { panel } = this.#queue;
    this.#panel = panel.onVisibility(() => panel.isOpen || this.close());
  }

  get #queue() {
    return this.options.runs.queue;
  }

  /** Opens the view for a command, with what was chosen the last time. */
  async open(title: string, operation: TuningChoice['operation'], selection: readonly vscode.Uri[]): Promise<void> {
    const { memento } = this.options;
    this.close();
    this.#selection = selection;
    const { panel } = this.#queue;
    panel.focus();
    const images = await selectionImages(selection);
    // Meanwhile the panel was closed, or something else is tuned.
    if (!panel.isOpen || this.#selection !== selection) return;
    this.#session = new TuningSession(panel.sources.tuning, this.#work, {
      title,
      choice: memento.get<Partial<Record<string, TuningChoice>>>(mementoKeys.tuned)?.[operation] ?? firstChoices[operation],
      destination: memento.get<Destination>(mementoKeys.destination) ?? { kind: 'beside' },
      images: images.map(({ fsPath }) => fsPath),
      directory: join(panel.sources.previews.fsPath, 'tune', randomUUID()),
    });
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  /** What the page can ask for. */
  readonly actions: TuningHost = {
    tune: (choice) => this.#session?.tune(choice),
    tuneImage: (step) => this.#session?.step(step),
    tuneDestination: (kind) => void this.#setDestination(kind),
    runTuned: () => void this.#run(),
    saveTuned: () => void this.#save(),
    closeTuning: () => this.close(),
  };

  async #setDestination(kind: DestinationKind): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const { destination } = session.view;
    const last = this.options.memento.get<Destination>(mementoKeys.destination);
    const folder = [destination, last].find((each) => each?.kind === 'folder');
    const chosen = kind === 'folder' ? await inputFolder(folder?.folder) : { kind };
    // Without an answer, the page shows again what was chosen before.
    session.setDestination(chosen ?? { ...destination });
  }

  /** Runs exactly what is previewed. */
  async #run(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const { choice, destination } = session.view;
    const { memento, makeRequest, runs } = this.options;
    const selection = this.#selection;
    this.close();
    await memento.update(mementoKeys.tuned, { ...memento.get<object>(mementoKeys.tuned), [choice.operation]: choice });
    const request = await makeRequest({ selection, ...(await tunedProfile(choice, destination)) });
    if (request) await runs.start({ ...request, remember: () => memento.update(mementoKeys.destination, destination) });
  }

  async #save(): Promise<void> {
    if (!this.#session) return;
    const { choice, destination } = this.#session.view;
    const { profile } = await tunedProfile(choice, destination);
    await saveAsProfile(profile);
  }

  readonly #work: TuningWork = {
    isBusy: () => this.#queue.busy,
    show: async (source, directory, signal) => (await this.#call((remote) => remote.compare({ source, directory }), signal)).before,
    tryRecipe: (source, recipe, target, signal) => {
      const plan = this.#planRequest([vscode.Uri.file(source)], recipe);
      return this.#call((remote) => remote.tryRecipe({ plan, timeoutSeconds: timeoutSeconds(), ...target }), signal);
    },
    drawFilters: (source, directory, signal) => this.#drawFilters(source, directory, signal),
    estimate: (recipe, signal) => this.#estimate(recipe, signal),
    urlOf: (path) => this.#queue.panel.urlOf(path),
    displayPath,
    log: (error) => this.#queue.log.error(error),
  };

  /** Calls the pool process. @throws Error with a message for people */
  async #call<Result>(call: (remote: Remote<PoolFunctions>) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    try {
      return await callWithTimeout(this.#queue.client, { timeoutMs: limitMs, signal }, call);
    } catch (error) {
      throw error instanceof CallTimeoutError ? new Error(l10n.t('No preview: it took too long.')) : error;
    }
  }

  /** A file that is up to date, or that a run made, is tried as well. */
  #planRequest(selection: readonly vscode.Uri[], recipe: Recipe): PlanRequest {
    const { results, ...request } = planRequest({ selection, recipe }, this.options.runs.folders.runs);
    return { ...request, ...(results && { results: { ...results, include: true, force: true } }) };
  }

  async #drawFilters(source: string, directory: string, signal: AbortSignal): Promise<readonly string[]> {
    const { filterProfile, parseProfile } = await import('../../shared/recipe/recipeParser');
    const recipes = filterNames.map((filter) => {
      const parsed = parseProfile(filter, filterProfile(filter, defaultIntensity(filter), { kind: 'beside' }));
      if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
      return parsed.recipe;
    });
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(source))?.uri.fsPath ?? dirname(source);
    return this.#call((remote) => remote.swatches({ source, root, recipes, directory: join(directory, 'swatches') }), signal);
  }

  /** Never rejects, unless nobody waits any more. */
  async #estimate(recipe: Recipe, signal: AbortSignal): Promise<SelectionEstimate | { readonly message: string }> {
    const { client, log } = this.#queue;
    try {
      const { tasks, summary } = await requestPlan(client, this.#planRequest(this.#selection, recipe), signal);
      if (tasks.length === 0) return { message: l10n.t('Nothing in the selection would change.') };
      const directory = join(this.options.runs.folders.scratch, 'tuned');
      const setup = { runId: 'tuned', recipe, directory, timeoutSeconds: timeoutSeconds() };
      const estimate = await estimatePlan(client, { setup, tasks }, { isWanted: () => !signal.aborted && !this.#queue.busy });
      if (!estimate) return { message: l10n.t('No estimate: the sampled files could not be processed.') };
      return { ...estimate, bytesIn: summary.bytes, files: tasks.length };
    } catch (error) {
      if (!signal.aborted) log.error(error as Error);
      const isLate = error instanceof CallTimeoutError;
      return { message: isLate ? l10n.t('No estimate: it took too long.') : l10n.t('No estimate: {0}', (error as Error).message) };
    }
  }

  dispose(): void {
    this.#panel.dispose();
    this.close();
  }
}
