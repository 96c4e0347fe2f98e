import { rm } from 'node:fs/promises';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { Outcome, Task, UnwrittenOutput, WriteMode, WrittenOutput } from '../../shared/run/run';
import { outputsResult } from '../../shared/run/unwrittenOutputs';
import { mimeType } from '../../shared/values/markup';
import { isWithin } from '../../shared/values/paths';
import type { ChunkTask, ObjectChange } from '../queue/chunk';
import { relocatedOutcome, toPortable } from '../roots/portablePaths';
import type { CheckedIn } from '../roots/rootStorage';
import type { ObjectWriter, PlacedObject } from './objectWriter';

/** A task on this computer. Each has folders of its own, for sources and for outputs: keys may differ only in case. */
export interface FetchedTask {
  /** With portable paths. */
  readonly portable: ChunkTask;
  readonly local: Task;
  /** Stand for the root. */
  readonly folders: { readonly sources: string; readonly outputs: string };
}

/** What became of the outputs of a task in a bucket. */
interface Placing {
  readonly written: WrittenOutput[];
  readonly failed: UnwrittenOutput[];
  readonly placed: PlacedObject[];
}

/**
 * Puts the outputs of a task into the bucket. One that cannot be put leaves the others.
 * @param outcome with the paths of this computer
 */
export async function checkIn(
  writer: ObjectWriter,
  { portable: task, folders }: FetchedTask,
  recipe: Recipe,
  outcome: Outcome,
): Promise<CheckedIn> {
  const toPath = (path: string) => toPortable(isWithin(path, folders.sources) ? folders.sources : folders.outputs)(path);
  const relocated = relocatedOutcome(outcome, toPath);
  const placing: Placing = { written: [], failed: [], placed: [] };
  for (const [index, output] of relocated.outputs.entries()) {
    const file = outcome.outputs[index]?.target as string;
    await noting(placing, { output, recipe }, () => place(writer, { task, output, file, placing }));
    await rm(file, { force: true });
  }
  const isMoved = recipe.replace && placing.written.length > 0 && !placing.written.some(({ target }) => target === task.source);
  const removed = isMoved && outcome.status === 'done' ? await removeSource(writer, { task, recipe }, placing) : undefined;
  const changes = placing.placed.flatMap(({ change }) => change ?? []);
  return { outcome: resultOf(relocated, placing), changes: [...changes, ...(removed ? [removed] : [])] };
}

/** @param file the output on this computer */
async function place(
  writer: ObjectWriter,
  { task, output, file, placing }: { task: ChunkTask; output: WrittenOutput; file: string; placing: Placing },
): Promise<void> {
  const { target: path, format, digest } = output;
  const placed = await writer.place({ task, path, file, contentType: mimeType(format), ...plannedAt(task, path) });
  placing.placed.push(placed);
  // An earlier attempt may have made other bytes of the same image. Of pixels, the digest is the same.
  const isOther = placed.bytes !== output.bytes && digest !== undefined && !path.includes(digest);
  placing.written.push({ ...output, bytes: placed.bytes, ...(isOther && { digest: placed.sha256 }) });
}

async function noting(
  placing: Placing,
  { output, recipe }: { output: WrittenOutput; recipe: Recipe },
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { code, message } = error;
    const status = code === 'target-exists' && recipe.conflict === 'skip' ? 'skipped' : 'failed';
    placing.failed.push({ target: output.target, format: output.format, status, code, message });
  }
}

/** Removes a source whose place its output takes. Takes the output back if somebody changed the source meanwhile. */
async function removeSource(
  writer: ObjectWriter,
  { task, recipe }: { task: ChunkTask; recipe: Recipe },
  placing: Placing,
): Promise<ObjectChange | undefined> {
  const outputs = placing.written.splice(0);
  let removed: ObjectChange | undefined;
  await noting(placing, { output: outputs[0] as WrittenOutput, recipe }, async () => {
    removed = await writer.remove(task);
  });
  if (removed) placing.written.push(...outputs);
  else for (const placed of placing.placed.splice(0)) await writer.withdraw(placed);
  return removed;
}

/** How an output was planned that is at a path now. */
function plannedAt({ outputs }: ChunkTask, path: string): { readonly mode: WriteMode; readonly isLate: boolean } {
  for (const { target, mode, late, candidates = [] } of outputs) {
    if (target === path && !late) return { mode, isLate: false };
    const candidate = candidates.find((each) => each.target === path && !each.late);
    if (candidate) return { mode: candidate.mode, isLate: false };
  }
  // A name that the plan could not know.
  return { mode: outputs.find(({ late, candidates }) => late || candidates?.some((each) => each.late))?.mode ?? 'create', isLate: true };
}

function resultOf(outcome: Outcome, { written, failed }: Placing): Outcome {
  if (failed.length === 0) return { ...outcome, outputs: written };
  const { status, code: _code, message: _message, unwritten = [], ...rest } = outcome;
  const result = outputsResult([...unwritten, ...failed], outcome.outputs.length + unwritten.length);
  return { ...rest, outputs: written, ...result, ...(status === 'canceled' && { status }) };
}
