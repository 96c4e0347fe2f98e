import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a run's intermediates. A separate module, since the planning process does not load the image library. */
export function intermediatesFolder(directory: string): string {
  return join(directory, 'stages');
}

/** Removes the intermediates that a killed process left in a run's folder. */
export function removeIntermediates(directory: string): void {
  rmSync(intermediatesFolder(directory), { recursive: true, force: true });
}
