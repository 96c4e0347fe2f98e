import { TemporaryFiles } from '../fs/scratchFiles';
import { type ReadableSource, repairSource } from './repairSource';

export type { ReadableSource };

/** The file itself. */
export function asStored(path: string): ReadableSource {
  return { path, remarks: [] };
}

/**
 * Does something with a source. If that fails because of a fault around the pixels, it is done again with the fault removed.
 * @throws what `work` throws
 */
export async function readably<Result>(path: string, work: (source: ReadableSource) => Promise<Result>): Promise<Result> {
  const files = new TemporaryFiles();
  try {
    return await work(asStored(path));
  } catch (error) {
    const source = repairSource(path, error, files);
    if (source === undefined) throw error;
    return await work(source);
  } finally {
    files.dispose();
  }
}
