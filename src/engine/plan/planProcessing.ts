import { basename, dirname, join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { PlanEntry, PlanRequest, PlanSummary, Skip } from '../../shared/run/plan';
import type { PlannedOutput, Task } from '../../shared/run/run';
import type { PixelSize } from '../../shared/values/pixelSize';
import { replacedRunFiles } from '../commit/runFiles';
import { diagnose } from '../formats/diagnose';
import { isImageName } from '../formats/imageExtensions';
import { maxPixels } from '../formats/pixelLimit';
import { decodedBytes } from '../formats/readHeader';
import { realPath, rootOf } from '../fs/containment';
import { type Expansion, expand, type FoundFile } from '../fs/findFiles';
import { folderIsFile, isBlockedByFile } from '../fs/folders';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { outputFolder, targetFormat, targetOf } from '../naming/outputPath';
import { TargetAllocator } from '../naming/targetAllocator';
import { equal, sizeAfter } from '../operations';
import { framesOf, isCopy, isMinified, sizeSteps } from '../render/outputSteps';
import { type ProbedSource, probeSource } from './probeSource';
import { recipeErrors, rootsOf } from './recipeFaults';
import type { RecipeVariants } from './recipeOverrides';

export type { OnScanned };

/** Computes what a run would do, before anything is written (safety invariant 1). */

function failed(file: FoundFile, id: number, bytes: number, failure: Failure): Skip {
  return { id, source: file.path, bytes, status: 'failed', code: failure.code, message: failure.message };
}

function skipped(file: FoundFile, id: number, bytes: number, code: Failure['code'], message: string): Skip {
  return { id, source: file.path, bytes, status: 'skipped', code, message };
}

/** A strip that is enlarged to cover a box can want more pixels than any memory holds. */
function refuseHuge({ width, height }: PixelSize, pages: number): void {
  if (width * height * pages <= maxPixels) return;
  throw new FailureError(
    'too-large',
    l10n.t('The result would have {0} x {1} pixels: more than can be made safely. Choose a smaller size.', width, height),
  );
}

/** A source whose outputs are planned. */
interface PlannedSource extends Exclude<ProbedSource, { failure: Failure }> {
  readonly id: number;
  readonly recipe: Recipe;
  readonly root: string;
  /** Those planned so far, each with the path that it would have had of itself. */
  readonly outputs: (PlannedOutput & { readonly wanted: string; readonly size: PixelSize | undefined })[];
}

/** Plans one source after the other; holds what the whole plan must know: which places are taken. */
class Planner {
  readonly places: TargetAllocator;
  readonly outside = new Set<string>();
  /** Folders outside the roots that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Folders with their links resolved, each looked up once. */
  readonly #realFolders = new Map<string, string>();

  constructor(
    readonly request: PlanRequest,
    sources: readonly string[],
    /** Undefined where the recipe has no overrides. */
    readonly variants: RecipeVariants | undefined,
  ) {
    this.places = new TargetAllocator(request.recipe.conflict, sources);
    this.allowed = request.allowedFolders.map(realPath);
  }

  entry(looked: ProbedSource, id: number): PlanEntry {
    if ('failure' in looked) return failed(looked.file, id, looked.bytes, looked.failure);
    const { file, stats, header } = looked;
    const outputs: PlannedSource['outputs'] = [];
    try {
      const recipe = this.#recipeFor(file.path);
      const source: PlannedSource = { ...looked, id, recipe, root: this.#rootOf(file.path), outputs };
      for (const [index, output] of recipe.outputs.entries()) this.#output(source, output, index);
      if (outputs.length === 0) {
        return skipped(
          file,
          id,
          stats.size,
          'already-fits',
          l10n.t('Already fits: {0} x {1} pixels. Nothing to do.', header.width, header.height),
        );
      }
      const result = { ...header, ...sizeAfter(recipe.steps, header) };
      const cost = Math.max(decodedBytes(header), decodedBytes(result));
      const own = recipe === this.request.recipe ? {} : { recipe };
      const task = {
        id,
        source: file.path,
        bytes: stats.size,
        mtimeMs: stats.mtimeMs,
        header,
        cost,
        outputs: outputs.map(({ wanted: _w, size: _s, ...planned }) => planned),
        root: source.root,
      };
      return { ...task, ...own, attempt: 0 };
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      for (const { target } of outputs) this.places.release(target, file.path);
      return error.code === 'target-exists' || error.code === 'drawing'
        ? skipped(file, id, stats.size, error.code, error.message)
        : failed(file, id, stats.size, error);
    }
  }

  #rootOf(path: string): string {
    return rootOf(path, this.request.roots) ?? dirname(path);
  }

  /** The recipe for a file. @throws FailureError where the overrides that match it do not go together */
  #recipeFor(path: string): Recipe {
    if (!this.variants) return this.request.recipe;
    return this.variants.for(relative(this.#rootOf(path), path).split(sep).join('/'));
  }

  #output(source: PlannedSource, output: OutputRecipe, index: number): void {
    const { file, stats, header, recipe, root, outputs } = source;
    const size = sizeAfter([...recipe.steps, ...sizeSteps(output)], header);
    const copy = isCopy(recipe, output, header, stats.size);
    // Of a set none is missing: what fits already is copied under its name there.
    const ofSet = output.width !== undefined || output.density !== undefined;
    if (copy && !ofSet && (recipe.replace || output.folder === undefined)) return;
    if (size) refuseHuge(size, header.pages);
    const format = targetFormat(output, header, copy || isMinified(recipe, output, header));
    this.#refuseDrawing(source, output, format);
    for (const frame of copy ? [undefined] : framesOf(file.path, header, output, format)) {
      const { path, late } = targetOf({
        recipe,
        output,
        source: file.path,
        mtimeMs: stats.mtimeMs,
        root,
        relativeDir: file.relativeDir,
        format,
        size,
        index: source.id + 1,
        ...(frame !== undefined && { frame }),
      });
      const folder = this.#realFolder(dirname(path));
      this.#refuseOutside(folder, output, root);
      // Links resolved, as in the paths of the sources: an output folder may be a link to theirs, or to another one.
      const wanted = join(folder, basename(path));
      // Of an image that is smaller than several of the asked sizes there is one file.
      const twin = (each: (typeof outputs)[number]) =>
        each.format === format && each.wanted === wanted && each.size && size && equal(each.size, size);
      if (!late && output.width !== undefined && outputs.some(twin)) continue;
      const place = late ? { target: wanted, mode: 'create' as const, late } : this.places.take(wanted, file.path, recipe.replace);
      outputs.push({ output: index, wanted, size, ...place, format, copy, ...(frame !== undefined && { frame }) });
    }
  }

  #refuseDrawing({ header, recipe }: PlannedSource, output: OutputRecipe, format: PlannedOutput['format']): void {
    if (!recipe.replace || header.format !== 'svg' || output.format !== 'source' || format === 'svg') return;
    throw new FailureError(
      'unsupported',
      l10n.t('An SVG is a drawing and is not replaced by pixels. Choose another destination, or a format.'),
    );
  }

  /** @throws FailureError where a file stands in the way */
  #realFolder(path: string): string {
    const known = this.#realFolders.get(path);
    if (known !== undefined) return known;
    const real = realPath(path);
    if (isBlockedByFile(real)) throw folderIsFile();
    this.#realFolders.set(path, real);
    return real;
  }

  #refuseOutside(folder: string, output: OutputRecipe, root: string): void {
    if (rootOf(folder, [...this.allowed, ...this.request.roots.filter((each) => each === root)]) !== undefined) return;
    const named = outputFolder(output, root);
    this.outside.add(named === undefined ? folder : realPath(named));
    throw new FailureError(
      'outside',
      l10n.t(
        'The result would be written to {0}, outside the folder that holds the source. Confirm that folder, or choose another.',
        folder,
      ),
    );
  }
}

/** The schema, which takes long to load, is needed for overrides alone. */
async function variantsOf(recipe: Recipe): Promise<RecipeVariants | undefined> {
  return recipe.overrides && new (await import('./recipeOverrides')).RecipeVariants(recipe);
}

/** Entries that are planned before other messages get their turn. */
const entriesPerTurn = 256;
/** At most so many clashes are described; their number is always told. */
export const maxClashes = 100;

async function summarize(entries: readonly PlanEntry[], planner: Planner, { otherFiles }: Expansion): Promise<PlanSummary> {
  const replaces = (output: PlannedOutput) => output.mode !== 'create' || planner.request.recipe.replace;
  const tasks = entries.filter((entry): entry is Task => 'outputs' in entry);
  const clashes = planner.places.clashes();
  return {
    tasks: tasks.length,
    skipped: entries.length - tasks.length,
    bytes: tasks.reduce((sum, task) => sum + task.bytes, 0),
    otherFiles,
    clashes: clashes.slice(0, maxClashes),
    clashCount: clashes.length,
    outsideFolders: [...planner.outside],
    replaces:
      tasks.reduce((sum, task) => sum + task.outputs.filter(replaces).length, 0) + replacedRunFiles(planner.request.recipe, rootsOf(tasks)),
    errors: await recipeErrors(planner, tasks),
  };
}

/** The request with the links in its roots resolved, as they are in the paths that the walk gives. */
function withRealRoots(request: PlanRequest): PlanRequest {
  const rules = Object.entries(request.rootRules ?? {}).map(([root, each]) => [realPath(root), each] as const);
  return { ...request, roots: request.roots.map(realPath), rootRules: Object.fromEntries(rules) };
}

/**
 * Expands the selection and plans it.
 * @returns the entries, sorted by path, ids counted from 0, and what they add up to
 * @throws an AbortError when the signal is raised
 */
export async function makePlan(
  wanted: PlanRequest,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: PlanEntry[]; summary: PlanSummary }> {
  const request = withRealRoots(wanted);
  const { include, exclude, outputs } = request.recipe;
  // A second run is not to take the first one's results.
  const skipFolders = outputs.flatMap((output) => request.roots.flatMap((root) => outputFolder(output, root) ?? []));
  const expansion = await expand({ ...request, include, exclude, skipFolders, isCandidate: isImageName }, signal);
  const looked = await mapConcurrently(expansion.files, probeSource, signal, onScanned);
  const planner = new Planner(
    request,
    expansion.files.map(({ path }) => path),
    await variantsOf(request.recipe),
  );
  const entries: PlanEntry[] = [];
  for (const [id, each] of looked.entries()) {
    entries.push(planner.entry(each, id));
    if (id % entriesPerTurn === 0) await setImmediate();
    signal.throwIfAborted();
  }
  for (const { path, error } of expansion.unreachable) {
    const failure = await diagnose(path, error);
    entries.push(failed({ path, relativeDir: '', explicit: true }, entries.length, 0, failure));
  }
  return { entries, summary: await summarize(entries, planner, expansion) };
}
