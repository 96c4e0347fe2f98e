import sharp, { type Sharp } from 'sharp';
import type { Recipe, StepOf } from '../../shared/recipe/recipe';
import type { PixelSize } from '../../shared/values/pixelSize';
import { FrameIntermediates, frameIntermediate, type MemoryIntermediate } from '../intermediates/memoryIntermediates';
import type { ImageState } from '../operations';
import type { Surroundings } from '../operations/core/operation';
import { trim } from '../operations/geometry/trim';
import type { ReadableSource } from '../sources/readableSource';
import { frameStepContext } from './stepContext';
import { StepPipeline } from './stepPipeline';

/**
 * Processes animations frame by frame. libvips stacks the frames in one tall image, in which filters over neighboring pixels
 * would mix the edges of frames, and much of sharp accepts only a single frame.
 */

/** Samples of a pixel here: red, green, blue and alpha. */
const samples = 4;

/** Decoded frames of one size, stacked. */
export interface Strip {
  readonly data: Buffer;
  readonly width: number;
  /** Height of one frame. */
  readonly height: number;
  readonly pages: number;
}

/** Decodes all frames. @param ignoreProfile whether the colors remain as they are stored */
export async function readStrip(source: ReadableSource, pages: number, ignoreProfile: boolean, seconds: number): Promise<Strip> {
  const { path, isDamaged } = source;
  const image = sharp(path, { animated: true, ignoreIcc: ignoreProfile, ...(isDamaged && { failOn: 'none' }) }).timeout({ seconds });
  const { data, info } = await image.toColorspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height / pages, pages };
}

export function frameOf({ data, width, height }: Strip, index: number): MemoryIntermediate {
  const bytes = width * height * samples;
  return frameIntermediate(Buffer.from(data.subarray(index * bytes, (index + 1) * bytes)), width, height);
}

/** Whether a frame that trimming does not change is one uniform color. Such a frame does not limit what is cut. */
function isBlank(
  { samples: { data, width, height } }: MemoryIntermediate,
  trimmed: PixelSize,
  { background, threshold }: StepOf<'trim'>,
): boolean {
  if (trimmed.width !== width || trimmed.height !== height || background !== undefined) return false;
  return data.every((value, at) => Math.abs(value - (data[at % samples] as number)) <= threshold);
}

/** The smallest box that contains what trimming would leave of each frame. */
async function trimBox(
  frames: readonly MemoryIntermediate[],
  step: StepOf<'trim'>,
  state: ImageState,
  surroundings: Surroundings,
): Promise<{ left: number; top: number; right: number; bottom: number }> {
  const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
  for (const frame of frames) {
    if (!trim.changes?.(step, state)) continue;
    const trimmed = await trim.apply(frame.open(), step, state, surroundings);
    const { info } = await trimmed.raw().toBuffer({ resolveWithObject: true });
    // The offsets are zero or negative: how far the image moved to the left and up.
    const [left, top] = [-(info.trimOffsetLeft ?? 0), -(info.trimOffsetTop ?? 0)];
    if (isBlank(frame, info, step)) continue;
    box.left = Math.min(box.left, left);
    box.top = Math.min(box.top, top);
    box.right = Math.max(box.right, left + info.width);
    box.bottom = Math.max(box.bottom, top + info.height);
  }
  const [{ width, height }] = frames as [MemoryIntermediate];
  return box.right > 0 ? box : { left: 0, top: 0, right: width, bottom: height };
}

/** Cuts the same box out of all frames, so that they still fit together. */
async function trimAll(
  frames: readonly MemoryIntermediate[],
  step: StepOf<'trim'>,
  state: ImageState,
  surroundings: Surroundings,
): Promise<MemoryIntermediate[]> {
  const { left, top, right, bottom } = await trimBox(frames, step, state, surroundings);
  const intermediates = new FrameIntermediates();
  const cut = frames.map((frame) => intermediates.keep(frame.open().extract({ left, top, width: right - left, height: bottom - top })));
  return Promise.all(cut);
}

/** Frames after steps, and the state of each. */
export interface RenderedFrames {
  readonly strip: Strip;
  readonly state: ImageState;
}

/** Applies steps to every frame. */
export async function applyToFrames(strip: Strip, steps: Recipe['steps'], state: ImageState, root: string): Promise<RenderedFrames> {
  const context = frameStepContext(root, new FrameIntermediates());
  let frames = Array.from({ length: strip.pages }, (_, index) => frameOf(strip, index));
  let after: ImageState = { ...state, space: 'srgb', width: strip.width, height: strip.height };
  for (const step of steps) {
    if (step.operation === 'trim') {
      frames = await trimAll(frames, step, after, context);
      const [first] = frames as [MemoryIntermediate];
      after = { ...after, width: first.width, height: first.height };
      continue;
    }
    const before = after;
    const changed: MemoryIntermediate[] = [];
    for (const frame of frames) {
      const pipeline = StepPipeline.of(frame, before, context);
      await pipeline.add(step);
      changed.push((await pipeline.render()) as MemoryIntermediate);
      after = { ...pipeline.state, space: 'srgb' };
    }
    frames = changed;
  }
  const { width, height } = after;
  return {
    strip: { data: Buffer.concat(frames.map(({ samples }) => samples.data as Uint8Array)), width, height, pages: frames.length },
    state: after,
  };
}

/** A pipeline over stacked frames. */
export function openStrip({ data, width, height, pages }: Strip): Sharp {
  return sharp(data, { raw: { width, height: height * pages, channels: samples, pageHeight: height }, limitInputPixels: false });
}

/** Arranges the frames in a grid, row by row. */
export function spriteSheet({ data, width, height, pages }: Strip, columns: number): MemoryIntermediate {
  const across = Math.min(columns, pages);
  const down = Math.ceil(pages / across);
  const sheet = Buffer.alloc(across * width * down * height * samples);
  const rowBytes = width * samples;
  for (let index = 0; index < pages; index += 1) {
    const left = (index % across) * rowBytes;
    const top = Math.floor(index / across) * height;
    for (let y = 0; y < height; y += 1) {
      const from = (index * height + y) * rowBytes;
      data.copy(sheet, (top + y) * rowBytes * across + left, from, from + rowBytes);
    }
  }
  return frameIntermediate(sheet, across * width, down * height);
}
