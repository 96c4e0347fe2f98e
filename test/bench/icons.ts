import { join } from 'node:path';
import sharp from 'sharp';

/** Icons for the benchmark: 96 px PNGs with alpha, each a different drawing. */

const edge = 96;

function drawing(index: number): string {
  const hue = (index * 47) % 360;
  const shape = [
    `<circle cx="48" cy="48" r="${20 + (index % 20)}" fill="hsl(${(hue + 180) % 360} 70% 60%)"/>`,
    `<path d="M20 76 L48 ${16 + (index % 24)} L76 76 Z" fill="hsl(${(hue + 120) % 360} 60% 50%)"/>`,
    `<rect x="${24 + (index % 9)}" y="30" width="36" height="36" rx="6" fill="hsl(${(hue + 240) % 360} 80% 45%)" opacity="0.8"/>`,
  ][index % 3];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${edge}" height="${edge}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue} 60% 55%)"/><stop offset="1" stop-color="hsl(${hue} 60% 35%)"/></linearGradient></defs>
    <rect x="4" y="4" width="88" height="88" rx="${8 + (index % 24)}" fill="url(#g)"/>${shape}</svg>`;
}

export async function makeIcons(folder: string, count: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      await sharp(Buffer.from(drawing(index)))
        .png()
        .toFile(join(folder, `icon-${String(index).padStart(4, '0')}.png`));
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}
