import { dirname } from 'node:path';
import { isDirectlyIn } from './containment';

/** Finds the folders of paths, of which most are in the folder of the one before. */
export function folderFinder(): (path: string) => string {
  let last = '';
  return (path) => {
    if (!isDirectlyIn(path, last)) last = dirname(path);
    return last;
  };
}
