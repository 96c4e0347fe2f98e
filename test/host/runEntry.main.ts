import { writeFileSync } from 'node:fs';
import { entryVariable, resultVariable } from './runVariables';

/**
 * What the extension host runs as the test: it loads the real entry and leaves the outcome in a file. The workbench reports
 * exit code 0 when the extension host dies in the middle of a run, so that code alone is no proof that the tests passed.
 */
export async function run(): Promise<void> {
  const entry = process.env[entryVariable];
  const result = process.env[resultVariable];
  if (!entry || !result) throw new Error(`${entryVariable} and ${resultVariable} are not set`);
  try {
    const { run: runTests } = require(entry) as { run?: () => Promise<void> };
    if (typeof runTests !== 'function') throw new Error(`${entry} exports no run()`);
    await runTests();
    writeFileSync(result, 'passed');
  } catch (error) {
    writeFileSync(result, `failed: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}
