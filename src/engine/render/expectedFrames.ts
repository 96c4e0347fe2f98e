import sharp, { type Metadata } from 'sharp';
import type { OutputFormat } from '../../shared/values/formats';
import type { Strip } from './animation';

/** Largest difference of a sample between frames that libwebp may merge: 31 at its lowest quality (anim_encode.c, QualityToMaxDiff). */
const maxMergedDifference = 31;

/** How long each frame is shown in ms. Players, and libvips for WebP, show frames of 10 ms and less for 100 ms. */
export function frameDurations({ delay = [], pages = 1 }: Pick<Metadata, 'delay' | 'pages'>): number[] {
  return Array.from({ length: pages }, (_, index) => delay[index] ?? 100).map((each) => (each <= 10 ? 100 : each));
}

/** How long an animation plays in ms. */
function duration(animation: Metadata): number {
  return frameDurations(animation).reduce((sum, each) => sum + each, 0);
}

/** Whether libwebp may take every frame for the first one. */
function isStill({ data, pages }: Strip): boolean {
  const frameBytes = data.length / pages;
  return data.every((value, at) => Math.abs(value - (data[at % frameBytes] as number)) <= maxMergedDifference);
}

/**
 * How many frames a written animation must have: as many as its source. Only WebP may have fewer, since its encoder merges
 * a frame into the one before when they look the same, and shows it for as long as both.
 * @param strip the frames that were written
 */
export async function expectedFrames(source: string, strip: Strip, format: OutputFormat, written: Buffer): Promise<number> {
  const { pages } = strip;
  if (pages === 1 || format !== 'webp') return pages;
  const after = await sharp(written, { animated: true }).metadata();
  const found = after.pages ?? 1;
  if (found === pages) return pages;
  if (found === 1) return isStill(strip) ? 1 : pages;
  return duration(after) === duration(await sharp(source, { animated: true }).metadata()) ? found : pages;
}
