/** Smallest memory budget of a run, in bytes: a photo fits in it. */
export const minMemoryBudget = 256 * 2 ** 20;
/** Largest memory budget that can be chosen, in MB. */
export const mostMemoryMb = 1_048_576;
