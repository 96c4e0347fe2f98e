import { type AnySetup, type InspectTask, isInspection } from '../shared/run/inspection';
import { outcomeOf } from '../shared/run/outcome';
import { packEntries } from '../shared/run/packedMessages';
import type { Outcome, RunSetup } from '../shared/run/run';
import type { SentTask } from '../shared/run/sentTasks';
import { fromJson, type Json } from '../shared/values/json';
import { lostFailure } from './lostFailure';
import type { Chunk } from './worker';

/** A task as the queue needs it: the content of an image task is up to its worker. */
export type QueuedTask = SentTask | InspectTask;

/** A chunk with what it takes while it is in progress. */
export interface AdmittedChunk {
  readonly tasks: readonly QueuedTask[];
  readonly bytes: number;
  readonly lanes: number;
}

/** How a chunk is carried out. */
export interface Manner {
  /** Whether no other file is processed or waits. */
  readonly alone: boolean;
  /** Whether its failures are not judged again. */
  readonly isFinal: boolean;
}

/** What a worker gets. @param json the setup of a run that processes images */
export function chunkOf(
  tasks: readonly QueuedTask[],
  setup: AnySetup,
  { json, ...manner }: Manner & { readonly json: Json<RunSetup> },
): Chunk {
  if (isInspection(setup)) return { setup, files: packEntries(tasks as readonly InspectTask[]), ...manner };
  return { setup: json, tasks: (tasks as readonly SentTask[]).map(({ task }) => task), isFinal: manner.isFinal };
}

/** The outcome of a task that was alone when its thread failed. @param error what the thread threw, which can be anything */
export function lostOutcome(queued: QueuedTask, error: unknown): Outcome {
  const task = 'task' in queued ? fromJson(queued.task) : queued;
  const { code, message } = lostFailure(error);
  return outcomeOf(task, { status: 'failed', code, message });
}
