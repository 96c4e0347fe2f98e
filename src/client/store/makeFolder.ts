import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function makeOne(path: string): Promise<void> {
  await mkdir(path).catch(async (error) => {
    // Another process may be faster.
    if (!(await isFolder(path))) throw error;
  });
}

/**
 * Creates a folder and those above it. Node's recursive call tries forever where a disk answers that a name which it refuses does
 * not exist, and says of a read-only disk that the folder does not exist.
 * @throws what the file system throws
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    // Another process may have made the parent meanwhile.
    if (!(await isFolder(parent))) await makeFolder(parent);
    await makeOne(path);
  }
}
