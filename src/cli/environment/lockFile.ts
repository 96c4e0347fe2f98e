import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCause } from '../../shared/values/systemCause';
import { UsageError } from './usageError';

/** Creates an empty lock file in a folder, which runs fill. One that exists stays as it is. @throws UsageError */
export function createLockFile(folder: string): void {
  try {
    writeFileSync(join(folder, 'assetmill.lock.json'), '{}\n', { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new UsageError(`assetmill.lock.json cannot be created in ${folder}. ${systemCause(error)}`);
  }
}
