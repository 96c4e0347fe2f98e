import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanEntry, PlanRequest, PlanSummary } from '../../shared/run/plan';
import { isImageName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { type FoundFile, findFiles } from '../fs/findFiles';
import type { OnScanned } from '../fs/mapConcurrently';
import { outputFolder } from '../naming/outputPath';
import { diagnose } from '../sources/diagnose';
import { leftOut } from './leftOut';
import { NamelessImages } from './namelessImages';
import { OutputPlanner } from './outputPlanner';
import { PlanTotals } from './planTotals';
import { type ProbingElsewhere, probeInBatches } from './probedFiles';
import type { RecipeVariants } from './recipeVariants';

/** Plans a run over images, before anything is written (safety invariant 1). */

/** Overrides need the schema, which takes a long time to load; nothing else does. */
async function variantsOf(recipe: Recipe): Promise<RecipeVariants | undefined> {
  return recipe.overrides && new (await import('./recipeVariants')).RecipeVariants(recipe);
}

/** Where a plan reports to, and who reads headers for it. */
export interface PlanHelp {
  /** Receives the entries in order, some at a time. The plan waits for it. */
  send(entries: readonly PlanEntry[]): Promise<void>;
  readonly onScanned?: OnScanned;
  /** Probes many files in parallel; without it, this process does. */
  readonly elsewhere?: ProbingElsewhere;
}

/** The request with the links in its roots resolved, as in the paths that the walk finds. */
function withRealRoots(request: PlanRequest): PlanRequest {
  const rules = Object.entries(request.rootRules ?? {}).map(([root, each]) => [realPath(root), each] as const);
  return { ...request, roots: request.roots.map(realPath), rootRules: Object.fromEntries(rules) };
}

/**
 * Expands the selection and plans the outputs of its images. The entries are sorted by path and numbered from 0.
 * @returns their summary
 * @throws an AbortError when the signal is raised
 */
export async function planProcessing(unresolved: PlanRequest, help: PlanHelp, signal: AbortSignal): Promise<PlanSummary> {
  const request = withRealRoots(unresolved);
  const { include, exclude, outputs } = request.recipe;
  // A second run must not process the outputs of the first one.
  const skipFolders = outputs.flatMap((output) => request.roots.flatMap((root) => outputFolder(output, root) ?? []));
  const nameless = new NamelessImages();
  const isCandidate = (path: string) => isImageName(path) || nameless.has(path);
  const expansion = await findFiles({ ...request, include, exclude, skipFolders, isCandidate }, signal);
  signal.throwIfAborted();
  const { files } = expansion;
  const sources = files.map(({ path }) => path);
  const planner = new OutputPlanner(request, sources, await variantsOf(request.recipe));
  const totals = new PlanTotals(planner);
  const send = async (entries: readonly PlanEntry[]) => {
    for (const entry of entries) totals.add(entry);
    await help.send(entries);
  };
  let id = 0;
  let sent: Promise<void> = Promise.resolve();
  for await (const batch of probeInBatches(files, help.elsewhere, signal)) {
    help.onScanned?.(id, files.length);
    const entries = batch.map((probed) => planner.entry(files[id] as FoundFile, probed, id++));
    // While the receiver takes one batch, the next one is planned.
    await sent;
    sent = send(entries);
    sent.catch(() => {});
  }
  await sent;
  const lost = expansion.unreachable.map(async ({ path, error }) => leftOut(path, 0, 'failed', await diagnose(path, error)));
  if (lost.length > 0) await send((await Promise.all(lost)).map((entry) => ({ id: id++, ...entry })));
  return totals.summary(expansion);
}
