import { join } from 'node:path';
import sharp, { type Raw } from 'sharp';

/** Photos for the benchmark: 12 megapixels and about 3 MB each, with the entropy of real photos. */

const size = { width: 4032, height: 3024 } as const;
/** Margin that lets each photo be cut from a different position in a scene. */
const margin = 256;
/** Columns and strength of the noise at each scale. */
const octaves = [
  [6, 60],
  [24, 50],
  [96, 36],
  [384, 24],
  [1536, 16],
  [size.width + margin, 8],
] as const;
const colors = ['#8a7f70', '#5f7f9f', '#6f8f5f'] as const;

interface Scene {
  readonly pixels: Buffer;
  readonly raw: Raw;
}

async function noise(width: number, height: number, sigma: number, to: { width: number; height: number }): Promise<Scene> {
  const small = await sharp({ create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma } } })
    .raw()
    .toBuffer();
  const image = sharp(small, { raw: { width, height, channels: 3 } }).resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' });
  return { pixels: await image.raw().toBuffer(), raw: { ...to, channels: 3 } };
}

/** Noise at several scales, from coarse to fine, as in real photos: shapes, texture, and sensor grain. */
async function makeScene(color: string): Promise<Scene> {
  const whole = { width: size.width + margin, height: size.height + margin };
  const layers: Scene[] = [];
  for (const [columns, sigma] of octaves) {
    layers.push(await noise(columns, Math.round((columns * whole.height) / whole.width), sigma, whole));
  }
  const { data, info } = await sharp({ create: { ...whole, channels: 3, background: color } })
    .composite(layers.map(({ pixels, raw }) => ({ input: pixels, raw, blend: 'soft-light' as const })))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, raw: { width: info.width, height: info.height, channels: info.channels } };
}

/** EXIF as a camera writes it, with orientation 1 so that every contestant writes the same pixels. */
function exif(index: number) {
  return {
    IFD0: { Make: 'Assetmill', Model: 'Bench', Orientation: '1', Software: 'bench', ImageDescription: `Photo ${index}` },
    IFD2: { ExposureTime: '1/250', FNumber: '28/10', ISOSpeedRatings: '100', DateTimeOriginal: '2026:01:01 12:00:00' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 18/1' },
  };
}

async function writePhoto(folder: string, index: number, { pixels, raw }: Scene): Promise<void> {
  const [left, top] = [(index * 37) % margin, (index * 53) % margin];
  await sharp(pixels, { raw })
    .extract({ left, top, ...size })
    .linear(0.9 + (index % 5) * 0.05, (index % 7) * 3 - 9)
    .withExif(exif(index))
    .jpeg({ quality: 92 })
    .toFile(join(folder, `photo-${String(index).padStart(3, '0')}.jpg`));
}

export async function makePhotos(folder: string, count: number): Promise<void> {
  for (const [number, color] of colors.entries()) {
    const scene = await makeScene(color);
    // Two at a time: a small machine has that many cores and enough memory.
    const indexes = Array.from({ length: count }, (_, index) => index).filter((index) => index % colors.length === number);
    const lane = async () => {
      for (let index = indexes.pop(); index !== undefined; index = indexes.pop()) await writePhoto(folder, index, scene);
    };
    await Promise.all([lane(), lane()]);
  }
}
