/** The formats Assetmill reads and writes, by sharp's own names. A module without imports, so that every layer may use it. */

/** Formats that an output can have. */
export const outputFormats = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'ico'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Formats a source can have: what sharp's prebuilt libvips decodes. */
export const sourceFormats = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'svg'] as const;
export type SourceFormat = (typeof sourceFormats)[number];

/** File extensions (lower case, no dot) of each format. New files get the first one. */
export const extensionsByFormat: Readonly<Record<SourceFormat | OutputFormat, readonly [string, ...string[]]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  avif: ['avif'],
  gif: ['gif'],
  tiff: ['tif', 'tiff'],
  svg: ['svg', 'svgz'],
  ico: ['ico'],
};

/** Extensions of images that this build cannot decode. Such files are reported as skipped rather than silently ignored. */
export const undecodableExtensions = [
  ...[
    'heic',
    'heics',
    'heif',
    'hif',
    'avifs',
    'bmp',
    'dib',
    'ico',
    'cur',
    'icns',
    'jp2',
    'j2k',
    'j2c',
    'jpf',
    'jpx',
    'jxl',
    'jxr',
    'wdp',
    'hdp',
  ],
  ...['psd', 'psb', 'xcf', 'tga', 'dds', 'exr', 'hdr', 'qoi', 'pcx', 'dcx', 'sgi', 'pnm', 'pbm', 'pgm', 'ppm', 'pam', 'pfm', 'flif', 'bpg'],
  ...['wbmp', 'xbm', 'xpm', 'fits', 'fts', 'dcm', 'ktx', 'ktx2', 'pvr', 'astc', 'blp', 'vtf', 'djvu', 'mng', 'jng', 'wmf', 'emf', 'ras'],
  ...['dpx', 'ilbm', 'lbm', 'pdf', 'eps', 'ai'],
  // Camera raw files.
  ...['raw', 'dng', 'cr2', 'cr3', 'crw', 'nef', 'nrw', 'arw', 'sr2', 'orf', 'rw2', 'raf', 'x3f', 'mrw', 'pef', 'srw', 'erf', '3fr', 'iiq'],
] as const;

const formatByExtension = new Map(
  sourceFormats.flatMap((format) => extensionsByFormat[format].map((extension) => [extension, format] as const)),
);
const undecodable = new Set<string>(undecodableExtensions);

/** The format of a file extension (with or without a dot, in any case); undefined if it cannot be read. */
export function formatOfExtension(extension: string): SourceFormat | undefined {
  return formatByExtension.get(extension.replace(/^\./, '').toLowerCase());
}

/** Whether an extension is that of an image that this build cannot decode. */
export function isUndecodableExtension(extension: string): boolean {
  return undecodable.has(extension.replace(/^\./, '').toLowerCase());
}

/** The name of a format for people. */
export function formatName(format: SourceFormat | OutputFormat): string {
  return format === 'webp' ? 'WebP' : format.toUpperCase();
}

/** Whether a format supports animations. */
export function canAnimate(format: OutputFormat): boolean {
  return format === 'gif' || format === 'webp';
}
