import { basename } from 'node:path';
import processChunk, { type Chunk, prove, wake } from '../../src/pool/worker';

export { prove, wake };

/**
 * A worker thread that ends its process, as a crash in native code would, at a file with `poison` in its name. All other files are
 * really processed.
 */
export default async function processNamedChunk(chunk: Chunk) {
  const results = [];
  for (const task of 'tasks' in chunk ? chunk.tasks : []) {
    if (basename(task.source).includes('poison')) process.kill(process.pid, 'SIGSEGV');
    results.push(await processChunk({ ...chunk, tasks: [task] } as Chunk));
  }
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    errors: results.flatMap(({ errors }) => errors),
    hashed: results.flatMap(({ hashed }) => hashed),
  };
}
