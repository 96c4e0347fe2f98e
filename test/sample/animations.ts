import sharp, { type Sharp } from 'sharp';
import { type Color, drawLandscape, type Scene } from './landscape';
import { scenes } from './scenes';

function mix(from: Color, to: Color, share: number): Color {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] * (1 - share) + to[index] * share);
  return [part(0), part(1), part(2)];
}

function sunriseFrame(share: number): Scene {
  const dusk: readonly Color[] = [
    [40, 34, 82],
    [140, 72, 104],
    [226, 126, 96],
  ];
  const day: readonly Color[] = [
    [120, 178, 226],
    [182, 214, 232],
    [255, 236, 200],
  ];
  return {
    ...scenes.hills,
    width: 400,
    height: 260,
    sky: dusk.map((color, index) => mix(color, day[index] as Color, share)),
    sun: { x: 0.85, y: 0.62 - 0.42 * share, radius: 0.05, color: mix([255, 150, 90], [255, 240, 190], share) },
  };
}

function starsFrame(share: number): Scene {
  const drift = 0.03 * Math.sin(share * 2 * Math.PI);
  return { ...scenes.night, width: 480, height: 320, stars: 160, sun: { x: 1.1 + drift, y: 0.22, radius: 0.03, color: [200, 210, 255] } };
}

/** Draws the frames of an animation at times from 0 up to 1. */
async function frames(count: number, frame: (share: number) => Scene): Promise<Sharp> {
  const images = Array.from({ length: count }, (_, index) =>
    drawLandscape(frame(index / count))
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
  return sharp(await Promise.all(images), { join: { animated: true } });
}

/** An animated GIF: a sun that rises over hills, 16 frames. */
export async function sunriseGif(): Promise<Buffer> {
  return (await frames(16, sunriseFrame)).gif({ delay: Array(16).fill(90), loop: 0, effort: 2 }).toBuffer();
}

/** An animated WebP: a moon that sways among stars, 12 frames. */
export async function moonWebp(): Promise<Buffer> {
  return (await frames(12, starsFrame)).webp({ delay: Array(12).fill(120), loop: 0, quality: 85, effort: 2 }).toBuffer();
}
