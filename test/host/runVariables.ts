/** Environment variables that specify to the extension host what to run and where to write the outcome. */
export const entryVariable = 'ASSETMILL_TEST_ENTRY';
export const resultVariable = 'ASSETMILL_TEST_RESULT';
