import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the stages of a run are; a module apart, since the process that plans does without the image library. */
export function stagesFolder(directory: string): string {
  return join(directory, 'stages');
}

/** Removes the stages that a killed process left in a run's folder. */
export function removeStages(directory: string): void {
  rmSync(stagesFolder(directory), { recursive: true, force: true });
}
