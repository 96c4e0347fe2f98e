import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { FailureError } from '../shared/failure';
import { refuseCutOffGif } from './gif';
import { decodePng } from './png';

/** What a written picture must turn out to be. */
export interface ExpectedPicture {
  /** By sharp's name of the format; AVIF is `heif`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
}

/** Pixels up to which a PNG is decoded without libvips: above, its streaming takes less memory than one buffer. */
const smallPixels = 1_000_000;

async function decodeWithSharp(path: string, pages: number): Promise<ExpectedPicture> {
  const options = { animated: pages > 1, limitInputPixels: false } as const;
  const metadata = await sharp(path, options).metadata();
  const { width, height } = metadata;
  // Asking for the last row makes libvips decode every row before it, without holding them all.
  if (pages > 1) await sharp(path, options).raw().toBuffer();
  else
    await sharp(path, options)
      .extract({ left: 0, top: height - 1, width, height: 1 })
      .raw()
      .toBuffer();
  return { format: metadata.format, width, height: metadata.pageHeight ?? height, pages: metadata.pages ?? 1 };
}

/**
 * Decodes all of a picture.
 * @returns what it turned out to be
 * @throws a plain Error when it is broken
 */
export async function decodePicture(path: string, expected: ExpectedPicture): Promise<ExpectedPicture> {
  if (expected.format === 'gif') refuseCutOffGif(path);
  if (expected.format === 'png' && expected.width * expected.height <= smallPixels) {
    const size = decodePng(readFileSync(path));
    if (size) return { format: 'png', ...size, pages: 1 };
  }
  return decodeWithSharp(path, expected.pages);
}

/**
 * Opens a written file again and decodes all of it (safety invariant 3).
 * @throws FailureError `check-failed` when it is not the picture that was meant
 */
export async function checkOutput(path: string, expected: ExpectedPicture): Promise<void> {
  let found: ExpectedPicture;
  try {
    found = await decodePicture(path, expected);
  } catch (error) {
    throw new FailureError(
      'check-failed',
      'The new file could not be read back from the disk, so it was thrown away. Check the disk and run again.',
      { cause: error },
    );
  }
  const keys = ['format', 'width', 'height', 'pages'] as const;
  const wrong = keys.find((key) => found[key] !== expected[key]);
  if (wrong) {
    throw new FailureError(
      'check-failed',
      `The new file was thrown away: its ${wrong} is ${found[wrong]} where ${expected[wrong]} was expected. Please report this.`,
    );
  }
}
