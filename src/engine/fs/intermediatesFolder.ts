import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the stages of a run are; a module apart, since the process that plans does without the image library. */
export function intermediatesFolder(directory: string): string {
  return join(directory, 'stages');
}

/** Removes the stages that a killed process left in a run's folder. */
export function removeIntermediates(directory: string): void {
  rmSync(intermediatesFolder(directory), { recursive: true, force: true });
}
