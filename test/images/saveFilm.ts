import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../host/paths';
import type { Frame } from './camera';

/** Qualities of WebP to try, the best one first. */
const qualities = [80, 70, 60, 50];

/** Frames that look the same are one frame that is shown longer. */
function withoutRepeats(frames: readonly Frame[]): Frame[] {
  const kept: Frame[] = [];
  for (const { png, ms } of frames) {
    const last = kept.at(-1);
    if (last?.png.equals(png)) kept[kept.length - 1] = { png, ms: last.ms + ms };
    else kept.push({ png, ms });
  }
  return kept;
}

/**
 * Saves a film as an animated WebP in `docs/images` that plays again and again.
 * @param name of the file, without its extension
 */
export async function saveFilm(name: string, frames: readonly Frame[], maxBytes: number): Promise<void> {
  const kept = withoutRepeats(frames);
  const images = sharp(
    kept.map(({ png }) => png),
    { join: { animated: true } },
  );
  for (const quality of qualities) {
    const webp = await images
      .clone()
      .webp({ quality, smartSubsample: true, effort: 5, loop: 0, delay: kept.map(({ ms }) => ms) })
      .toBuffer();
    if (webp.length > maxBytes) continue;
    const file = join(projectRoot, 'docs/images', `${name}.webp`);
    await writeFile(file, webp);
    const seconds = kept.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    console.log(`${file}: ${Math.round(webp.length / 1000)} KB, ${kept.length} frames, ${seconds.toFixed(1)} s`);
    return;
  }
  throw new Error(`${name} does not fit into ${maxBytes} bytes`);
}
