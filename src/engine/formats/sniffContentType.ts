import type { SourceFormat } from '../../shared/values/formats';
import { type ContentType, compressedSvg, decodableTypes, html, mediaBrands, otherMedia, signatures } from './signatures';

/** Determines what a file contains from its first bytes, whatever its name. */

/** Number of bytes that are enough: an SVG may begin with a long comment. */
export const contentHeadBytes = 16_384;

/** Number of bytes that show a signature: that of DICOM follows a preamble of 128 bytes. */
export const signatureBytes = 132;

/** Reads the box at the start of a file in the ISO base media format: its brand, and the brands it is compatible with. */
function mediaType(head: Buffer): ContentType | undefined {
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const text = head.toString('latin1', 0, Math.min(head.readUInt32BE(0), head.length));
  const brands = [text.slice(8, 12), ...(text.slice(16).match(/.{4}/gs) ?? [])];
  return mediaBrands.find(([test]) => brands.some((brand) => test.test(brand)))?.[1] ?? otherMedia;
}

/** What may precede the first element: byte order mark, white space, declaration, document type, comments. */
const prologue = /^(?:\ufeff|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[.*?\]\s*)?>)+/is;

function textType(text: string): ContentType | undefined {
  const start = text.replace(prologue, '');
  if (/^<(?:\w+:)?svg(?:[\s>]|$)/.test(start)) return decodableTypes.svg;
  if (/^<(?:!doctype html|html|head|body|script)\b/i.test(start)) return html;
  return undefined;
}

/**
 * The type of a file's content.
 * @param head its first `contentHeadBytes` bytes, or all of them if it is shorter
 * @returns undefined if the bytes match no known type
 */
export function sniffContentType(head: Buffer): ContentType | undefined {
  const start = head.toString('latin1', 0, signatureBytes);
  return signatures.find(([test]) => test.test(start))?.[1] ?? mediaType(head) ?? textType(head.toString('utf8'));
}

/** The content type of a file that was decoded. @param head its first bytes */
export function decodedType(format: SourceFormat, head: Buffer): ContentType {
  return format === 'svg' && sniffContentType(head) === compressedSvg ? compressedSvg : decodableTypes[format];
}
