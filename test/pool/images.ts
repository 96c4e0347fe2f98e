import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

export interface ImageOptions {
  readonly width?: number;
  readonly height?: number;
  /** Extension of the files, and with it their format. */
  readonly extension?: 'jpg' | 'png' | 'webp';
}

const made = new Map<string, Promise<Buffer>>();

function make({ width = 1200, height = 900, extension = 'jpg' }: ImageOptions): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const format = extension === 'jpg' ? 'jpeg' : extension;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .toFormat(format)
    .toBuffer();
}

/** A noisy image, which takes as long to decode as a photo. With the same options it is the same one, since making noise takes long, too. */
export function image(options: ImageOptions = {}): Promise<Buffer> {
  const key = JSON.stringify(options);
  const bytes = made.get(key) ?? make(options);
  made.set(key, bytes);
  return bytes;
}

/** Writes an image, creates its folders, and returns its path. */
export async function writeImage(path: string, options?: ImageOptions): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await image(options));
  return path;
}

/** Writes the same image as `000.jpg`, `001.jpg`, ... and returns the paths. */
export async function writeImages(folder: string, count: number, options: ImageOptions = {}): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const bytes = await image(options);
  const paths = Array.from({ length: count }, (_, index) =>
    join(folder, `${String(index).padStart(3, '0')}.${options.extension ?? 'jpg'}`),
  );
  await Promise.all(paths.map((path) => writeFile(path, bytes)));
  return paths;
}
