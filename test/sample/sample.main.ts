import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeSampleWorkspace } from './sampleWorkspace';

/** Makes the workspace that F5 opens, `out/sample-workspace`, if it is missing. Delete the folder to start over. */
async function main(): Promise<void> {
  const out = resolve(__dirname, '../..');
  const folder = join(out, 'sample-workspace');
  if (existsSync(folder)) return;
  mkdirSync(out, { recursive: true });
  // Renamed when it is complete, so that an interrupted attempt is not mistaken for a workspace.
  const temporary = mkdtempSync(`${folder}.tmp-`);
  await makeSampleWorkspace(temporary);
  renameSync(temporary, folder);
  console.log(`Sample workspace: ${folder}`);
}

main().catch((error: Error) => {
  console.error(`sample: ${error.message}`);
  process.exitCode = 1;
});
