/** Exit codes: every file succeeded, some files failed, or the command was used incorrectly and nothing was done. */
export const exitCodes = { success: 0, someFailed: 1, badUsage: 2 } as const;
