import { extensionsByFormat, type SourceFormat } from '../../shared/values/formats';

/** What files can contain, and how their first bytes show it: the one table behind sniffing, diagnosing and checking. */

/** An image, another file type with its own extension, or something that no rename would turn into either. */
type ContentKind = 'image' | 'document' | 'other';

export interface ContentType {
  /** Fits into "{name} files". */
  readonly name: string;
  readonly kind: ContentKind;
  /** Extensions of such files, without a dot; the first one is the usual one. */
  readonly extensions: readonly string[];
  /** The format if this build can decode it. */
  readonly format?: SourceFormat;
}

const image = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'image', extensions });
const document = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'document', extensions });
const other = (name: string, ...extensions: readonly string[]): ContentType => ({ name, kind: 'other', extensions });
const decodable = (format: SourceFormat, name: string, ...extensions: readonly string[]): ContentType => ({
  ...image(name, ...extensions),
  format,
});

const plain = (format: SourceFormat, name: string) => decodable(format, name, ...extensionsByFormat[format]);

/** The formats that this build can decode, by name. SVG has two: plain and compressed. */
export const decodableTypes: Readonly<Record<SourceFormat, ContentType>> = {
  jpeg: plain('jpeg', 'JPEG'),
  png: decodable('png', 'PNG', 'png', 'apng'),
  webp: plain('webp', 'WebP'),
  // AVIF is a kind of HEIF.
  avif: decodable('avif', 'AVIF', ...extensionsByFormat.avif, 'avifs', 'heif', 'hif'),
  gif: plain('gif', 'GIF'),
  tiff: plain('tiff', 'TIFF'),
  svg: decodable('svg', 'SVG', 'svg'),
  heic: plain('heic', 'HEIC'),
  jxl: plain('jxl', 'JPEG XL'),
  apng: plain('apng', 'animated PNG'),
  bmp: plain('bmp', 'BMP'),
  ico: plain('ico', 'Windows icon (ICO)'),
  cur: plain('cur', 'Windows cursor (CUR)'),
  psd: plain('psd', 'Photoshop'),
  tga: plain('tga', 'TGA'),
  qoi: plain('qoi', 'QOI'),
  pnm: plain('pnm', 'Netpbm (PNM)'),
  jp2: plain('jp2', 'JPEG 2000'),
  raw: decodable('raw', 'camera raw', ...extensionsByFormat.raw, 'raw', 'tif', 'tiff'),
};
export const compressedSvg = decodable('svg', 'compressed SVG', 'svgz');
export const html = other('web page (HTML)', 'html', 'htm');

type Signature = readonly [test: RegExp, type: ContentType];

/** How files start, as bytes in Latin-1. Sources: the formats' own specifications. */
export const signatures: readonly Signature[] = [
  [/^\xff\xd8\xff/, decodableTypes.jpeg],
  // Not the whole signature: a PNG that was transferred as text has other line ends, and is damaged.
  [/^\x89PNG/, decodableTypes.png],
  [/^GIF8[79]a/, decodableTypes.gif],
  [/^RIFF....WEBP/s, decodableTypes.webp],
  [/^(?:II[*+]\0|MM\0[*+])/, decodableTypes.tiff],
  // Of all gzip files, libvips decodes only these.
  [/^\x1f\x8b/, compressedSvg],
  // Olympus, Panasonic, Fujifilm.
  [/^(?:IIR[OS]|MMOR|IIU\0|FUJIFILMCCD-RAW)/, decodableTypes.raw],
  [/^BM....\0\0\0\0/s, decodableTypes.bmp],
  [/^\0\0\x01\0[^\0]\0/, decodableTypes.ico],
  [/^\0\0\x02\0[^\0]\0/, decodableTypes.cur],
  [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, decodableTypes.jp2],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, decodableTypes.jxl],
  [/^8BPS\0[\x01\x02]/, decodableTypes.psd],
  [/^DDS /, image('DirectDraw surface (DDS)', 'dds')],
  [/^\x76\x2f\x31\x01/, image('OpenEXR', 'exr')],
  [/^#\?(?:RADIANCE|RGBE)/, image('Radiance HDR', 'hdr')],
  [/^qoif/, decodableTypes.qoi],
  [/^\x0a[\0\x02-\x05]\x01[\x01\x02\x04\x08]/, image('PCX', 'pcx', 'dcx')],
  [/^\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]/, image('SGI', 'sgi', 'rgb', 'rgba', 'bw')],
  [/^(?:P[1-6]\s+(?:#[^\n]*\n\s*)?\d|P7\nWIDTH|P[Ff]\n\d)/, decodableTypes.pnm],
  [/^icns/, image('Apple icon (ICNS)', 'icns')],
  [/^gimp xcf /, image('GIMP (XCF)', 'xcf')],
  [/^FLIF/, image('FLIF', 'flif')],
  [/^BPG\xfb/, image('BPG', 'bpg')],
  [/^II\xbc[\0\x01]/, image('JPEG XR', 'jxr', 'wdp', 'hdp')],
  [/^#define \w+_width \d/, image('X bitmap (XBM)', 'xbm')],
  [/^\/\* XPM \*\//, image('X pixmap (XPM)', 'xpm')],
  [/^SIMPLE {2}= /, image('FITS', 'fits', 'fit', 'fts')],
  [/^.{128}DICM/s, image('DICOM', 'dcm', 'dicom')],
  [/^\xabKTX 11\xbb/, image('KTX texture', 'ktx')],
  [/^\xabKTX 20\xbb/, image('KTX 2 texture', 'ktx2')],
  [/^(?:PVR\x03|\x03RVP)/, image('PowerVR texture (PVR)', 'pvr')],
  [/^\x13\xab\xa1\x5c/, image('ASTC texture', 'astc')],
  [/^BLP[12]/, image('Blizzard texture (BLP)', 'blp')],
  [/^VTF\0/, image('Valve texture (VTF)', 'vtf')],
  [/^AT&TFORM....DJV/s, image('DjVu', 'djvu', 'djv')],
  [/^\x8aMNG/, image('MNG', 'mng')],
  [/^\x8bJNG/, image('JNG', 'jng')],
  [/^\xd7\xcd\xc6\x9a/, image('Windows metafile (WMF)', 'wmf')],
  [/^\x01\0\0\0.{36} EMF/s, image('Enhanced metafile (EMF)', 'emf')],
  [/^\x59\xa6\x6a\x95/, image('Sun raster', 'ras', 'sun')],
  [/^(?:SDPX|XPDS)/, image('DPX', 'dpx')],
  [/^FORM....(?:ILBM|PBM )/s, image('Amiga (ILBM)', 'ilbm', 'lbm', 'iff')],
  [/^FOVb/, image('Sigma raw', 'x3f')],
  [/^\0MRM/, image('Minolta raw', 'mrw')],
  [/^II\x1a\0\0\0HEAPCCDR/, image('Canon raw (CRW)', 'crw')],
  [/^%PDF-/, document('PDF', 'pdf', 'ai')],
  [/^(?:%!PS|\xc5\xd0\xd3\xc6)/, document('PostScript', 'eps', 'ps', 'ai')],
  [/^\x1a\x45\xdf\xa3/, document('video (Matroska or WebM)', 'webm', 'mkv')],
  [/^RIFF....AVI /s, document('video (AVI)', 'avi')],
  [/^PK(?:\x03\x04|\x05\x06)/, other('ZIP archive', 'zip')],
  [/^(?:7z\xbc\xaf\x27\x1c|Rar!\x1a\x07)/, other('archive', '7z', 'rar')],
];

/** The brands of the ISO base media format. Sources: ISO/IEC 23008-12, AV1 Image File Format 1.2, MP4RA. */
export const mediaBrands: readonly Signature[] = [
  [/^avi[fs]$/, decodableTypes.avif],
  [/^(?:hei[cxms]|hev[cxms])$/, decodableTypes.heic],
  [/^crx $/, decodableTypes.raw],
  [/^(?:mif1|msf1)$/, decodableTypes.heic],
  [/^qt {2}$/, document('video (QuickTime)', 'mov', 'qt')],
];
/** A file of that format with other brands. */
export const otherMedia = document('video (MP4)', 'mp4', 'm4v', '3gp', 'm4a', 'mov');
