import { relative } from 'node:path';

/** A path as people read it: relative to the working folder when it is inside. */
export function terminalPath(path: string): string {
  const relativePath = relative(process.cwd(), path);
  return relativePath.startsWith('..') ? path : relativePath;
}
