import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';

/** Qualities of WebP to try, the best one first. */
const qualities = [92, 86, 80, 72, 64];

async function encode(png: Buffer, maxBytes: number): Promise<Buffer> {
  for (const quality of qualities) {
    const webp = await sharp(png).webp({ quality, smartSubsample: true, effort: 6 }).toBuffer();
    if (webp.length <= maxBytes) return webp;
  }
  throw new Error(`an image does not fit into ${maxBytes} bytes`);
}

/** Saves a screenshot as WebP, as good as fits. @param png the screenshot */
export async function saveImage(file: string, png: Buffer, maxBytes: number): Promise<void> {
  const webp = await encode(png, maxBytes);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, webp);
  console.log(`${file}: ${Math.round(webp.length / 1000)} KB`);
}
