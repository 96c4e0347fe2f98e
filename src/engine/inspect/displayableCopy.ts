import { chmodSync, constants, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SourceHeader } from '../../shared/run/run';
import { extensionsByFormat, type SourceFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { loadSharp } from '../formats/loadSharp';
import type { ReadableSource } from '../sources/readableSource';

/** Formats that browsers show. They take a TIFF for a download. */
const browserFormats: ReadonlySet<SourceFormat> = new Set(['jpeg', 'png', 'webp', 'gif', 'svg', 'avif']);
/** Larger files, and images of more pixels, would take a browser too long, or more memory than it gives an image. */
const mostBytes = 64 * 1024 * 1024;
const mostSide = 16_384;
const mostPixels = 50_000_000;
/** Longest side of the copy of an image that is not shown as it is, in pixels. */
const copySide = 4096;

function isShownAsIs({ format, width, height }: SourceHeader, bytes: number): boolean {
  return browserFormats.has(format) && bytes <= mostBytes && Math.max(width, height) <= mostSide && width * height <= mostPixels;
}

/** A browser decompresses an SVG only if its server says that it is compressed. */
function copySvg(path: string, target: string): void {
  const bytes = readFileSync(path);
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  writeFileSync(target, isCompressed ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes);
}

function copyAsIs(path: string, { format }: SourceHeader, stem: string): string {
  const target = `${stem}.${extensionsByFormat[format][0]}`;
  if (format === 'svg') copySvg(path, target);
  else {
    copyFileSync(path, target, constants.COPYFILE_FICLONE);
    // The copy of a read-only file could not be removed on Windows.
    chmodSync(target, 0o600);
  }
  return target;
}

/** The smaller of the limits and the image. */
async function renderCopy(path: string, stem: string): Promise<string> {
  const sharp = await loadSharp();
  const target = `${stem}.png`;
  await sharp(path)
    .autoOrient()
    .resize(copySide, copySide, { fit: 'inside', withoutEnlargement: true })
    .toColorspace('srgb')
    .png({ compressionLevel: 3 })
    .toFile(target);
  return target;
}

/**
 * Writes a file that a browser shows like the source: a copy, in which an animation still plays, or else a PNG of its first page.
 * @param stem path of the file without its extension; its folder exists
 */
export async function displayableCopy(
  { path }: ReadableSource,
  header: SourceHeader,
  stem: string,
): Promise<{ readonly path: string; readonly reduced: boolean }> {
  if (isShownAsIs(header, statSync(path).size)) return { path: copyAsIs(path, header, stem), reduced: false };
  return { path: await renderCopy(path, stem), reduced: longestSide(header) > copySide };
}

function longestSide({ width, height }: PixelSize): number {
  return Math.max(width, height);
}
