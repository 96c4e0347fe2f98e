import { relative, sep } from 'node:path';

/** A path as people read it: relative to the working folder when it is inside. */
export function terminalPath(path: string): string {
  // Most paths are plain ones inside, and a list may have many.
  const start = `${process.cwd()}/`;
  if (sep === '/' && path.startsWith(start) && !path.includes('//') && !path.includes('/.') && !path.endsWith('/'))
    return path.slice(start.length);
  const relativePath = relative(process.cwd(), path);
  return relativePath.startsWith('..') ? path : relativePath;
}
