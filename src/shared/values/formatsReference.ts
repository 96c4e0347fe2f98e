import {
  canAnimate,
  extensionsByFormat,
  type FileFormat,
  formatName,
  isOutputFormat,
  type SourceFormat,
  sourceFormats,
  writtenFormat,
} from './formats';
import { markdownTable } from './markdownTable';

/** What people should know of a format beside its name. */
const remarks: Readonly<Partial<Record<FileFormat, string>>> = {
  jpeg: 'With gain maps and further images, as cameras write them. CMYK, too.',
  png: 'Up to 16 bits.',
  avif: 'Up to 12 bits.',
  tiff: 'Up to 16 bits, CMYK, pages; floating-point numbers become 16 bits.',
  svg: 'Also compressed. Minified, or drawn in another format.',
  jxl: 'Up to 16 bits. Colors outside sRGB are converted to sRGB. Animations are not read.',
  heic: 'The main image, up to 16 bits, with its metadata, which can be removed without touching a pixel.',
  apng: '8 bits.',
  ico: 'The largest image is read, or each size with `"frames": "all"`. An icon that keeps its format becomes a PNG.',
  cur: 'The same as ICO.',
  bmp: 'All common kinds, with run-length encoding and transparency.',
  psd: 'The composite image of a PSD or PSB: bitmap, gray, indexed, RGB, and CMYK, up to 16 bits.',
  tga: 'All common kinds, with run-length encoding and transparency.',
  pnm: 'PBM, PGM, PPM, PAM, and PFM, up to 16 bits.',
  jp2: 'Gray and RGB, up to 16 bits, without transparency.',
  raw: 'The largest preview that the camera stored, without its metadata, with a note.',
};

/** Whether a format is written, or what becomes of an image that keeps its format. */
function writtenAs(format: SourceFormat): string {
  if (isOutputFormat(format)) return 'yes';
  return format === 'svg' ? 'minified' : `as ${formatName(writtenFormat(format, false))}`;
}

/** The formats as a table in Markdown, for README.md. */
export function formatsReference(): string {
  const rows = sourceFormats.map((format) => [
    formatName(format),
    extensionsByFormat[format].join(', '),
    writtenAs(format),
    [canAnimate(format) ? 'Animations.' : '', remarks[format] ?? ''].filter((each) => each !== '').join(' '),
  ]);
  return markdownTable(['Format', 'Extensions', 'Written', 'Remarks'], rows);
}
