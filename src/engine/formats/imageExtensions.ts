import { extname } from 'node:path';
import { formatOfExtension, isUndecodableExtension } from '../../shared/values/formats';

/** Which files are images by their names. Loads nothing that decodes. */

/** Documents that libvips could be built to draw; nobody looks for them among broken images. */
const documentExtensions: ReadonlySet<string> = new Set(['pdf', 'eps', 'ai']);

/** Whether a file is an image by its name, of those, too, that are known and cannot be decoded here. */
export function isImageName(path: string): boolean {
  const extension = extname(path);
  return formatOfExtension(extension) !== undefined || isUndecodableExtension(extension);
}

/** Whether a file is to be checked that nobody pointed at. */
export function isCheckedName(path: string): boolean {
  return isImageName(path) && !documentExtensions.has(extname(path).slice(1).toLowerCase());
}

/** Whether a file is an image by its name that can be decoded. */
export function isDecodableName(path: string): boolean {
  return formatOfExtension(extname(path)) !== undefined;
}
