import type { PixelSize } from '../values/pixelSize';
import type { FileTask, Outcome } from './run';

/** What an outcome needs to know about its file: a task, a skip or a row has it. */
export type OutcomeFile = Pick<FileTask, 'id' | 'source' | 'bytes'> & { readonly header?: PixelSize };

/** Bytes of a file, and pixels of an image, before anything was done with it. */
export function sizeBefore({ bytes, header }: Pick<OutcomeFile, 'bytes' | 'header'>): Outcome['before'] {
  const { width, height } = header ?? { width: 0, height: 0 };
  return { bytes, width, height };
}

/** The outcome of a file. Without anything else in the result, no worker had the file and nothing was written. */
export function outcomeOf(
  file: OutcomeFile,
  result: Pick<Outcome, 'status'> & Partial<Omit<Outcome, 'id' | 'source' | 'before'>>,
): Outcome {
  return { id: file.id, source: file.source, before: sizeBefore(file), outputs: [], ms: 0, worker: -1, ...result };
}

/** Whether the images of a file were only packed: then it has no outputs whose size means anything. */
export function wasOnlyPacked({ outputs }: Pick<Outcome, 'outputs'>): boolean {
  return outputs.some(({ sprite }) => sprite !== undefined);
}
