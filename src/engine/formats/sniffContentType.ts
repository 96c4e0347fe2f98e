import { extensionsByFormat, type SourceFormat } from '../../shared/values/formats';

/** What a file holds, told from its first bytes, whatever its name says. */

/** An image, something else that has an extension of its own, or what no name would make right. */
type ContentKind = 'image' | 'document' | 'other';

export interface ContentType {
  readonly name: string;
  readonly kind: ContentKind;
  /** Extensions that go with it, without a dot; the first is the usual one. */
  readonly extensions: readonly string[];
}

/** Bytes that are enough to tell: a drawing may begin with a long comment. */
export const contentHeadBytes = 16_384;

const image = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'image', extensions });
const document = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'document', extensions });
const other = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'other', extensions });

/** Extensions of camera raw files that are TIFFs. */
const tiffRaws = ['dng', 'nef', 'cr2', 'arw', 'raw'] as const;

/** The formats that can be decoded; drawings are told apart by whether they are compressed. */
const decodable: Readonly<Record<Exclude<SourceFormat, 'svg'>, ContentType>> = {
  jpeg: image('JPEG', ...extensionsByFormat.jpeg),
  png: image('PNG', ...extensionsByFormat.png),
  webp: image('WebP', ...extensionsByFormat.webp),
  // AVIF is a kind of HEIF.
  avif: image('AVIF', ...extensionsByFormat.avif, 'avifs', 'heif', 'hif'),
  gif: image('GIF', ...extensionsByFormat.gif),
  tiff: image('TIFF', ...extensionsByFormat.tiff, ...tiffRaws),
};
const svg = image('SVG', 'svg');
const svgz = image('compressed SVG', 'svgz');
const heic = image('HEIC', 'heic', 'heif', 'hif');

/** How files start, as bytes in Latin-1. Sources: the formats' own specifications. */
const signatures: readonly (readonly [test: RegExp, type: ContentType])[] = [
  [/^\xff\xd8\xff/, decodable.jpeg],
  [/^\x89PNG\r\n\x1a\n/, decodable.png],
  [/^GIF8[79]a/, decodable.gif],
  [/^RIFF....WEBP/s, decodable.webp],
  [/^(?:II[*+]\0|MM\0[*+])/, decodable.tiff],
  [/^(?:IIR[OS]|MMOR)/, image('Olympus raw', 'orf')],
  [/^IIU\0/, image('Panasonic raw', 'rw2', 'raw')],
  [/^BM....\0\0\0\0/s, image('BMP', 'bmp', 'dib')],
  [/^\0\0\x01\0[^\0]\0/, image('Windows icon (ICO)', 'ico')],
  [/^\0\0\x02\0[^\0]\0/, image('Windows cursor (CUR)', 'cur')],
  [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, image('JPEG 2000', 'jp2', 'j2k', 'j2c', 'jpf', 'jpx')],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, image('JPEG XL', 'jxl')],
  [/^8BPS\0[\x01\x02]/, image('Photoshop', 'psd', 'psb')],
  [/^DDS /, image('DirectDraw surface (DDS)', 'dds')],
  [/^\x76\x2f\x31\x01/, image('OpenEXR', 'exr')],
  [/^#\?(?:RADIANCE|RGBE)/, image('Radiance HDR', 'hdr')],
  [/^%PDF-/, document('PDF', 'pdf', 'ai')],
  [/^(?:%!PS|\xc5\xd0\xd3\xc6)/, document('PostScript', 'eps', 'ps', 'ai')],
  [/^\x1a\x45\xdf\xa3/, document('video (Matroska or WebM)', 'webm', 'mkv')],
  [/^RIFF....AVI /s, document('video (AVI)', 'avi')],
  [/^PK(?:\x03\x04|\x05\x06)/, other('ZIP archive', 'zip')],
  [/^(?:7z\xbc\xaf\x27\x1c|Rar!\x1a\x07)/, other('archive', '7z', 'rar')],
];

/** What the brands of the ISO base media format stand for. Sources: ISO/IEC 23008-12, AV1 Image File Format 1.2, MP4RA. */
const brands: readonly (readonly [test: RegExp, type: ContentType])[] = [
  [/^avi[fs]$/, decodable.avif],
  [/^(?:hei[cxms]|hev[cxms])$/, heic],
  [/^crx $/, image('Canon raw', 'cr3')],
  [/^(?:mif1|msf1)$/, heic],
  [/^qt {2}$/, document('video (QuickTime)', 'mov', 'qt')],
  [/^/, document('video (MP4)', 'mp4', 'm4v', '3gp', 'm4a', 'mov')],
];

/** Reads the box that starts the file: its own brand, and those that it goes with. */
function mediaType(head: Buffer): ContentType | undefined {
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const text = head.toString('latin1', 0, Math.min(head.readUInt32BE(0), head.length));
  const found = [text.slice(8, 12), ...(text.slice(16).match(/.{4}/gs) ?? [])];
  return brands.find(([test], index) => (index === brands.length - 1 ? true : found.some((brand) => test.test(brand))))?.[1];
}

/** What may stand before the first element: byte order mark, white space, declaration, document type, comments. */
const prologue = /^(?:\ufeff|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[.*?\]\s*)?>)+/is;

function textType(text: string): ContentType | undefined {
  const start = text.replace(prologue, '');
  if (/^<(?:\w+:)?svg[\s>]/.test(start)) return svg;
  if (/^<(?:!doctype html|html|head|body|script)\b/i.test(start)) return other('web page (HTML)', 'html', 'htm');
  return undefined;
}

/**
 * What a file holds.
 * @param head its first bytes, `contentHeadBytes` of them or all
 * @returns undefined where they say nothing that is known here
 */
export function contentType(head: Buffer): ContentType | undefined {
  const start = head.toString('latin1', 0, 64);
  return signatures.find(([test]) => test.test(start))?.[1] ?? mediaType(head) ?? textType(head.toString('utf8'));
}

/** What a file holds that was decoded. @param head its first bytes */
export function decodedType(format: SourceFormat, head: Buffer): ContentType {
  if (format !== 'svg') return decodable[format];
  return head.readUInt16BE(0) === 0x1f8b ? svgz : svg;
}
