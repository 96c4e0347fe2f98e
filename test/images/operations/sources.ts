import sharp, { type Sharp } from 'sharp';
import type { StepKind } from '../../../src/shared/recipe/recipe';
import { drawIcon } from '../../sample/graphics';
import { type Scene as Landscape, paintLandscape } from '../../sample/landscape';
import { grainMap } from '../../sample/noise';
import { scenes } from '../../sample/scenes';

/** The images that the pages of docs/operations show before their operation: PNGs of at most 320 pixels. */

const width = 272;

async function painted(scene: Landscape): Promise<Sharp> {
  const height = Math.round((3 * width * scene.height) / scene.width);
  const image = await paintLandscape({ ...scene, width: 3 * width, height });
  return sharp(await image.resize(width).png().toBuffer());
}

const photo = () => painted(scenes.mountainLake);
const dunes = () => painted(scenes.dunes);
const night = () => painted({ ...scenes.night, stars: 200 });

/** Brightness between 70 and 185, as through haze. */
async function hazy(): Promise<Sharp> {
  return (await painted(scenes.coast)).linear(0.45, 70);
}

/** With the noise of a sensor in bad light. */
async function noisy(): Promise<Sharp> {
  const image = await painted(scenes.hills);
  const { data, info } = await sharp(await image.png().toBuffer())
    .resize(240)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { pixels } = grainMap(7, info.width, 30);
  const grainy = data.map((value, at) => Math.max(0, Math.min(255, value + (pixels[(at * 7) % pixels.length] as number) - 128)));
  return sharp(grainy, { raw: { width: info.width, height: info.height, channels: 3 } });
}

/** On a wide white border. */
async function bordered(): Promise<Sharp> {
  const image = await (await photo()).resize(200).png().toBuffer();
  return sharp(image).extend({ top: 30, bottom: 50, left: 50, right: 70, background: '#fff' });
}

async function icon(): Promise<Sharp> {
  return sharp(await drawIcon('leaf').resize(182).png().toBuffer());
}

/** Colors that a transparent margin hides. */
async function masked(): Promise<Sharp> {
  const image = await (await photo()).removeAlpha().png().toBuffer();
  const { height = 0 } = await sharp(image).metadata();
  const mask = `<svg width="${width}" height="${height}"><ellipse cx="50%" cy="50%" rx="42%" ry="42%" fill="#fff"/></svg>`;
  return sharp(image).joinChannel(await sharp(Buffer.from(mask)).extractChannel('alpha').toBuffer());
}

const sources = {
  resize: photo,
  crop: photo,
  trim: bordered,
  pad: photo,
  rotate: photo,
  flip: photo,
  flop: photo,
  blur: photo,
  sharpen: photo,
  unsharp: photo,
  median: noisy,
  denoise: noisy,
  pixelate: photo,
  emboss: dunes,
  edge: dunes,
  convolve: photo,
  gamma: night,
  contrast: hazy,
  modulate: photo,
  normalize: hazy,
  clahe: photo,
  grayscale: photo,
  sepia: photo,
  tint: photo,
  negate: photo,
  vignette: photo,
  posterize: photo,
  threshold: photo,
  flatten: icon,
  alpha: masked,
  watermark: photo,
} as const satisfies Record<StepKind, () => Promise<Sharp>>;

/** Draws the image to which the example of an operation is applied, as a PNG. It is the same each time. */
export async function drawSource(operation: StepKind): Promise<Buffer> {
  return (await sources[operation]()).png().toBuffer();
}
