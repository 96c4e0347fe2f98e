import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { digestOf } from '../../src/engine/digest';
import { type Expansion, expand } from '../../src/engine/expand';
import { Journal } from '../../src/engine/journal';
import { isPictureName } from '../../src/engine/pictureNames';
import { makePlan } from '../../src/engine/plan';
import { processTask } from '../../src/engine/processTask';
import { type Profile, parseProfile, type Recipe } from '../../src/shared/recipe';
import { isTask, type Outcome, type PlanEntry, type PlanRequest, type PlanSummary, type Task } from '../../src/shared/run';

/** Plans and runs of the engine itself, with no pool around it. */

/** A folder that is gone after the test; links resolved. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file, folders and all. */
export function place(path: string, content: string | Uint8Array = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export function recipeOf(profile: Profile, name = 'test'): Recipe {
  const parsed = parseProfile(name, profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.recipe;
}

/** A profile that fits pictures into a long edge. */
export function longEdge(edge: number, rest: Profile = {}): Profile {
  return { steps: [{ operation: 'resize', longEdge: edge }], ...rest };
}

export function requestOf(root: string, profile: Profile, rest: Partial<PlanRequest> = {}): PlanRequest {
  return {
    selection: [root],
    roots: [root],
    allowedFolders: [],
    recipe: recipeOf(profile),
    excludeGlobs: [],
    useIgnoreFiles: true,
    ...rest,
  };
}

/** Finds the pictures of a request, as a plan does. */
export function expandPictures(request: PlanRequest, skipFolders: readonly string[] = []): Promise<Expansion> {
  const { include, exclude } = request.recipe;
  return expand({ ...request, include, exclude, skipFolders, isCandidate: isPictureName }, new AbortController().signal);
}

export interface Planned {
  readonly recipe: Recipe;
  readonly entries: readonly PlanEntry[];
  readonly tasks: readonly Task[];
  readonly summary: PlanSummary;
}

/** Plans a folder, or the selection given with `rest`. */
export async function planOf(root: string, profile: Profile, rest: Partial<PlanRequest> = {}): Promise<Planned> {
  const request = requestOf(root, profile, rest);
  const { entries, summary } = await makePlan(request, new AbortController().signal);
  return { recipe: request.recipe, entries, tasks: entries.filter(isTask), summary };
}

/** A run's folder in a store, as the pool process is given it. */
export interface RunPlace {
  readonly id: string;
  readonly directory: string;
}

export function runPlace(): RunPlace {
  return { id: 'run', directory: temporaryFolder() };
}

/** Carries out tasks, one after the other. */
export async function carryOut(recipe: Recipe, tasks: readonly Task[], { id, directory }: RunPlace = runPlace()): Promise<Outcome[]> {
  const journal = new Journal(directory);
  const outcomes: Outcome[] = [];
  const context = { setup: { runId: id, recipe, directory, timeoutSeconds: 60 }, journal, worker: 0 };
  for (const task of tasks) outcomes.push(await processTask(task, context, () => {}));
  journal.close();
  return outcomes;
}

/** What a plan left out and what became of its tasks: by source, sorted. */
export interface Ran extends Planned {
  readonly outcomes: readonly Outcome[];
  readonly run: RunPlace;
}

/** Plans and carries out. */
export async function run(root: string, profile: Profile, rest: Partial<PlanRequest> = {}, at: RunPlace = runPlace()): Promise<Ran> {
  const planned = await planOf(root, profile, rest);
  return { ...planned, run: at, outcomes: await carryOut(planned.recipe, planned.tasks, at) };
}

/** The only one of a list. */
export function only<Item>(items: readonly Item[]): Item {
  expect(items).toHaveLength(1);
  return items[0] as Item;
}

/** Plans and carries out on one file; its outcome, with the path of the first file made. */
export async function runOn(path: string, profile: Profile): Promise<Outcome & { readonly target: string }> {
  const { outcomes, entries } = await run(dirname(path), profile, { selection: [path] });
  if (outcomes.length === 0) throw new Error(`left out: ${JSON.stringify(entries)}`);
  const outcome = only(outcomes);
  return { ...outcome, target: outcome.outputs[0]?.target ?? '' };
}

/** Every file below a folder as a path with `/`, with the digest of its content. */
export function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), digestOf(readFileSync(path))]));
}

export function filesIn(folder: string): string[] {
  return Object.keys(contentOf(folder));
}
