/** What the command line says of itself when it ends. */
export const exitCodes = { well: 0, someFailed: 1, badUse: 2 } as const;
