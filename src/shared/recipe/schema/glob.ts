import * as z from 'zod';

/** Most characters of a glob. Compiling one takes longer the more brackets stay open: a second for 500 of them, 13 s for 4,000. */
const longestGlob = 1000;

/** A glob of files, relative to the workspace folder. */
export const glob = z.string().min(1).max(longestGlob);
