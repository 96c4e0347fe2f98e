import { digestOf } from '../fs/fileDigest';
import { loadSharp } from './loadSharp';
import { withPngProfile } from './srgbPng';

/** Whether a color profile says anything: most say sRGB in words of their own, and an image without one is taken for that, too. */

/** How far a profile may move a channel and still be one of sRGB: they differ by rounding. */
const maxShift = 1;

/** Steps of a channel in the colors that are tried out. */
const rgbSteps = 9;

/** Colors all over the cube, or all grays: what is known of a profile from the space in its head (ICC.1:2022, 7.2.8). */
function samplesFor(space: string): { readonly data: Buffer; readonly channels: 1 | 3 } | undefined {
  if (space === 'GRAY') return { data: Buffer.from(Array.from({ length: 256 }, (_, gray) => gray)), channels: 1 };
  if (space !== 'RGB ') return undefined;
  const steps = Array.from({ length: rgbSteps }, (_, step) => Math.round((step * 255) / (rgbSteps - 1)));
  return { data: Buffer.from(steps.flatMap((red) => steps.flatMap((green) => steps.flatMap((blue) => [red, green, blue])))), channels: 3 };
}

async function movesNothing(profile: Buffer): Promise<boolean> {
  const samples = samplesFor(profile.toString('latin1', 16, 20));
  if (!samples) return false;
  const { data, channels } = samples;
  const sharp = await loadSharp();
  const plain = await sharp(data, { raw: { width: data.length / channels, height: 1, channels } })
    .toColorspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  const shown = await sharp(withPngProfile(plain, profile)).toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const wanted = (at: number) => data[Math.floor((at * channels) / shown.info.channels)] as number;
  return shown.data.every((value, at) => Math.abs(value - wanted(at)) <= maxShift);
}

const known = new Map<string, Promise<boolean>>();

/** Whether colors look the same with a profile and without. A batch of photos has few profiles: each is tried once. */
export function isNeutralProfile(profile: Buffer): Promise<boolean> {
  const digest = digestOf(profile);
  const found = known.get(digest) ?? movesNothing(profile).catch(() => false);
  known.set(digest, found);
  return found;
}
