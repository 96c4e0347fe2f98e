import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './makeFolder';

/** How long runs are kept. All windows and command lines keep to the same limits. */
export interface HistoryLimits {
  readonly days: number;
  /** Space that the kept originals of all runs may take, in megabytes. */
  readonly megabytes: number;
}

export const defaultLimits: HistoryLimits = { days: 30, megabytes: 10_000 };

const limitsFile = (store: string) => join(store, 'limits.json');

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** The limits that were last saved, or the default ones. */
export async function readLimits(store: string): Promise<HistoryLimits> {
  try {
    const { days, megabytes } = JSON.parse(await readFile(limitsFile(store), 'utf8')) as Partial<HistoryLimits>;
    return isLimit(days) && isLimit(megabytes) ? { days, megabytes } : defaultLimits;
  } catch {
    return defaultLimits;
  }
}

/** Saves the limits of the settings for every other window and the command line. Never rejects: without them, the default ones apply. */
export async function saveLimits(store: string, limits: HistoryLimits): Promise<void> {
  const known = await readLimits(store);
  if (known.days === limits.days && known.megabytes === limits.megabytes) return;
  const save = async () => {
    await makeFolder(store);
    await writeFile(limitsFile(store), JSON.stringify(limits));
  };
  await save().catch(() => {});
}
