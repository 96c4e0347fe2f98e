import sharp, { type OverlayOptions, type Raw, type Sharp } from 'sharp';
import { cloudMap, type GrayMap, grainMap, ridgeLine } from './noise';
import { makeRandom } from './random';

export type Color = readonly [red: number, green: number, blue: number];

export interface Scene {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** Colors of the sky from the top to the horizon. */
  readonly sky: readonly Color[];
  readonly sun?: { readonly x: number; readonly y: number; readonly radius: number; readonly color: Color };
  readonly stars?: number;
  readonly clouds?: { readonly color: Color; readonly cover: number; readonly opacity: number };
  /** Height of the horizon from the top, 0 to 1. */
  readonly horizon: number;
  readonly ridges: Ridges;
  /** Below this line (from the top, 0 to 1) water mirrors what is above. */
  readonly water?: { readonly line: number; readonly tint: Color };
  /** Trees along the lower edge. */
  readonly trees?: { readonly count: number; readonly color: Color; readonly height: number };
}

export interface Ridges {
  readonly count: number;
  readonly far: Color;
  readonly near: Color;
  readonly mist: Color;
  readonly sharp: boolean;
  readonly hills: number;
  readonly height: number;
  /** Snow on the farthest ridge, down to this share of their height. */
  readonly snowLine?: number;
}

function css(color: Color, opacity = 1): string {
  return `rgba(${color.join(',')},${opacity})`;
}

function between(from: Color, to: Color, share: number): Color {
  return [0, 1, 2].map((index) => Math.round((from[index] as number) * (1 - share) + (to[index] as number) * share)) as unknown as Color;
}

function skySvg({ sky, horizon }: Scene): string {
  const stops = sky.map((color, index) => `<stop offset="${index / (sky.length - 1)}" stop-color="${css(color)}"/>`).join('');
  return `<linearGradient id="sky" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="${horizon}">${stops}</linearGradient><rect width="2" height="1" fill="url(#sky)"/>`;
}

function sunSvg({ sun }: Scene): string {
  if (!sun) return '';
  const glow = [0, 0.15, 0.4, 1]
    .map((at, index) => `<stop offset="${at}" stop-color="${css(sun.color, [0.75, 0.4, 0.16, 0][index])}"/>`)
    .join('');
  return `<radialGradient id="glow">${glow}</radialGradient><circle cx="${sun.x}" cy="${sun.y}" r="${sun.radius * 11}" fill="url(#glow)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.radius}" fill="${css(between(sun.color, [255, 255, 255], 0.75))}"/>`;
}

function starsSvg({ stars = 0, seed, horizon }: Scene): string {
  const random = makeRandom(seed + 50);
  return Array.from({ length: stars }, () => {
    const [x, y, bright] = [random() * 2, random() ** 1.4 * horizon, random() ** 4];
    return `<circle cx="${x.toFixed(4)}" cy="${y.toFixed(4)}" r="${(0.0005 + bright * 0.0013).toFixed(5)}" fill="#fff" fill-opacity="${(0.25 + bright * 0.75).toFixed(2)}"/>`;
  }).join('');
}

/** Snow on a ridge: white from the line down to a ragged edge. */
function snowSvg(seed: number, line: readonly number[], snowLine: number, foot: number, rise: number): string {
  const rags = ridgeLine(seed + 400, line.length, 13, 0.55, true);
  const at = (index: number, height: number) => `${((2 * index) / (line.length - 1)).toFixed(4)},${(foot - rise * height).toFixed(4)}`;
  const top = line.map((height, index) => at(index, height));
  const edge = line.map((height, index) =>
    at(index, Math.min(height, snowLine + 0.3 * ((rags[index] as number) - 0.5) + 0.25 * (height - snowLine))),
  );
  return `<polygon points="${[...top, ...edge.reverse()].join(' ')}" fill="${css([246, 250, 255], 0.85)}"/>`;
}

/** One ridge, from the far (0) to the near (1): it gets darker, lower and rougher; mist lies at its foot. */
function ridgeSvg({ seed, ridges, horizon, water }: Scene, index: number): string {
  const share = ridges.count === 1 ? 1 : index / (ridges.count - 1);
  const floor = water?.line ?? 1;
  const foot = horizon + (floor - horizon) * (0.25 + 0.75 * share);
  const rise = ridges.height * (1 - 0.62 * share);
  const line = ridgeLine(seed + index * 17, 700, ridges.hills * (1 + share * 0.6), ridges.sharp ? 0.5 : 0.4, ridges.sharp);
  const points = line.map((height, at) => `${((2 * at) / 699).toFixed(4)},${(foot - rise * height).toFixed(4)}`).join(' ');
  const snow = ridges.snowLine !== undefined && index === 0 ? snowSvg(seed, line, ridges.snowLine, foot, rise) : '';
  const color = between(ridges.far, ridges.near, share);
  const mist = between(color, ridges.mist, 0.75 * (1 - share));
  return `<linearGradient id="r${index}" gradientUnits="userSpaceOnUse" x1="0" y1="${foot - rise}" x2="0" y2="${foot}"><stop offset="0.15" stop-color="${css(color)}"/><stop offset="1" stop-color="${css(mist)}"/></linearGradient>
    <polygon points="0,${floor} ${points} 2,${floor}" fill="url(#r${index})"/>${snow}`;
}

/** A conifer: a stack of ragged branches. */
function treeSvg(x: number, foot: number, height: number, random: () => number): string {
  const tiers = 9;
  const side = (sign: number) =>
    Array.from({ length: tiers }, (_, tier) => {
      const at = (tier + 1) / tiers;
      const reach = height * 0.2 * at * (0.8 + 0.4 * random());
      return [
        [x + sign * reach, foot - height * (1 - at * 0.94)],
        [x + sign * reach * 0.45, foot - height * (1 - at * 0.94) - height * 0.012],
      ] as const;
    }).flat();
  const points = [[x, foot - height] as const, ...side(1), ...side(-1).reverse()];
  return `<polygon points="${points.map(([px, py]) => `${px.toFixed(4)},${py.toFixed(4)}`).join(' ')}"/>`;
}

function treesSvg({ trees, seed, width, height }: Scene): string {
  if (!trees) return '';
  const random = makeRandom(seed + 900);
  const shapes = Array.from({ length: trees.count }, (_, index) => {
    const x = (2 * (index + random())) / trees.count;
    const edge = Math.min(1, Math.abs((x * height) / width - 0.5) * 2); // higher at both sides, so that they frame the view
    return treeSvg(x, 1.03, trees.height * (0.35 + 0.35 * random() + 0.6 * edge ** 2), random);
  });
  return `<g fill="${css(trees.color)}">${shapes.join('')}</g>`;
}

/** Drawn in units of the image's height. */
function svg({ width, height }: Scene, content: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width / height} 1">${content}</svg>`,
  );
}

/** Pixels in memory, ready to be composited or processed further. */
async function rawLayer(image: Sharp): Promise<{ input: Buffer; raw: Raw }> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { input: data, raw: { width: info.width, height: info.height, channels: info.channels } };
}

/** A map as a layer of one color whose opacity is the map's gray. */
async function tinted(map: GrayMap, color: Color, opacity: number, width: number, height: number): Promise<OverlayOptions> {
  const alpha = await sharp(map.pixels, { raw: { width: map.width, height: map.height, channels: 1 } })
    .linear(opacity, 0)
    .resize(width, height, { fit: 'fill' })
    .toColorspace('b-w')
    .raw()
    .toBuffer();
  const [r, g, b] = color;
  const flat = sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
  return rawLayer(flat.joinChannel(alpha, { raw: { width, height, channels: 1 } }));
}

async function cloudLayer(scene: Scene): Promise<OverlayOptions[]> {
  if (!scene.clouds) return [];
  const { color, cover, opacity } = scene.clouds;
  const height = Math.round(scene.height * Math.min(1, scene.horizon + 0.08));
  const map = cloudMap(scene.seed + 5, 640, Math.round((640 * height) / scene.width), 5, 2.6, cover);
  return [{ ...(await tinted(map, color, opacity, scene.width, height)), top: 0, left: 0 }];
}

/** What is above the water, upside down, blurred along the ripples and a little darker. */
async function mirrored(scene: Scene, { input: image, raw }: { input: Buffer; raw: Raw }): Promise<OverlayOptions[]> {
  if (!scene.water) return [];
  const { line, tint } = scene.water;
  const top = Math.round(scene.height * line);
  const height = scene.height - top;
  const stretch = 0.5; // a flat view of the water shortens what it mirrors
  const source = Math.min(top, Math.round(height / stretch));
  const [r, g, b] = tint;
  const blurred = await rawLayer(
    sharp(image, { raw })
      .extract({ left: 0, top: top - source, width: scene.width, height: source })
      .flip()
      .resize(Math.round(scene.width / 30), Math.round(height / 2), { fit: 'fill' }),
  );
  const ripples = await tinted(cloudMap(scene.seed + 77, 400, 300, 6, 14, 0.55), [255, 255, 255], 0.14, scene.width, height);
  const water = sharp(blurred.input, { raw: blurred.raw })
    .resize(scene.width, height, { fit: 'fill' })
    .composite([{ input: { create: { width: scene.width, height, channels: 4, background: { r, g, b, alpha: 0.35 } } } }, ripples]);
  return [{ ...(await rawLayer(water)), top, left: 0 }];
}

async function grainLayer({ seed, width, height }: Scene): Promise<OverlayOptions> {
  const size = Math.min(512, width, height);
  const { pixels } = grainMap(seed + 3, size, 34);
  const grain = sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .blur(0.6)
    .toColorspace('srgb');
  return { ...(await rawLayer(grain)), tile: true, blend: 'overlay' };
}

/** The landscape as plain vector shapes, without clouds, water and grain: quick enough for the frames of an animation. */
export function drawLandscape(scene: Scene): Sharp {
  const ridges = Array.from({ length: scene.ridges.count }, (_, index) => ridgeSvg(scene, index)).join('');
  return sharp(svg(scene, skySvg(scene) + starsSvg(scene) + sunSvg(scene) + ridges + treesSvg(scene))).removeAlpha();
}

/** Paints a landscape: sky, clouds, ridges behind one another, water that mirrors them, trees in front, grain over all. */
export async function paintLandscape(scene: Scene): Promise<Sharp> {
  const sky = sharp(svg(scene, skySvg(scene) + starsSvg(scene) + sunSvg(scene))).removeAlpha();
  const ridges = Array.from({ length: scene.ridges.count }, (_, index) => ridgeSvg(scene, index)).join('');
  const land = await rawLayer(sky.composite([...(await cloudLayer(scene)), { input: svg(scene, ridges) }]).removeAlpha());
  const layers = [...(await mirrored(scene, land)), { input: svg(scene, treesSvg(scene)) }, await grainLayer(scene)];
  const { input, raw } = await rawLayer(sharp(land.input, { raw: land.raw }).composite(layers).removeAlpha());
  return sharp(input, { raw });
}
