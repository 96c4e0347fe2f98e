/** Environment variables by which the runner tells the extension host what to run and where the outcome goes. */
export const entryVariable = 'ASSETMILL_TEST_ENTRY';
export const resultVariable = 'ASSETMILL_TEST_RESULT';
