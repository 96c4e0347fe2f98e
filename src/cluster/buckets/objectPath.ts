/** Folder of what this program keeps in a bucket: originals. No image in it is a source. */
export const ownFolder = '.assetmill/';

/** Longest name of a file, in bytes, on nearly every file system. */
const mostNameBytes = 255;

/**
 * Whether the path of an object is one that a file can have, too. A key may have any characters: `..`, several slashes in a row, or one at
 * its end, as those have that stand for folders.
 */
export function isFilePath(path: string, { platform } = process): boolean {
  const parts = path.split('/');
  if (path.includes('\0') || (platform === 'win32' && /[\\:*?"<>|]/.test(path))) return false;
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= mostNameBytes);
}

/** Where the original of a run is kept that is replaced or removed. */
export function keptPath(run: string, path: string): string {
  return `${ownFolder}runs/${run}/originals/${path}`;
}
