import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { formatOfExtension, isUndecodableExtension } from '../../shared/values/formats';
import { withReadableFile } from '../decoders/readableFile';
import { looksLikeTga } from '../decoders/tgaHead';
import { type ContentType, decodableTypes, html } from '../formats/signatures';
import { contentHeadBytes, sniffContentType } from '../formats/sniffContentType';

/** What a file contains, where its first bytes alone do not tell. */

/** The first bytes of a file. */
export function readHead(path: string, length = contentHeadBytes): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Bytes of a text that are searched for its root element: editors write long comments and document types before it. */
const prologueBytes = 1 << 20;

/** The type of a text whose first bytes are all comments. */
function typeOfLongText(path: string, head: Buffer): ContentType | undefined {
  const mayGoOn = head.length === contentHeadBytes && /^(?:\xef\xbb\xbf)?\s*<[?!]/.test(head.toString('latin1'));
  return mayGoOn ? sniffContentType(readHead(path, prologueBytes)) : undefined;
}

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

/**
 * The type of a file's content. A file named like a JPEG may have other bytes before it, such as the header of its download; in
 * files with another name, a JPEG further in is a preview or an attachment.
 * @param head its first bytes
 */
export function sourceType(path: string, head: Buffer): ContentType | undefined {
  const type = sniffContentType(head) ?? typeOfLongText(path, head);
  const named = formatOfExtension(extname(path));
  // Most camera raw files are TIFFs, of which libvips would decode the small preview that comes first.
  if (type === decodableTypes.tiff && named === 'raw') return decodableTypes.raw;
  if (type === undefined && named === 'tga' && withReadableFile(path, looksLikeTga)) return decodableTypes.tga;
  const mayHideJpeg = (type === undefined || type === html) && named === 'jpeg';
  return mayHideJpeg && head.includes(jpegStart) ? decodableTypes.jpeg : type;
}

/** Some formats have no signature. Then the extension decides, unless the file is a text. */
export function isUnsignedImage(path: string, head: Buffer): boolean {
  return isUndecodableExtension(extname(path)) && head.includes(0);
}
