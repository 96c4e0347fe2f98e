import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { tempPath } from '../../src/engine/fs/tempFile';
import type { ProbeBatch } from '../../src/engine/plan/probedFiles';
import processChunk, { type Chunk, prove, probe as readHeaders, wake } from '../../src/pool/worker';
import type { RunSetup, Task } from '../../src/shared/run/run';
import { fromJson, toJson } from '../../src/shared/values/json';

export { prove, wake };

/** What a thread does at a file with such a word in its name. */
const deaths: Readonly<Record<string, () => unknown>> = {
  // As a crash in native code would.
  poison: () => process.kill(process.pid, 'SIGSEGV'),
  // As a system without memory left would.
  machine: () => {
    process.kill(process.ppid, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  },
  exit: () => process.exit(3),
  // As a decoder that never ends would.
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  // No other thread can start.
  last: () => {
    rmSync(__filename);
    process.exit(3);
  },
  // What nobody catches ends the thread.
  text: () =>
    new Promise(() => {
      setImmediate(() => {
        throw 'a text';
      });
    }),
  nothing: () => Promise.reject(undefined),
  greedy: () => {
    const lists: unknown[] = [];
    for (;;) lists.push(new Array(1_000_000).fill(lists));
  },
};

function deathAt(path: string): (() => unknown) | undefined {
  return Object.entries(deaths).find(([word]) => basename(path).includes(word))?.[1];
}

/** Reads headers, and ends at files whose names say so. */
export async function probe(batch: ProbeBatch) {
  for (const path of batch.paths) if (basename(path).includes('plan')) await deathAt(path)?.();
  return readHeaders(batch);
}

/** A worker thread that ends at files with certain names, and leaves a temp file. All other files are really processed. */
export default async function processNamedChunk(chunk: Chunk) {
  const results = [];
  for (const json of 'tasks' in chunk ? chunk.tasks : []) {
    const task: Task = fromJson(json);
    const death = deathAt(task.source);
    if (death) {
      const { runId } = fromJson(chunk.setup as ReturnType<typeof toJson<RunSetup>>);
      for (const [index, { target }] of task.outputs.entries())
        if (existsSync(dirname(target))) writeFileSync(tempPath(target, runId, task.id, index), '');
      await death();
    }
    results.push(await processChunk({ ...chunk, tasks: [json] } as Chunk));
  }
  return {
    outcomes: [],
    images: toJson(results.flatMap(({ images }) => (images ? fromJson(images) : []))),
    errors: results.flatMap(({ errors }) => errors),
    hashed: results.flatMap(({ hashed }) => hashed),
  };
}
