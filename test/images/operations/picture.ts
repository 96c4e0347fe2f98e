import sharp from 'sharp';

/** Most bytes of an image in docs/images/operations. */
export const maxPictureBytes = 12_000;

/** Qualities of WebP to try, the best one first. */
const qualities = [84, 74, 64, 54, 44, 34, 24];

const square = 8;

/** Squares that stand for transparency, as in image editors. */
function checkerboard(width: number, height: number): Buffer {
  const tile = `<pattern id="p" width="${2 * square}" height="${2 * square}" patternUnits="userSpaceOnUse"><rect width="100%" height="100%" fill="#fff"/><path d="M0 0h${square}v${square}H0zM${square} ${square}h${square}v${square}H${square}z" fill="#d5d9de"/></pattern>`;
  return Buffer.from(
    `<svg width="${width}" height="${height}"><defs>${tile}</defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`,
  );
}

/** What a page shows of an image: its colors, on a checkerboard where it is transparent. */
export async function asShown(image: Buffer): Promise<Buffer> {
  const { width, height, hasAlpha } = await sharp(image).metadata();
  const shown = hasAlpha ? sharp(checkerboard(width, height)).composite([{ input: image }]) : sharp(image);
  return shown.removeAlpha().toColorspace('srgb').png().toBuffer();
}

/** An image as WebP, as good as fits. @param png what to show */
export async function pictureOf(png: Buffer): Promise<Buffer> {
  for (const quality of qualities) {
    const webp = await sharp(png).webp({ quality, smartSubsample: true, effort: 6 }).toBuffer();
    if (webp.length <= maxPictureBytes) return webp;
  }
  throw new Error(`an image does not fit into ${maxPictureBytes} bytes`);
}
