import { freemem, totalmem } from 'node:os';
import { minMemoryBudget } from '../../shared/values/memoryBudget';

/** Most bytes that a run may take unless its setup says otherwise. */
const mostByDefault = 4 * 2 ** 30;

/** What is free now, in bytes. macOS calls free only what it does not use as a cache either, which is next to nothing. */
function freeBytes(): number {
  return process.platform === 'darwin' ? Math.max(freemem(), totalmem() / 4) : freemem();
}

/** The memory budget unless the user chose one, in bytes: half of what is free now, within limits for small and large computers. */
export function defaultMemoryBudget(free = freeBytes()): number {
  return Math.min(Math.max(free / 2, minMemoryBudget), mostByDefault);
}
