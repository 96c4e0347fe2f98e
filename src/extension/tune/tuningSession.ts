import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ShownImage } from '../../shared/protocol/comparisonProtocol';
import {
  type FormatResult,
  type SelectionEstimate,
  type TunedFormat,
  type TuningChoice,
  type TuningView,
  tunedFormats,
} from '../../shared/protocol/tuningProtocol';
import { filterNames } from '../../shared/recipe/filterChoices';
import type { Destination } from '../../shared/recipe/presets';
import type { Recipe } from '../../shared/recipe/recipe';
import type { ComparedImage } from '../../shared/run/comparison';
import type { Trial } from '../../shared/run/trial';
import type { TuningState } from '../state/tuningState';
import { Trials } from './trials';
import { tunedProfile } from './tunedProfile';

/** A preview starts after this pause, since a slider moves in small steps. */
const debounceMs = 150;
/** A preview that takes longer says so. */
const slowMs = 10_000;
/** What nobody waits for any more may take this much longer before the pool process is ended. */
const graceMs = 1500;
/** Time after which it looks again whether a run has ended. */
const lookAgainMs = 500;

/** The estimate does not wait for the slowest encoder. */
const slowFormats: readonly TunedFormat[] = ['avif'];
const quickFormats = tunedFormats.filter((format) => !slowFormats.includes(format));

/** What a session has the pool do. Each rejects with a message for people. */
export interface TuningWork {
  /** Whether a run has the pool. */
  isBusy(): boolean;
  /** Writes a file that shows a source. */
  show(source: string, directory: string, signal: AbortSignal): Promise<ComparedImage>;
  tryRecipe(
    source: string,
    recipe: Recipe,
    target: { readonly directory: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Trial>;
  /** Draws filters on a small version of a source. */
  drawFilters(source: string, directory: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Estimates what the whole selection would become. */
  estimate(recipe: Recipe, signal: AbortSignal): Promise<SelectionEstimate | { readonly message: string }>;
  /** The URL by which the page loads a file. */
  urlOf(path: string): string;
  displayPath(path: string): string;
  log(error: Error): void;
}

/** What is tuned. */
export interface TuningSubject {
  readonly title: string;
  readonly choice: TuningChoice;
  readonly destination: Destination;
  /** Paths of the images that can be shown. */
  readonly images: readonly string[];
  /** Folder for the files that the page shows. */
  readonly directory: string;
}

/** Tunes one command: has the newest choice tried, one thing at a time. Imports no vscode. */
export class TuningSession {
  #view: TuningView;
  readonly #trials = new Trials();
  #timer: NodeJS.Timeout | undefined;
  #slow: NodeJS.Timeout | undefined;
  /** Belongs to the newest request; aborted when there is a newer one. */
  #current = new AbortController();
  /** Settles when the last request has ended. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    readonly state: TuningState,
    readonly work: TuningWork,
    readonly subject: TuningSubject,
  ) {
    const { title, choice, destination, images } = subject;
    const none = { progress: 'idle', notes: [], formats: [], swatches: [] } as const;
    this.#view = { title, choice, destination, index: 0, count: images.length, ...none };
    this.#showImage(0);
  }

  get view(): TuningView {
    return this.#view;
  }

  #show(change: Partial<TuningView>): void {
    if (this.#closed) return;
    this.#view = { ...this.#view, ...change };
    this.state.show(this.#view);
  }

  /** Shows a choice of the same operation. */
  tune(choice: TuningChoice): void {
    if (choice.operation === this.#view.choice.operation) this.#request({ choice });
  }

  setDestination(destination: Destination): void {
    this.#request({ destination });
  }

  /** Shows another image of the selection. */
  step(by: number): void {
    const index = Math.max(0, Math.min(this.subject.images.length - 1, this.#view.index + by));
    if (index !== this.#view.index) this.#showImage(index);
  }

  #showImage(index: number): void {
    const source = this.subject.images[index];
    this.#trials.clear();
    const { before: _before, after: _after, file: _file, ...rest } = this.#view;
    this.#view = rest;
    if (source === undefined) this.#show({ message: l10n.t('The selection contains no images.') });
    else this.#request({ index, file: this.work.displayPath(source), swatches: [], formats: [] });
  }

  /** Shows a change at once, and what it makes of the image a little later. */
  #request(change: Partial<TuningView>): void {
    const { message: _message, estimate: _estimate, ...kept } = this.#view;
    this.#view = { ...kept, formats: kept.formats.map((format) => ({ ...format, stale: true })) };
    const isKnown = this.subject.images.length > 0;
    this.#show({ ...change, ...(isKnown && { progress: 'rendering' }) });
    if (isKnown) this.#renderSoon(debounceMs);
  }

  #renderSoon(ms: number): void {
    this.#supersede();
    const { signal } = this.#current;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#last = this.#last.then(() => (signal.aborted || this.#closed ? undefined : this.#render(signal)));
    }, ms);
  }

  /** What is in progress may end by itself, unless it takes too long. */
  #supersede(): void {
    this.#current.abort();
    this.#current = new AbortController();
    clearTimeout(this.#slow);
  }

  /** Tries the newest choice, and then whatever else is worth knowing. Never rejects: errors are shown. */
  async #render(signal: AbortSignal): Promise<void> {
    if (this.work.isBusy()) {
      this.#show({ progress: 'waiting' });
      this.#renderSoon(lookAgainMs);
      return;
    }
    this.#slow = setTimeout(() => this.#show({ progress: this.work.isBusy() ? 'waiting' : 'slow' }), slowMs);
    for (const step of this.#steps(signal)) {
      if (signal.aborted || this.#closed) return;
      await step().catch((error: Error) => this.#fail(error, signal));
    }
  }

  /** What there is to do, the most wanted first. */
  #steps(signal: AbortSignal): readonly (() => Promise<void>)[] {
    return [
      () => this.#renderBefore(signal),
      () => this.#renderAfter(signal),
      () => this.#settle(signal),
      () => this.#drawFilters(signal),
      () => this.#measureFormats(quickFormats, signal),
      () => this.#estimate(signal),
      () => this.#measureFormats(slowFormats, signal),
    ];
  }

  async #settle(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    clearTimeout(this.#slow);
    this.#show({ progress: 'idle' });
  }

  #fail(error: Error, signal: AbortSignal): void {
    if (signal.aborted || this.#closed) return;
    this.work.log(error);
    const { after: _after, ...rest } = this.#view;
    this.#view = rest;
    this.#show({ message: error.message });
  }

  get #source(): string {
    return this.subject.images[this.#view.index] as string;
  }

  /** Folder of the files that show the present image. */
  get #folder(): string {
    return join(this.subject.directory, String(this.#view.index));
  }

  async #renderBefore(signal: AbortSignal): Promise<void> {
    if (this.#view.before) return;
    const image = await this.work.show(this.#source, this.#folder, late(signal));
    if (!signal.aborted) this.#show({ before: this.#shown(image) });
  }

  #shown({ path, ...facts }: ComparedImage): ShownImage {
    return { ...facts, url: this.work.urlOf(path) };
  }

  async #renderAfter(signal: AbortSignal): Promise<void> {
    const { after, notes, message } = await this.#trialOf(this.#view.choice, signal);
    if (signal.aborted) return;
    const { after: _after, ...rest } = this.#view;
    this.#view = rest;
    this.#show({ notes, ...(after && { after: this.#shown(after) }), ...(message !== undefined && { message }) });
  }

  /** What a choice makes of the image. */
  async #trialOf(choice: TuningChoice, signal: AbortSignal): Promise<Trial> {
    const recipe = await this.recipeOf(choice);
    const known = this.#trials.of(recipe);
    if (known) return known;
    const trial = await this.work.tryRecipe(this.#source, recipe, { directory: this.#folder, name: randomUUID() }, late(signal));
    if (!signal.aborted) this.#trials.add(recipe, trial);
    return trial;
  }

  /** @throws Error with what is wrong with the profile */
  async recipeOf(choice: TuningChoice): Promise<Recipe> {
    const { name, profile } = await tunedProfile(choice, this.#view.destination);
    const { parseProfile } = await import('../../shared/recipe/recipeParser');
    const parsed = parseProfile(name, profile);
    if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join(' '));
    return parsed.recipe;
  }

  async #drawFilters(signal: AbortSignal): Promise<void> {
    if (this.#view.choice.operation !== 'filter' || this.#view.swatches.length > 0) return;
    const paths = await this.work.drawFilters(this.#source, this.#folder, late(signal)).catch((error: Error) => {
      this.work.log(error);
      return [];
    });
    if (!signal.aborted) this.#show({ swatches: paths.slice(0, filterNames.length).map(this.work.urlOf) });
  }

  /** Measures formats at the same quality, and the chosen one, which has been tried. An error concerns its format only. */
  async #measureFormats(formats: readonly TunedFormat[], signal: AbortSignal): Promise<void> {
    const { choice } = this.#view;
    if (choice.operation !== 'convert') return;
    for (const format of new Set([choice.format, ...formats])) {
      if (signal.aborted) return;
      const result = await this.#trialOf({ ...choice, format }, signal).catch((error: Error) => ({ message: error.message }));
      const others = this.#view.formats.filter((each) => each.format !== format);
      if (!signal.aborted) this.#show({ formats: [...others, formatResult(format, result)] });
    }
  }

  async #estimate(signal: AbortSignal): Promise<void> {
    const recipe = await this.recipeOf(this.#view.choice);
    const estimate = await this.work.estimate(recipe, signal);
    if (!signal.aborted) this.#show({ estimate });
  }

  /** Ends what is in progress, and removes the files. */
  close(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#supersede();
    this.#closed = true;
    this.state.show(null);
    void this.#last.then(() => rm(this.subject.directory, { recursive: true, force: true })).catch(() => {});
  }
}

function formatResult(format: TunedFormat, { after, message }: Partial<Trial>): FormatResult {
  return { format, ...(after && { bytes: after.bytes }), ...(message !== undefined && { message }) };
}

/** A signal that is raised a little later than another one: what ends by itself until then does not cost the pool process. */
function late(signal: AbortSignal): AbortSignal {
  if (signal.aborted) return signal;
  const abort = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => abort.abort(signal.reason), graceMs).unref(), { once: true });
  return abort.signal;
}
