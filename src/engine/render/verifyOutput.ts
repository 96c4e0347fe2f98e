import { readFileSync, statSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import sharp, { type SharpOptions } from 'sharp';
import { FailureError } from '../../shared/run/failure';
import type { PixelSize } from '../../shared/values/pixelSize';
import { refuseTruncatedGif } from '../formats/gif';
import { checkIco } from '../formats/ico';
import { readJpegHead } from '../formats/jpegHead';
import { decodePng } from '../formats/png';

/** What a written image must turn out to be. */
export interface ExpectedImage {
  /** By sharp's name of the format; AVIF is `heif`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
}

/** Pixels up to which a PNG is decoded without libvips: above, its streaming takes less memory than one buffer. */
const smallPixels = 1_000_000;

/** Bytes up to which a file is read as a whole: libvips is faster with it than with a path. */
const smallBytes = 4_000_000;

async function readSize(input: string | Buffer, options: SharpOptions): Promise<ExpectedImage> {
  const { format, width, height, pageHeight = height, pages = 1 } = await sharp(input, options).metadata();
  return { format, width, height: pageHeight, pages };
}

async function decodeWithSharp(path: string, expected: ExpectedImage): Promise<ExpectedImage> {
  const options = { animated: expected.pages > 1, limitInputPixels: false } as const;
  const input = statSync(path).size <= smallBytes ? readFileSync(path) : path;
  const head = expected.format === 'jpeg' ? readJpegHead(path) : undefined;
  const found = head ? { format: 'jpeg', ...head.coded, pages: 1 } : await readSize(input, options);
  if (options.animated) await sharp(input, options).raw().toBuffer();
  else await decodeRows(input, found);
  return found;
}

/** Asking for the last row makes libvips decode every row before it, without holding them all. */
async function decodeRows(input: string | Buffer, { width, height }: PixelSize, page = 0): Promise<void> {
  const image = sharp(input, { limitInputPixels: false, ...(page > 0 && { page }) });
  await image
    .extract({ left: 0, top: height - 1, width, height: 1 })
    .raw()
    .toBuffer();
}

/** The pages of a TIFF may differ in size, as those of a pyramid do. */
async function decodePages(path: string, { pages }: ExpectedImage): Promise<ExpectedImage> {
  const found = await readSize(path, { limitInputPixels: false });
  for (let page = 0; page < Math.min(pages, found.pages); page += 1) {
    await decodeRows(path, await sharp(path, { page, limitInputPixels: false }).metadata(), page);
  }
  return found;
}

/**
 * Decodes all of an image.
 * @returns what it turned out to be
 * @throws a plain Error when it is broken
 */
export async function decodeImage(path: string, expected: ExpectedImage): Promise<ExpectedImage> {
  if (expected.format === 'gif') refuseTruncatedGif(path);
  if (expected.format === 'ico') {
    const sizes = await checkIco(readFileSync(path));
    const [largest] = [...sizes].sort((a, b) => b.width - a.width);
    return { format: 'ico', width: largest?.width ?? 0, height: largest?.height ?? 0, pages: 1 };
  }
  if (expected.format === 'png' && expected.width * expected.height <= smallPixels) {
    const size = decodePng(readFileSync(path));
    if (size) return { format: 'png', ...size, pages: 1 };
  }
  return expected.format === 'tiff' && expected.pages > 1 ? decodePages(path, expected) : decodeWithSharp(path, expected);
}

/**
 * Opens a written file again and decodes all of it (safety invariant 3).
 * @throws FailureError `check-failed` when it is not the image that was meant
 */
export async function verifyOutput(path: string, expected: ExpectedImage): Promise<void> {
  let found: ExpectedImage;
  try {
    found = await decodeImage(path, expected);
  } catch (error) {
    throw new FailureError(
      'check-failed',
      l10n.t('The new file could not be read back from the disk, so it was thrown away. Check the disk and run again.'),
      { cause: error },
    );
  }
  const keys = ['format', 'width', 'height', 'pages'] as const;
  const wrong = keys.find((key) => found[key] !== expected[key]);
  if (wrong) {
    throw new FailureError(
      'check-failed',
      l10n.t(
        'The new file was thrown away: its {0} is {1} where {2} was expected. Please report this.',
        wrong,
        found[wrong],
        expected[wrong],
      ),
    );
  }
}
