import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanEntry, PlanRequest, PlanSummary } from '../../shared/run/plan';
import { isImageName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { type FoundFile, findFiles } from '../fs/findFiles';
import type { OnScanned } from '../fs/mapConcurrently';
import { ownAtlas } from '../naming/atlasPaths';
import { outputFolder } from '../naming/outputPath';
import { KnownResults } from '../results/knownResults';
import { diagnose } from '../sources/diagnose';
import { leftOut } from './leftOut';
import { NamelessImages } from './namelessImages';
import { OutputPlanner } from './outputPlanner';
import { PlanTotals } from './planTotals';
import { type ProbingElsewhere, probeInBatches } from './probedFiles';
import type { RecipeVariants } from './recipeVariants';
import { SourceRecipes } from './sourceRecipes';
import { findUpToDate, upToDateSkip } from './upToDate';

/** Plans a run over images, before anything is written (safety invariant 1). */

/** Overrides need the schema, which takes a long time to load; nothing else does. */
async function variantsOf(recipe: Recipe): Promise<RecipeVariants | undefined> {
  return recipe.overrides && new (await import('./recipeVariants')).RecipeVariants(recipe);
}

/** Where a plan reports to, and who reads headers for it. */
export interface PlanHelp {
  /** Receives the entries, some at a time. The plan waits for it. */
  send(entries: readonly PlanEntry[]): Promise<void>;
  readonly onScanned?: OnScanned;
  /** Called once, before the plan needs others to look at files: then they had better work. */
  onProbing?(): void;
  /** Called before headers are read, and now and then while they are. */
  onReading?(): void;
  /** Probes many files in parallel; without it, this process does. */
  readonly elsewhere?: ProbingElsewhere;
}

/** The request with the links in its roots resolved, as in the paths that the walk finds. */
function withRealRoots(request: PlanRequest): PlanRequest {
  const rules = Object.entries(request.rootRules ?? {}).map(([root, each]) => [realPath(root), each] as const);
  return { ...request, roots: request.roots.map(realPath), rootRules: Object.fromEntries(rules) };
}

/** Entries that are sent at once. */
const entriesAtOnce = 500;

function onlyWanted(files: readonly FoundFile[], { only }: PlanRequest): readonly FoundFile[] {
  if (!only) return files;
  const wanted = new Set(only);
  return files.filter(({ path }) => wanted.has(path));
}

/**
 * Expands the selection and plans the outputs of its images. The entries are numbered from 0 in the order of their paths; those that are up to date come first.
 * @returns their summary
 * @throws an AbortError when the signal is raised
 */
export async function planProcessing(unresolved: PlanRequest, help: PlanHelp, signal: AbortSignal): Promise<PlanSummary> {
  const request = withRealRoots(unresolved);
  const known = request.results && new KnownResults(request.results);
  // The threads start while files are found, unless they may have nothing to do.
  const isLikelyDone = known?.knowsAny(request.selection) ?? false;
  let isProbing = false;
  const onProbing = () => {
    if (!isProbing) help.onProbing?.();
    isProbing = true;
  };
  if (!isLikelyDone) onProbing();
  const { include, exclude, outputs } = request.recipe;
  // A second run must not process the outputs of the first one.
  const skipFolders = outputs.flatMap((output) => request.roots.flatMap((root) => outputFolder(output, root) ?? []));
  const nameless = new NamelessImages();
  const isCandidate = (path: string) => isImageName(path) || nameless.has(path);
  const expansion = await findFiles({ ...request, include, exclude, skipFolders, isCandidate }, signal);
  signal.throwIfAborted();
  const isOwnAtlas = ownAtlas(request.recipe, request.roots, (path) => known?.isAtlasFile(path) ?? false);
  const found = expansion.files.filter(({ path }) => !isOwnAtlas(path));
  const sources = known ? known.withoutResults(found) : found;
  const recipes = new SourceRecipes(request, await variantsOf(request.recipe), known);
  const planner = new OutputPlanner(
    recipes,
    sources.map(({ path }) => path),
  );
  const totals = new PlanTotals(planner, found.length - sources.length);
  const send = async (entries: readonly PlanEntry[]) => {
    for (const entry of entries) totals.add(entry);
    await help.send(entries);
  };
  const files = onlyWanted(sources, request);
  const upToDate = await findUpToDate(files, recipes, { elsewhere: help.elsewhere, onProbing, signal });
  const left: FoundFile[] = [];
  const ids: number[] = [];
  let settled: PlanEntry[] = [];
  for (const [id, file] of files.entries()) {
    const bytes = upToDate.get(file);
    if (bytes !== undefined) settled.push({ id, ...upToDateSkip(file, bytes) });
    else if (upToDate.size > 0) {
      left.push(file);
      ids.push(id);
    }
    if (settled.length < entriesAtOnce) continue;
    await send(settled);
    settled = [];
  }
  if (settled.length > 0) await send(settled);
  const toProbe = upToDate.size > 0 ? left : files;
  if (toProbe.length > 0) {
    onProbing();
    help.onReading?.();
  }
  let count = 0;
  let sent: Promise<void> = Promise.resolve();
  for await (const batch of probeInBatches(toProbe, help, signal)) {
    help.onScanned?.(upToDate.size + count, files.length);
    const entries = batch.map((probed) => {
      const [file, id] = [toProbe[count] as FoundFile, ids[count] ?? count];
      count += 1;
      return planner.entry(file, probed, id);
    });
    // While the receiver takes one batch, the next one is planned.
    await sent;
    sent = send(entries);
    sent.catch(() => {});
  }
  await sent;
  let id = files.length;
  const lost = expansion.unreachable.map(async ({ path, error }) => leftOut(path, 0, 'failed', await diagnose(path, error)));
  if (lost.length > 0) await send((await Promise.all(lost)).map((entry) => ({ id: id++, ...entry })));
  return totals.summary(expansion);
}
