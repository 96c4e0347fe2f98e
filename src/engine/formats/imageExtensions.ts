import { extname } from 'node:path';
import { formatOfExtension, holdsMoreThanShown, isUndecodableExtension } from '../../shared/values/formats';

/** Recognizes images by their extension, without loading a decoder. */

/** Documents that some builds of libvips can render. Nobody expects them in a check of images. */
const documentExtensions: ReadonlySet<string> = new Set(['pdf', 'eps', 'ai']);

/** Whether a file has the extension of an image, including formats that this build cannot decode. */
export function isImageName(path: string): boolean {
  const extension = extname(path);
  return formatOfExtension(extension) !== undefined || isUndecodableExtension(extension);
}

/** Whether a check includes a file that is not selected itself. */
export function isCheckedName(path: string): boolean {
  return isImageName(path) && !documentExtensions.has(extname(path).slice(1).toLowerCase());
}

/** Whether a file has the extension of an image that a search for duplicates compares. A copy of what others show is no copy of them. */
export function isComparedName(path: string): boolean {
  const format = formatOfExtension(extname(path));
  return format !== undefined && !holdsMoreThanShown(format);
}
