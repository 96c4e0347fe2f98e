import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { argv } from 'node:process';
import sharp, { type Sharp } from 'sharp';

/** Hand-written loops, each a process: the same encoders over sharp, with no verification, backup, or report. */

const [task, out, lanes, ...paths] = argv.slice(2) as [string, string, string, ...string[]];
const widths = [320, 640, 960, 1280, 1600, 1920];
const maxBytes = 100_000;

/** The options of AVIF and WebP; without any, the encoders' own effort. */
type Effort = { readonly effort?: number };

function encoders(image: Sharp, effort: Effort): readonly (readonly [extension: string, Sharp])[] {
  return [
    ['avif', image.clone().avif(effort)],
    ['webp', image.clone().webp(effort)],
    ['jpg', image.clone().jpeg()],
  ];
}

function target(path: string, suffix: string): string {
  return join(out, `${basename(path, extname(path))}${suffix}`);
}

/** Decodes the source once for each of 18 outputs. */
async function eachDecoded(path: string, effort: Effort): Promise<void> {
  for (const width of widths)
    for (const [extension, image] of encoders(sharp(path).autoOrient().resize(width), effort))
      await image.toFile(target(path, `-${width}.${extension}`));
}

/** Decodes the source once for each quality it tries. */
function searched(path: string): Promise<void> {
  return search(path, () => sharp(path).autoOrient().resize(1600));
}

/** Decodes the source once, and keeps its samples. */
async function searchedInMemory(path: string): Promise<void> {
  const { data, info } = await sharp(path).autoOrient().resize(1600).raw().toBuffer({ resolveWithObject: true });
  return search(path, () => sharp(data, { raw: info }));
}

/** Tries qualities by halving. */
async function search(path: string, open: () => Sharp): Promise<void> {
  let [low, high] = [30, 79];
  const encode = (quality: number) => open().jpeg({ quality }).toBuffer();
  let best = await encode(80);
  for (let tries = 0; best.length > maxBytes && tries < 7 && low <= high; tries += 1) {
    const middle = Math.floor((low + high) / 2);
    const made = await encode(middle);
    if (made.length <= maxBytes) low = middle + 1;
    else high = middle - 1;
    if (made.length <= maxBytes || tries === 6) best = made;
  }
  await writeFile(target(path, '.jpg'), best);
}

async function optimized(path: string): Promise<void> {
  await sharp(path).autoOrient().keepMetadata().jpeg({ mozjpeg: true }).toFile(target(path, '.jpg'));
}

const tasks: Readonly<Record<string, (path: string) => Promise<void>>> = {
  sets: (path) => eachDecoded(path, {}),
  quickSets: (path) => eachDecoded(path, { effort: 0 }),
  maxBytes: searched,
  maxBytesInMemory: searchedInMemory,
  optimize: optimized,
};

async function main(): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  await mkdir(out, { recursive: true });
  const waiting = [...paths];
  const lane = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) await tasks[task]?.(path);
  };
  await Promise.all(Array.from({ length: Number(lanes) }, lane));
}

void main();
