/** The formats Assetmill reads and writes, by sharp's own names. A module without imports, so that every layer may use it. */

/** Formats that an output can have. */
export const outputFormats = ['jpeg', 'png', 'webp', 'avif', 'jxl', 'gif', 'apng', 'tiff', 'ico', 'bmp', 'qoi'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Formats of which Assetmill has a decoder of its own, beside those that sharp's prebuilt libvips decodes. */
export const decodedFormats = ['heic', 'jxl', 'apng', 'bmp', 'ico', 'cur', 'psd', 'tga', 'qoi', 'pnm', 'jp2', 'raw'] as const;
export type DecodedFormat = (typeof decodedFormats)[number];

/** Formats that a source can have. */
export const sourceFormats = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'svg', ...decodedFormats] as const;
export type SourceFormat = (typeof sourceFormats)[number];

/** Formats of a file that an output may become: an image that is copied keeps the format of its source. */
export type FileFormat = SourceFormat | OutputFormat;

/** File extensions (lower case, no dot) of each format. New files get the first one. Of two formats with one extension, the first has it. */
export const extensionsByFormat: Readonly<Record<FileFormat, readonly [string, ...string[]]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'mpo'],
  png: ['png'],
  webp: ['webp'],
  avif: ['avif'],
  gif: ['gif'],
  tiff: ['tif', 'tiff'],
  svg: ['svg', 'svgz'],
  heic: ['heic', 'heif', 'hif'],
  jxl: ['jxl'],
  apng: ['png', 'apng'],
  bmp: ['bmp', 'dib'],
  ico: ['ico'],
  cur: ['cur'],
  psd: ['psd', 'psb'],
  tga: ['tga', 'icb', 'vda', 'vst'],
  qoi: ['qoi'],
  pnm: ['pnm', 'pbm', 'pgm', 'ppm', 'pam', 'pfm'],
  jp2: ['jp2', 'j2k', 'j2c', 'jpc', 'jpf', 'jpx'],
  raw: ['dng', 'cr2', 'cr3', 'nef', 'nrw', 'arw', 'sr2', 'orf', 'rw2', 'raf', 'pef', 'srw', 'erf', '3fr', 'iiq'],
};

/** Extensions of images that this build cannot decode. Such files are reported as skipped rather than silently ignored. */
export const undecodableExtensions = [
  ...['heics', 'avifs', 'icns', 'jxr', 'wdp', 'hdp', 'xcf', 'dds', 'exr', 'hdr', 'pcx', 'dcx', 'sgi', 'flif', 'bpg'],
  ...['wbmp', 'xbm', 'xpm', 'fits', 'fts', 'dcm', 'ktx', 'ktx2', 'pvr', 'astc', 'blp', 'vtf', 'djvu', 'mng', 'jng', 'wmf', 'emf', 'ras'],
  ...['dpx', 'ilbm', 'lbm', 'pdf', 'eps', 'ai'],
  // Camera raw files.
  ...['raw', 'crw', 'x3f', 'mrw'],
] as const;

const formatByExtension = new Map<string, SourceFormat>();
for (const format of sourceFormats)
  for (const extension of extensionsByFormat[format]) if (!formatByExtension.has(extension)) formatByExtension.set(extension, format);
const undecodable = new Set<string>(undecodableExtensions);

/** The format of a file extension (with or without a dot, in any case); undefined if it cannot be read. */
export function formatOfExtension(extension: string): SourceFormat | undefined {
  return formatByExtension.get(extension.replace(/^\./, '').toLowerCase());
}

/** Whether an extension is that of an image that this build cannot decode. */
export function isUndecodableExtension(extension: string): boolean {
  return undecodable.has(extension.replace(/^\./, '').toLowerCase());
}

const names: Readonly<Partial<Record<FileFormat, string>>> = {
  webp: 'WebP',
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  psd: 'Photoshop',
  pnm: 'Netpbm',
  raw: 'camera raw',
};

const written: ReadonlySet<string> = new Set(outputFormats);

/** Whether images can be written in a format. */
export function isOutputFormat(format: string): format is OutputFormat {
  return written.has(format);
}

/** The name of a format for people. */
export function formatName(format: FileFormat): string {
  return names[format] ?? format.toUpperCase();
}

/** Whether a format supports animations. */
export function canAnimate(format: FileFormat): boolean {
  return format === 'gif' || format === 'webp' || format === 'apng';
}

const decoded: ReadonlySet<FileFormat> = new Set(decodedFormats);

/** Whether Assetmill decodes a format itself. */
export function isDecodedFormat(format: FileFormat): format is DecodedFormat {
  return decoded.has(format);
}

const richer: ReadonlySet<FileFormat> = new Set<FileFormat>(['psd', 'raw']);

/** Whether files of a format hold more than the image they show: the layers of Photoshop, the samples of a camera. */
export function holdsMoreThanShown(format: FileFormat): boolean {
  return richer.has(format);
}

/** Formats of which no files are written, or in which not all of a file can be written again, with what becomes of their images. */
const replacements: Readonly<Partial<Record<SourceFormat, OutputFormat>>> = {
  svg: 'png',
  heic: 'jpeg',
  jp2: 'jpeg',
  raw: 'jpeg',
  ico: 'png',
  cur: 'png',
  psd: 'png',
  tga: 'png',
  pnm: 'png',
};

/** The format in which the image of a source is written unless another is chosen. @param alpha whether the image has transparency */
export function writtenFormat(format: SourceFormat, alpha: boolean): OutputFormat {
  const written = replacements[format];
  // No other format that is written is missing in the table.
  return written === 'jpeg' && alpha ? 'png' : (written ?? (format as OutputFormat));
}
