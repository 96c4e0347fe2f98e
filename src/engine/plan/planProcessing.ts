import { setImmediate } from 'node:timers/promises';
import type { Recipe } from '../../shared/recipe/recipe';
import { isTask, type PlanEntry, type PlanRequest, type PlanSummary } from '../../shared/run/plan';
import type { PlannedOutput, Task } from '../../shared/run/run';
import { isImageName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { type Expansion, findFiles } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { outputFolder } from '../naming/outputPath';
import { diagnose } from '../sources/diagnose';
import { leftOut } from './leftOut';
import { NamelessImages } from './namelessImages';
import { OutputPlanner } from './outputPlanner';
import { probeSource } from './probeSource';
import { recipeErrors, rootsOf } from './recipeErrors';
import type { RecipeVariants } from './recipeVariants';
import { replacedRunFiles } from './runFileErrors';

/** Plans a run over images, before anything is written (safety invariant 1). */

/** Overrides need the schema, which takes a long time to load; nothing else does. */
async function variantsOf(recipe: Recipe): Promise<RecipeVariants | undefined> {
  return recipe.overrides && new (await import('./recipeVariants')).RecipeVariants(recipe);
}

/** Entries that are planned before other messages are handled. */
const entriesPerTurn = 256;
/** Most clashes that a summary describes. Their number is always exact. */
export const maxClashes = 100;

/** Number of skipped images by the format that is the reason, the most frequent first. */
function countFormats(entries: readonly PlanEntry[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries)
    if (!isTask(entry) && entry.status === 'skipped' && entry.format !== undefined)
      counts.set(entry.format, (counts.get(entry.format) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

async function summarize(entries: readonly PlanEntry[], planner: OutputPlanner, { otherFiles }: Expansion): Promise<PlanSummary> {
  const { recipe } = planner.request;
  const replaces = (output: PlannedOutput) => output.mode !== 'create' || recipe.replace;
  const tasks = entries.filter((entry): entry is Task => 'outputs' in entry);
  const clashes = planner.targets.clashes();
  const replacedByOutputs = tasks.reduce((sum, task) => sum + task.outputs.filter(replaces).length, 0);
  return {
    tasks: tasks.length,
    skipped: entries.length - tasks.length,
    bytes: tasks.reduce((sum, task) => sum + task.bytes, 0),
    otherFiles,
    notProcessed: countFormats(entries),
    clashes: clashes.slice(0, maxClashes),
    clashCount: clashes.length,
    outsideFolders: [...planner.outside],
    replaces: replacedByOutputs + replacedRunFiles(recipe, rootsOf(tasks)),
    errors: await recipeErrors(planner, tasks),
  };
}

/** The request with the links in its roots resolved, as in the paths that the walk finds. */
function withRealRoots(request: PlanRequest): PlanRequest {
  const rules = Object.entries(request.rootRules ?? {}).map(([root, each]) => [realPath(root), each] as const);
  return { ...request, roots: request.roots.map(realPath), rootRules: Object.fromEntries(rules) };
}

/**
 * Expands the selection and plans the outputs of its images.
 * @returns the entries, sorted by path and numbered from 0, and their summary
 * @throws an AbortError when the signal is raised
 */
export async function planProcessing(
  unresolved: PlanRequest,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: PlanEntry[]; summary: PlanSummary }> {
  const request = withRealRoots(unresolved);
  const { include, exclude, outputs } = request.recipe;
  // A second run must not process the outputs of the first one.
  const skipFolders = outputs.flatMap((output) => request.roots.flatMap((root) => outputFolder(output, root) ?? []));
  const nameless = new NamelessImages();
  const isCandidate = (path: string) => isImageName(path) || nameless.has(path);
  const expansion = await findFiles({ ...request, include, exclude, skipFolders, isCandidate }, signal);
  const probed = await mapConcurrently(expansion.files, probeSource, signal, onScanned);
  const sources = expansion.files.map(({ path }) => path);
  const planner = new OutputPlanner(request, sources, await variantsOf(request.recipe));
  const entries: PlanEntry[] = [];
  for (const [id, each] of probed.entries()) {
    entries.push(planner.entry(each, id));
    if (id % entriesPerTurn === 0) await setImmediate();
    signal.throwIfAborted();
  }
  for (const { path, error } of expansion.unreachable)
    entries.push({ id: entries.length, ...leftOut(path, 0, 'failed', await diagnose(path, error)) });
  return { entries, summary: await summarize(entries, planner, expansion) };
}
