import sharp, { type Sharp } from 'sharp';

/** Two scenes, each stored in every EXIF orientation (CIPA DC-008, tag 0x0112). */

export type Files = Readonly<Record<string, Buffer>>;

const landscape = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">
  <rect width="120" height="80" fill="#9cc8f0"/><circle cx="92" cy="18" r="11" fill="#ffd860"/>
  <path d="M0 58 L28 22 L50 50 L72 30 L120 62 V80 H0 Z" fill="#5f6f86"/><path d="M0 62 Q40 50 120 68 V80 H0 Z" fill="#3f7a3c"/>
  <rect x="14" y="56" width="16" height="12" fill="#b03a2e"/><rect x="98" y="50" width="3" height="18" fill="#3a2a1c"/>
</svg>`;

const portrait = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="120">
  <rect width="80" height="120" fill="#2a2140"/><rect y="92" width="80" height="28" fill="#77603f"/>
  <path d="M20 92 V40 L40 12 L60 40 V92 Z" fill="#d9cdb8"/><rect x="34" y="66" width="12" height="26" fill="#5b3a1e"/>
  <circle cx="40" cy="44" r="7" fill="#f2c14e"/><circle cx="14" cy="20" r="6" fill="#f5f3e6"/>
</svg>`;

/** The landscape in color, 120 x 80. */
export function landscapeScene(): Sharp {
  return sharp(Buffer.from(landscape)).removeAlpha();
}

/** The stored pixels that a reader turns into the upright scene when it obeys each orientation. */
const stored: Readonly<Record<number, (upright: Buffer) => Promise<Buffer>>> = {
  1: async (upright) => upright,
  2: (upright) => sharp(upright).flop().png().toBuffer(),
  3: (upright) => sharp(upright).rotate(180).png().toBuffer(),
  4: (upright) => sharp(upright).flip().png().toBuffer(),
  5: async (upright) =>
    sharp(await turned(upright))
      .flop()
      .png()
      .toBuffer(),
  6: (upright) => sharp(upright).rotate(270).png().toBuffer(),
  7: async (upright) =>
    sharp(await turned(upright))
      .flip()
      .png()
      .toBuffer(),
  8: (upright) => turned(upright),
};

function turned(upright: Buffer): Promise<Buffer> {
  return sharp(upright).rotate(90).png().toBuffer();
}

async function photo(upright: Buffer, orientation: number): Promise<Buffer> {
  const pixels = await (stored[orientation] as (typeof stored)[number])(upright);
  return sharp(pixels).withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer();
}

/** Orientation 0 is not defined: readers show the image as it is stored. */
function withOrientationZero(jpeg: Buffer): Buffer {
  const entry = Buffer.from([0x12, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00]);
  const at = jpeg.indexOf(entry);
  if (at < 0) throw new Error('The photo has no orientation in little-endian EXIF.');
  const edited = Buffer.from(jpeg);
  edited[at + 8] = 0;
  return edited;
}

async function orientations(name: string, scene: string): Promise<Files> {
  const upright = await sharp(Buffer.from(scene)).removeAlpha().png().toBuffer();
  const files: Record<string, Buffer> = { [`${name}_0.jpg`]: withOrientationZero(await photo(upright, 1)) };
  for (let orientation = 1; orientation <= 8; orientation += 1) files[`${name}_${orientation}.jpg`] = await photo(upright, orientation);
  return files;
}

export async function orientedPhotos(): Promise<Files> {
  return { ...(await orientations('landscape', landscape)), ...(await orientations('portrait', portrait)) };
}
