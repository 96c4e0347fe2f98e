import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Bytes of a PNG from its signature to the end of IHDR. */
const pngHeadBytes = 33;

/** The sRGB profile that ships with sharp. */
async function srgbProfile(): Promise<Buffer> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } }).withIccProfile('srgb');
  const { icc } = await sharp(await pixel.png().toBuffer()).metadata();
  return icc as Buffer;
}

/** Inserts a color profile into a PNG without one. Source: PNG (W3C), 11.3.2.3. */
export function withPngProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, pngHeadBytes), chunk, png.subarray(pngHeadBytes)]);
}

/** Marks a PNG without a profile as sRGB. */
export async function asSrgb(png: Buffer): Promise<Buffer> {
  return withPngProfile(png, await srgbProfile());
}
