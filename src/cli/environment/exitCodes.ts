/** Exit codes: every file is well, some files failed, or the call was wrong and nothing was done. */
export const exitCodes = { success: 0, someFailed: 1, badUsage: 2 } as const;
