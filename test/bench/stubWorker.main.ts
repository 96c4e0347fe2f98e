import { env } from 'node:process';
import { getEnvironmentData, threadId } from 'node:worker_threads';
import { type ProbeBatch, type ProbedBatch, probeBatch } from '../../src/engine/plan/probedFiles';
import type { ChunkResult } from '../../src/pool/chunkResult';
import { boardKey, processClock, StatusBoard } from '../../src/pool/statusBoard';
import type { LibraryVersions } from '../../src/shared/protocol/poolProtocol';
import { outcomeOf } from '../../src/shared/run/outcome';
import type { Outcome, Task } from '../../src/shared/run/run';
import { fromJson, type Json, toJson } from '../../src/shared/values/json';

/**
 * A worker thread that only pretends to process images: each takes a known time, in which the thread sleeps. So a small machine can
 * have more threads than cores, and shows what feeding them takes. The outcomes are those of real images.
 */

/** What an image takes, in ms. */
const costMs = Number(env.ASSETMILL_STUB_MS ?? 2);

const board = new StatusBoard(getEnvironmentData(boardKey) as SharedArrayBuffer);
const worker = board.claim(threadId);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

export function wake(): void {}

export function prove(): LibraryVersions {
  return { sharp: '0', libvips: '0' };
}

export function probe(batch: ProbeBatch): Promise<ProbedBatch> {
  return probeBatch(batch);
}

function pretend(task: Task): Outcome {
  const started = performance.now();
  board.started(worker, task.id, processClock());
  Atomics.wait(nobodyWakes, 0, 0, costMs);
  board.ended(worker, task.id, processClock());
  const { width, height } = task.header;
  const outputs = task.outputs.map(({ target, format }) => ({
    ...{ target, bytes: task.bytes, width, height },
    format: format === 'best' ? ('webp' as const) : format,
  }));
  return outcomeOf(task, { status: 'done', outputs, worker, ms: performance.now() - started });
}

export default function pretendChunk({ tasks }: { readonly tasks: readonly Json<Task>[] }): ChunkResult {
  return { outcomes: [], images: toJson(tasks.map((task) => pretend(fromJson(task)))), errors: [], hashed: [] };
}
