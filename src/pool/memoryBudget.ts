import { freemem } from 'node:os';
import { minMemoryBudget } from '../shared/values/memoryBudget';

/** Most bytes that a run may take unless its setup says otherwise. */
const mostByDefault = 4 * 2 ** 30;

/** The memory budget of a run whose setup has none, in bytes: half of what is free now, within limits for small and large computers. */
export function defaultMemoryBudget(free = freemem()): number {
  return Math.min(Math.max(free / 2, minMemoryBudget), mostByDefault);
}
