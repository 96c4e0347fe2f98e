import { basename, dirname, join, parse } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import { isOnlyPacked } from '../../shared/recipe/runFileKinds';
import { type Failure, type FailureCode, FailureError } from '../../shared/run/failure';
import type { PlanEntry, PlanRequest, Skip } from '../../shared/run/plan';
import type { LateName, OutputCandidate, PlannedOutput, Task, UnwrittenOutput, WriteMode } from '../../shared/run/run';
import { formatName } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { candidateFormats } from '../encode/candidateFormats';
import type { FoundFile } from '../fs/findFiles';
import { spriteTarget } from '../naming/atlasPaths';
import { sharesFolder, type Target, targetFormat, targetOf } from '../naming/outputPath';
import { type Claimant, TargetAllocator } from '../naming/targetAllocator';
import { equal, sizeAfter } from '../operations';
import { isWanted } from '../render/iconOutputs';
import { takesLightLane } from '../render/lightLane';
import { isRewritten, keepsPages } from '../render/needsNoPixels';
import { encodedSize, framesOf, isMinified, isPlainCopy, sizeSteps } from '../render/outputSteps';

import { leftOut, leftOutResult, refuseOutput } from './leftOut';
import { OutputPlaces } from './outputPlaces';
import type { ProbedSource } from './probeSource';
import type { RecipeScope } from './recipeErrors';
import type { RecipeVariants } from './recipeVariants';
import type { SourceRecipes } from './sourceRecipes';
import { taskMemory } from './taskMemory';

/** A record while it is filled in. */
type Mutable<Record> = { -readonly [Key in keyof Record]: Record[Key] };

/** What is known of an output before its name. */
interface UnnamedDraft extends Pick<PlannedOutput, 'output' | 'format' | 'copy' | 'frame'> {
  readonly size: PixelSize | undefined;
}

/** A planned output with additional information from the plan. */
interface OutputDraft extends Pick<UnnamedDraft, 'size'> {
  readonly planned: PlannedOutput;
  /** The path that the recipe gives it, before the allocator settles conflicts. */
  readonly wanted: string;
}

/** A source whose outputs are planned. */
interface PlannedSource extends Exclude<ProbedSource, { failure: Failure }> {
  readonly id: number;
  readonly file: FoundFile;
  readonly recipe: Recipe;
  readonly root: string;
  /** As in a task. */
  readonly key: string | undefined;
  /** The outputs planned so far. */
  readonly outputs: OutputDraft[];
  /** The outputs refused so far. */
  readonly unwritten: UnwrittenOutput[];
}

/** The size of a frame after all steps, where frames differ: the images of an icon. */
function frameSize({ header, recipe }: PlannedSource, output: OutputRecipe, frame: number): PixelSize | undefined {
  const own = header.sizes?.[frame];
  return own && sizeAfter([...recipe.steps, ...sizeSteps(output)], { ...header, ...own });
}

/** Reasons that are no errors. */
const skipCodes: ReadonlySet<FailureCode> = new Set(['already-fits', 'too-small', 'target-exists', 'drawing', 'read-only-format']);

const leftOutStatus = ({ code }: Failure): Skip['status'] => (skipCodes.has(code) ? 'skipped' : 'failed');

/** Why a source has no outputs: no size is asked for, so its format is what it has already, or it is small enough. */
function nothingToDo({ header: { format, width, height }, recipe: { steps, outputs } }: PlannedSource): string {
  const isSized = steps.length > 0 || outputs.some(({ width, density }) => width ?? density);
  if (!isSized) return l10n.t('Already {0}. Nothing to do.', formatName(format));
  return l10n.t('Already fits: {0} x {1} pixels. Nothing to do.', width, height);
}

/** From the gravest on, which is the one to confirm. */
const modes = ['replace', 'overwrite', 'remake', 'create'] as const satisfies readonly WriteMode[];

/** What an output of several possible formats may find at its path. */
function modeOf(candidates: readonly OutputCandidate[]): WriteMode {
  return modes.find((mode) => candidates.some((candidate) => candidate.mode === mode)) ?? 'create';
}

/** Plans the outputs of one source after the other, and keeps track of what concerns the whole plan: the targets that are taken. */
export class OutputPlanner implements RecipeScope {
  readonly targets: TargetAllocator;
  readonly places: OutputPlaces;

  /** @param sources all files that no output may overwrite */
  constructor(
    readonly recipes: SourceRecipes,
    sources: readonly string[],
  ) {
    this.targets = new TargetAllocator(this.request.recipe.conflict, sources, this.request.results?.edited);
    this.places = new OutputPlaces(this.request);
  }

  get request(): PlanRequest {
    return this.recipes.request;
  }

  get allowed(): readonly string[] {
    return this.places.allowed;
  }

  get variants(): RecipeVariants | undefined {
    return this.recipes.variants;
  }

  /** The plan for one source: its task, or why it is left out. An output that cannot be made does not affect the others. */
  entry(file: FoundFile, probed: ProbedSource, id: number): PlanEntry {
    const { path, explicit } = file;
    if ('failure' in probed) {
      // A folder may contain anything; what was selected itself was meant.
      const isForeign = !explicit && probed.failure.format !== undefined;
      return { id, ...leftOut(path, probed.bytes, isForeign ? 'skipped' : 'failed', probed.failure) };
    }
    try {
      const [recipe, root] = [this.recipes.recipeFor(path), this.recipes.rootOf(path)];
      const key = this.recipes.keyOf(file, recipe);
      const { bytes, mtimeMs, ino, header } = probed;
      const source: PlannedSource = { bytes, mtimeMs, ino, header, id, file, recipe, root, key, outputs: [], unwritten: [] };
      for (const [index, output] of source.recipe.outputs.entries()) this.#plan(source, output, index);
      return this.#entryOf(source);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return { id, ...leftOut(path, probed.bytes, leftOutStatus(error), error) };
    }
  }

  /** @throws FailureError `already-fits` when there is nothing to do */
  #entryOf(source: PlannedSource): PlanEntry {
    const { id, file, bytes, unwritten } = source;
    if (source.outputs.length > 0) return this.#taskOf(source);
    if (unwritten.length === 0) throw new FailureError('already-fits', nothingToDo(source));
    return { id, source: file.path, bytes, ...leftOutResult(unwritten) };
  }

  #taskOf({ id, file, bytes, mtimeMs, ino, header, recipe, root, key, outputs, unwritten }: PlannedSource): Task {
    const planned = outputs.map((each) => each.planned);
    const cost = taskMemory({ recipe, header, outputs: planned, bytes });
    // Field by field: each spread takes microseconds, for each of 100,000 files.
    const task: Mutable<Task> = { id, source: file.path, bytes, mtimeMs, header, cost, outputs: planned, root, attempt: 0 };
    if (unwritten.length > 0) task.unwritten = unwritten;
    if (recipe !== this.request.recipe) task.recipe = recipe;
    if (key !== undefined) {
      task.key = key;
      task.ino = ino;
    }
    if (takesLightLane({ header, outputs: planned }, recipe)) task.light = true;
    return task;
  }

  /** Plans one output of a source: no file, one, or one for each frame. */
  #plan(source: PlannedSource, output: OutputRecipe, index: number): void {
    const { bytes, header, recipe } = source;
    if (!isWanted(output, recipe, header)) return;
    // Steps cannot be applied to a sprite, which may have no size.
    const steps = [...recipe.steps, ...sizeSteps(output)];
    const isSprite = header.symbols !== undefined && (steps.length > 0 || output.format !== 'source');
    const size = isSprite ? header : sizeAfter(steps, header);
    const copy = !isSprite && !isOnlyPacked(recipe) && isPlainCopy(recipe, output, header, bytes);
    // A set is always complete: a source that already fits is copied under its name in the set.
    const isInSet = output.width !== undefined || output.density !== undefined;
    if (copy && !isInSet && (recipe.replace || output.folder === undefined)) return;
    const draft = { output: index, format: targetFormat(output, header, true), copy, size };
    this.#refusable(source, output, draft, () => {
      const format = targetFormat(output, header, copy || isMinified(recipe, output, header) || isRewritten(recipe, output, header));
      this.#planFiles(source, output, { ...draft, format });
    });
  }

  #planFiles(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft): void {
    const { file, header, recipe } = source;
    const { format, copy } = draft;
    this.#refusable(source, output, draft, () => {
      refuseOutput(source, output, draft);
      const isWhole = copy || keepsPages(recipe, output, header);
      for (const frame of isWhole ? [undefined] : framesOf(file.path, header, output, format)) {
        const each = frame === undefined ? draft : { ...draft, frame, size: frameSize(source, output, frame) ?? draft.size };
        this.#refusable(source, output, each, () => this.#planFile(source, output, each));
      }
    });
  }

  /** Plans an output, or notes why it is not written. */
  #refusable(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft, plan: () => void): void {
    try {
      plan();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      const { code, message } = error;
      const { path: target } = this.#targetOf(source, output, draft);
      // Widths that are not reached have one name, and one reason.
      const isTwin = (each: UnwrittenOutput) => each.target === target && each.message === message;
      if (output.width !== undefined && source.unwritten.some(isTwin)) return;
      source.unwritten.push({ target, format: draft.format, status: leftOutStatus(error), code, message });
    }
  }

  #targetOf({ id, file, mtimeMs, recipe, root }: PlannedSource, output: OutputRecipe, { format, size, frame }: UnnamedDraft): Target {
    const relativeDir = sharesFolder(output) ? file.sharedDir : file.relativeDir;
    const name = { recipe, output, source: file.path, mtimeMs, root, relativeDir, format, size, index: id + 1 };
    return targetOf(frame === undefined ? name : { ...name, frame });
  }

  /** Plans an image that is only packed. It has a name, but no file of its own. */
  #planSprite(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft): void {
    const { output: index, format, size, frame } = draft;
    const { file, recipe, root, outputs } = source;
    const { atlas: named, folder } = spriteTarget(recipe, root, file);
    const atlas = join(this.places.realFolder(dirname(named)), basename(named));
    const { path } = this.#targetOf(source, output, draft);
    const sprite = `${folder}${parse(path).name}`;
    // Nothing is enlarged, so an image smaller than several widths of a set is packed once.
    if (output.width !== undefined && outputs.some(({ planned }) => planned.sprite === sprite)) return;
    const planned: Mutable<PlannedOutput> = { output: index, target: atlas, format, mode: 'create', copy: false, sprite };
    if (frame !== undefined) planned.frame = frame;
    outputs.push({ planned, wanted: atlas, size });
  }

  /** Where an output goes before conflicts are settled. @throws FailureError when it may not go there */
  #placeOf(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft): { readonly wanted: string; readonly late?: LateName } {
    const { path, late } = this.#targetOf(source, output, draft);
    const named = dirname(path);
    const folder = this.places.realFolder(named);
    this.places.assertFine(folder, { source: source.file.path, output, root: source.root });
    // Links are resolved, as in the paths of the sources: an output folder may be a link to the folder of sources, or to another one.
    return { wanted: folder === named ? path : join(folder, basename(path)), ...(late && { late }) };
  }

  #claimant({ file, recipe, key }: PlannedSource): Claimant {
    return { source: file.path, replace: recipe.replace, made: (path) => this.recipes.results?.madeBefore(path, file.path, key) };
  }

  /** Settles conflicts of a target. A late name is settled when the file is made. */
  #take(source: PlannedSource, wanted: string, late: LateName | undefined): Pick<PlannedOutput, 'target' | 'mode' | 'late'> {
    if (late) return { target: wanted, mode: 'create', late };
    return this.targets.take(wanted, this.#claimant(source));
  }

  /**
   * Where an output goes in each of the formats of which the smallest file is kept, except where a source is.
   * @param open its path with an open format
   */
  #candidates(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft, open: string): OutputCandidate[] {
    const encoded = encodedSize(source.recipe, output, source.header);
    const formats = candidateFormats(output, source.header, draft.frame, encoded);
    const places = formats.map((format) => ({ format, ...this.#placeOf(source, output, { ...draft, format }) }));
    if (places.some(({ late }) => late)) return places.map(({ format, wanted, late }) => ({ format, ...this.#take(source, wanted, late) }));
    const wanted = places.map((place) => place.wanted);
    const taken = this.targets.takeOneOf(wanted, open, this.#claimant(source));
    return formats.flatMap((format, index) => {
      const place = taken[index];
      return place ? [{ format, ...place }] : [];
    });
  }

  #planFile(source: PlannedSource, output: OutputRecipe, draft: UnnamedDraft): void {
    if (isOnlyPacked(source.recipe)) {
      this.#planSprite(source, output, draft);
      return;
    }
    const { file, outputs } = source;
    const { format, copy, size, frame } = draft;
    const { wanted, late } = this.#placeOf(source, output, draft);
    if (output.icon?.purpose === 'svg' && wanted === file.path)
      throw new FailureError('already-fits', l10n.t('The source is in its place already.'));
    // Nothing is enlarged, so an image smaller than several widths of a set produces a single file.
    const isTwin = (each: OutputDraft) =>
      each.planned.format === format && each.wanted === wanted && each.size && size && equal(each.size, size);
    if (!late && output.width !== undefined && outputs.some(isTwin)) return;
    const candidates = format === 'best' ? this.#candidates(source, output, draft, wanted) : undefined;
    const taken = candidates ? { target: wanted, mode: modeOf(candidates) } : this.#take(source, wanted, late);
    const planned: Mutable<PlannedOutput> = { output: draft.output, format, copy, ...taken };
    if (candidates) planned.candidates = candidates;
    if (frame !== undefined) planned.frame = frame;
    outputs.push({ planned, wanted, size });
  }
}
