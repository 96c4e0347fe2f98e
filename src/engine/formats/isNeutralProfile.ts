import { digestOf } from '../fs/fileDigest';
import { loadSharp } from './loadSharp';
import { withPngProfile } from './srgbPng';

/** Determines whether a color profile changes anything. Most describe sRGB, which is also assumed for images without a profile. */

/** Largest change of a channel for a profile to count as sRGB. Profiles differ by rounding. */
const maxShift = 1;

/** Steps per channel of the colors that are tested. */
const rgbSteps = 9;

/** Test colors for the color space in the head of a profile (ICC.1:2022, 7.2.8): a grid of RGB, or all grays. */
function samplesFor(space: string): { readonly data: Buffer; readonly channels: 1 | 3 } | undefined {
  if (space === 'GRAY') return { data: Buffer.from(Array.from({ length: 256 }, (_, gray) => gray)), channels: 1 };
  if (space !== 'RGB ') return undefined;
  const steps = Array.from({ length: rgbSteps }, (_, step) => Math.round((step * 255) / (rgbSteps - 1)));
  return { data: Buffer.from(steps.flatMap((red) => steps.flatMap((green) => steps.flatMap((blue) => [red, green, blue])))), channels: 3 };
}

async function changesNothing(profile: Buffer): Promise<boolean> {
  const samples = samplesFor(profile.toString('latin1', 16, 20));
  if (!samples) return false;
  const { data, channels } = samples;
  const sharp = await loadSharp();
  const plain = await sharp(data, { raw: { width: data.length / channels, height: 1, channels } })
    .toColorspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  const displayed = await sharp(withPngProfile(plain, profile)).toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const original = (at: number) => data[Math.floor((at * channels) / displayed.info.channels)] as number;
  return displayed.data.every((value, at) => Math.abs(value - original(at)) <= maxShift);
}

const results = new Map<string, Promise<boolean>>();

/** Whether colors look the same with and without a profile. A batch of photos has few profiles, so each is tested once. */
export function isNeutralProfile(profile: Buffer): Promise<boolean> {
  const digest = digestOf(profile);
  const found = results.get(digest) ?? changesNothing(profile).catch(() => false);
  results.set(digest, found);
  return found;
}
