import { basename } from 'node:path';
import processChunk, { type Chunk, prove, wake } from '../../src/pool/worker';
import { fromJson, toJson } from '../../src/shared/values/json';

export { prove, wake };

/**
 * A worker thread that ends its process, as a crash in native code would, at a file with `poison` in its name. All other files are
 * really processed.
 */
export default async function processNamedChunk(chunk: Chunk) {
  const results = [];
  for (const task of 'tasks' in chunk ? chunk.tasks : []) {
    if (basename(fromJson(task).source).includes('poison')) process.kill(process.pid, 'SIGSEGV');
    results.push(await processChunk({ ...chunk, tasks: [task] } as Chunk));
  }
  return {
    outcomes: [],
    images: toJson(results.flatMap(({ images }) => (images ? fromJson(images) : []))),
    errors: results.flatMap(({ errors }) => errors),
    hashed: results.flatMap(({ hashed }) => hashed),
  };
}
