import { relative, sep } from 'node:path';
import { mirroredUrl } from '../environment/bucketMirror';

/** A path as people read it: relative to the working folder when it is inside, and an address when it stands for an object. */
export function terminalPath(path: string): string {
  const url = mirroredUrl(path);
  if (url !== undefined) return url;
  // Most paths are plain ones inside, and a list may have many.
  const start = `${process.cwd()}/`;
  if (sep === '/' && path.startsWith(start) && !path.includes('//') && !path.includes('/.') && !path.endsWith('/'))
    return path.slice(start.length);
  const relativePath = relative(process.cwd(), path);
  return relativePath.startsWith('..') ? path : relativePath;
}
