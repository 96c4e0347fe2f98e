import { join } from 'node:path';

/** The folder in that of a run with the images that are only packed. @param directory the run's folder */
export function spritesFolder(directory: string): string {
  return join(directory, 'sprites');
}
