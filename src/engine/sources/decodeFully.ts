import { readFileSync } from 'node:fs';
import type { SourceHeader } from '../../shared/run/run';
import { isDecodedFormat } from '../../shared/values/formats';
import { decodeFile } from '../decoders/registry';
import { readJpegHead } from '../formats/jpegHead';
import { loadSharp } from '../formats/loadSharp';
import { decodePng } from '../formats/png';
import { countTiffDirectories } from '../formats/tiffDirectories';
import { checkSprite } from '../svg/readSprite';
import { checkContainer } from './checkContainer';
import { jpegSamples } from './jpegSamples';
import { type ReadableSource, refuseFolded, strayBytesRemark } from './repairSource';

/**
 * Decodes a whole image to check that it is intact, in memory that does not depend on its size: nothing is kept.
 *
 * Shrinking an image to a few pixels makes libvips read every row, tile and frame, in half the time that `stats` takes and
 * without the memory for the pixels. JPEG is the exception: libvips would decode it at an eighth of its size and miss damage
 * that shows at full size. Its last row, however, requires all rows before it, and its samples are counted.
 */

/** Up to this number of pixels, a PNG is decoded without libvips, whose pipeline costs more than a small icon. */
const smallPngPixels = 1_000_000;

/** The size as stored, before the EXIF orientation: rows are extracted before the image is rotated. */
async function codedSize(path: string): Promise<{ readonly width: number; readonly height: number }> {
  const sharp = await loadSharp();
  return readJpegHead(path)?.coded ?? (await sharp(path).metadata());
}

/** @returns remarks on faults that concern no pixels */
async function decodeJpeg({ path }: ReadableSource): Promise<readonly string[]> {
  const { damage, padding = 0 } = jpegSamples(path) ?? {};
  if (damage !== undefined) throw new Error(`${damage} JPEG`);
  const sharp = await loadSharp();
  const { width, height } = await codedSize(path);
  await sharp(path, { ignoreIcc: true })
    .extract({ left: 0, top: height - 1, width, height: 1 })
    .raw()
    .toBuffer();
  return padding > 0 ? [strayBytesRemark(padding)] : [];
}

/** Shrinks pages to a few pixels. @param page a single page; without it, all together, since frames build on earlier ones */
async function shrink({ path }: ReadableSource, page?: number): Promise<void> {
  const sharp = await loadSharp();
  await sharp(path, { ignoreIcc: true, ...(page === undefined ? { animated: true } : { page }) })
    .resize(8, 8, { fit: 'fill' })
    .raw()
    .toBuffer();
}

/** What must be known of a source to decode it. */
type DecodedHeader = Pick<SourceHeader, 'format' | 'width' | 'height' | 'symbols' | 'unfolded'>;

async function decodeWholePng(source: ReadableSource, { width, height }: DecodedHeader, isPlain: boolean): Promise<void> {
  // Only libvips can check an interlaced one, and one with data that is damaged beside its pixels.
  if (width * height > smallPngPixels || !isPlain || !decodePng(readFileSync(source.path))) await shrink(source);
}

/** Decodes page by page, since pages may differ in size. The levels of a pyramid are pages, too. */
async function decodeTiff(source: ReadableSource, onPage: () => void): Promise<void> {
  const pages = countTiffDirectories(source.path);
  for (let page = 0; page < pages; page += 1) {
    await shrink(source, page);
    onPage();
  }
}

/**
 * Decodes every pixel of every frame and page.
 * @param onPage called after each page that is decoded separately; the frames of an animation are decoded together
 * @returns remarks on faults that concern no pixels
 * @throws an error of sharp or of the checks here, for `diagnose`
 */
export async function decodeFully(source: ReadableSource, header: DecodedHeader, onPage: () => void): Promise<readonly string[]> {
  refuseFolded(source, header);
  if (isDecodedFormat(header.format)) {
    const decoded = await decodeFile(source.path, header.format);
    for (const _ of decoded.images) onPage();
    return [...source.remarks, ...(decoded.header.remarks ?? [])];
  }
  const remarks = checkContainer(source.path, header.format);
  switch (header.format) {
    case 'jpeg':
      remarks.push(...(await decodeJpeg(source)));
      break;
    case 'png':
      await decodeWholePng(source, header, remarks.length === 0);
      break;
    case 'tiff':
      await decodeTiff(source, onPage);
      break;
    case 'svg':
      await (header.symbols === undefined ? shrink(source) : checkSprite(source.path));
      break;
    default:
      await shrink(source);
  }
  return [...source.remarks, ...remarks];
}
