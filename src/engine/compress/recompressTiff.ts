import { loadSharp } from '../formats/loadSharp';

/** Recompresses TIFFs losslessly with deflate, where libvips keeps everything that is in them. Source: TIFF 6.0. */

/** Tags of the layout, which libvips writes anew, and of what it keeps: size, kind of color, resolution and color profile. */
const plainTags: ReadonlySet<number> = new Set([
  ...[254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317, 322, 323, 324, 325, 339, 34675],
]);
const tag = { bits: 258, orientation: 274 } as const;
const entryBytes = 12;

/** Whether a TIFF has one page, 8 or 16 bits, and only plain tags. Alpha channels are not plain: libvips forgets their kind. */
function isPlain(tiff: Buffer): boolean {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  if (u16(2) !== 42) return false;
  const directory = u32(4);
  const end = directory + 2 + u16(directory) * entryBytes;
  for (let entry = directory + 2; entry < end; entry += entryBytes) {
    const name = u16(entry);
    if (!plainTags.has(name) || (name === tag.orientation && u16(entry + 8) !== 1)) return false;
    const bits = name === tag.bits ? u16(u32(entry + 4) > 2 ? u32(entry + 8) : entry + 8) : 8;
    if (bits !== 8 && bits !== 16) return false;
  }
  return u32(end) === 0;
}

/** The same image in fewer bytes; undefined when there is nothing to gain, or where something would be lost. @param tiff an intact file */
export async function recompressTiff(tiff: Buffer): Promise<Buffer | undefined> {
  if (!isPlain(tiff)) return undefined;
  const sharp = await loadSharp();
  const { density, space } = await sharp(tiff).metadata();
  // sharp takes pixels per millimeter.
  const resolution = density === undefined ? {} : { xres: density / 25.4, yres: density / 25.4 };
  const smaller = await sharp(tiff, { limitInputPixels: false, ignoreIcc: true })
    .toColorspace(space)
    .keepIccProfile()
    .tiff({ compression: 'deflate', predictor: 'horizontal', ...resolution })
    .toBuffer();
  const after = await sharp(smaller).metadata();
  return smaller.length < tiff.length && after.density === density ? smaller : undefined;
}
