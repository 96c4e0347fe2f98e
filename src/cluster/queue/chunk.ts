import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Recipe } from '../../shared/recipe/recipe';
import { parseProfile, profileOfRecipe } from '../../shared/recipe/recipeParser';
import type { Outcome, RunSetup, Task } from '../../shared/run/run';
import { ClusterError } from './queueAddress';

/** What goes through the queue: chunks of tasks, whose paths are portable, and the setup of their run. Nothing in it is trusted by whoever takes it. */

/** A task as machines take it. */
export interface ChunkTask extends Task {
  /** In a bucket: the ETags of the source, and of the objects at the targets, as they were when the task was planned, by path. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Tasks that one machine takes at once. */
export interface Chunk {
  readonly run: string;
  readonly tasks: readonly ChunkTask[];
  /** Whether it may be to blame for the end of a machine, so that nothing else is in progress beside it. */
  readonly alone?: true;
}

/** What a machine reports of a chunk. Paths are portable. */
export interface ChunkReport {
  /** Its name. */
  readonly machine: string;
  readonly outcomes: readonly Outcome[];
  /** In a bucket: what was done to objects, in this order. */
  readonly changes?: readonly ObjectChange[];
}

/** Where the object is kept that was replaced or removed, in the same bucket. */
export interface KeptObject {
  readonly path: string;
  readonly etag: string;
}

/** An object that a task wrote. */
export interface MadeObject {
  readonly etag: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a task did to an object. */
export type ObjectChange = { readonly task: number; readonly path: string } & (
  | ({ readonly action: 'create' } & MadeObject)
  | ({ readonly action: 'replace'; readonly original: KeptObject } & MadeObject)
  | { readonly action: 'remove'; readonly original: KeptObject }
);

/** A profile with the name and the path that its recipe has. */
export interface SentProfile {
  readonly name: string;
  readonly path: string;
  readonly profile: unknown;
}

/** The setup of a run. */
export interface SentSetup {
  readonly run: string;
  readonly recipe: SentProfile;
  /** Folder of the run, portable. Absent in a bucket, where each machine has one of its own. */
  readonly directory?: string;
  readonly timeoutSeconds: number;
  readonly force?: boolean;
}

/** A task with its own recipe as a profile, as it is sent. */
interface SentTask extends Omit<ChunkTask, 'recipe'> {
  readonly recipe?: SentProfile;
}

interface SentChunk {
  readonly run: string;
  readonly tasks: readonly SentTask[];
  readonly alone?: true;
}

const path = z.string().max(4096);
const count = z.number().nonnegative();
const outputFields = { target: path, mode: z.enum(['create', 'overwrite', 'remake', 'replace']) };

const sentProfileSchema = z.object({ name: z.string(), path: z.string(), profile: z.unknown() });

/** What a worker relies on before the engine looks at a task. The engine judges the file itself, whatever the rest says. */
const taskSchema = z.looseObject({
  id: z.int().nonnegative(),
  source: path,
  root: path,
  bytes: count,
  cost: count,
  mtimeMs: z.number(),
  attempt: count,
  header: z.looseObject({ format: z.string(), width: count, height: count, pages: count }),
  outputs: z.array(
    z.looseObject({
      ...outputFields,
      output: count,
      format: z.string(),
      copy: z.boolean(),
      // The engine appends it to a path.
      late: z
        .looseObject({ template: z.string(), values: z.record(z.string(), z.string()), extension: z.string().regex(/^\.\w{1,8}$/) })
        .optional(),
      candidates: z.array(z.looseObject({ ...outputFields, format: z.string() })).optional(),
    }),
  ),
  unwritten: z.array(z.looseObject({ target: path })).optional(),
  recipe: sentProfileSchema.optional(),
  versions: z.record(path, z.string().max(256)).optional(),
});

const runId = z.string().regex(/^[\w-]{1,64}$/);

const chunkSchema = z.object({
  run: runId,
  tasks: z
    .array(taskSchema)
    .min(1)
    .max(10_000)
    .refine((tasks) => new Set(tasks.map(({ id }) => id)).size === tasks.length, 'A task is in it twice.'),
  alone: z.literal(true).optional(),
});

const setupSchema = z.object({
  run: runId,
  recipe: sentProfileSchema,
  directory: path.optional(),
  timeoutSeconds: z.number().min(1).max(3600),
  force: z.boolean().optional(),
});

/** A recipe as the profile that it was made from. @throws ClusterError when that would be another recipe */
function sentProfile(recipe: Recipe): SentProfile {
  const { overrides: _overrides, ...plain } = recipe;
  const sent = { name: recipe.name, path: recipe.path, profile: profileOfRecipe(plain) };
  if (JSON.stringify(receivedRecipe(sent)) !== JSON.stringify(plain))
    throw new ClusterError(`The profile ${recipe.name} cannot be sent to other computers.`);
  return sent;
}

/** Validates a profile from the queue, as one from a file is. @throws ClusterError */
function receivedRecipe({ name, path: where, profile }: SentProfile): Recipe {
  const parsed = parseProfile(name, profile, where);
  if (parsed.ok) return parsed.recipe;
  throw new ClusterError(parsed.errors.map((error) => `${error.path}: ${error.message}`).join(' '));
}

/** @param directory the folder of the run, portable */
export function sendSetup({ runId, recipe, timeoutSeconds, force }: RunSetup, directory: string | undefined): SentSetup {
  return {
    run: runId,
    recipe: sentProfile(recipe),
    timeoutSeconds,
    ...(directory !== undefined && { directory }),
    ...(force && { force }),
  };
}

/** A setup as it was received, with its recipe. @throws ClusterError when it is not valid */
export function receiveSetup(text: string): Omit<SentSetup, 'recipe'> & { readonly recipe: Recipe } {
  const { recipe, directory, force, ...setup } = valid(setupSchema, parseJson(text), 'setup') as SentSetup;
  return { ...setup, recipe: receivedRecipe(recipe), ...(directory !== undefined && { directory }), ...(force && { force }) };
}

/** A chunk as the queue holds it. Tasks with the same recipe of their own share it. */
export function sendChunk({ run, tasks, alone }: Chunk): SentChunk {
  const sent = new Map<string, SentProfile>();
  const profileOf = (recipe: Recipe) => {
    const key = JSON.stringify(recipe);
    const known = sent.get(key) ?? sentProfile(recipe);
    sent.set(key, known);
    return known;
  };
  return {
    run,
    tasks: tasks.map(({ recipe, ...task }) => (recipe ? { ...task, recipe: profileOf(recipe) } : task)),
    ...(alone && { alone }),
  };
}

/** A chunk as it was received. @throws ClusterError when it is not valid */
export function receiveChunk(data: unknown): Chunk {
  const { run, tasks, alone } = valid(chunkSchema, data, 'chunk') as unknown as SentChunk;
  return {
    run,
    tasks: tasks.map(({ recipe, ...task }) => (recipe ? { ...task, recipe: receivedRecipe(recipe) } : task)),
    ...(alone && { alone }),
  };
}

function valid<Schema extends z.ZodType>(schema: Schema, data: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ClusterError(`The queue contains a ${what} that is not valid: ${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Identifies a chunk by its run, and by what is done to which files, so that one that is added again, since the connection was lost
 * before the answer came, is there only once. A source counts by its path, size, and time: its digest would have the planner read every
 * byte.
 * @param recipe of the run
 */
export function chunkId({ run, tasks, alone }: Chunk, recipe: Recipe): string {
  const what = tasks.map(({ id, source, bytes, mtimeMs, outputs, recipe: own }) => [id, source, bytes, mtimeMs, outputs, own]);
  const digest = createHash('sha256')
    .update(JSON.stringify([recipe, what, alone]))
    .digest('hex');
  return `${run}.${digest.slice(0, 40)}`;
}

/** Whether a chunk belongs to a run. @param id of the chunk */
export function isOfRun(id: string, run: string): boolean {
  return id.startsWith(`${run}.`);
}
