import { transparent } from './displayedFrames';
import type { Disposal } from './gifFrames';

/** Reduces the frames of an animation to the areas that change. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What has to be drawn for a frame. */
export interface CroppedFrame extends Box {
  readonly disposal: Disposal;
  /** The color numbers of the area as it is displayed. */
  readonly colors: Uint16Array;
  /** 1 where the area shows the same without the frame. */
  readonly same: Uint8Array;
}

/** The smallest box around the pixels that fulfill a condition; undefined if none does. */
function boxOf(width: number, pixels: number, isInside: (at: number) => boolean): Box | undefined {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let at = 0; at < pixels; at += 1) {
    if (!isInside(at)) continue;
    const x = at % width;
    bottom = (at - x) / width;
    if (top < 0) top = bottom;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function union(a: Box, b: Box | undefined): Box {
  if (!b) return a;
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  const [right, bottom] = [Math.max(a.left + a.width, b.left + b.width), Math.max(a.top + a.height, b.top + b.height)];
  return { left, top, width: right - left, height: bottom - top };
}

function area(box: Box | undefined): number {
  return box ? box.width * box.height : 0;
}

function cleared(canvas: Uint16Array, width: number, box: Box): Uint16Array {
  const copy = canvas.slice();
  for (let y = box.top; y < box.top + box.height; y += 1) copy.fill(transparent, y * width + box.left, y * width + box.left + box.width);
  return copy;
}

/** A frame that is drawn, but whose disposal depends on the next one. */
interface OpenFrame {
  readonly box: Box;
  /** The canvas before and after it is drawn. */
  readonly before: Uint16Array;
  readonly after: Uint16Array;
}

/** A way to go on after a frame: its disposal, its box, and the canvas that it leaves. */
interface Way {
  readonly disposal: Disposal;
  readonly box: Box;
  readonly left: Uint16Array;
  /** The area that the next frame has to draw. */
  readonly next: Box | undefined;
}

function close({ before, after }: OpenFrame, { disposal, box }: Pick<Way, 'disposal' | 'box'>, width: number): CroppedFrame {
  const [colors, same] = [new Uint16Array(area(box)), new Uint8Array(area(box))];
  for (let y = 0, to = 0; y < box.height; y += 1) {
    for (let x = 0, from = (box.top + y) * width + box.left; x < box.width; x += 1, from += 1, to += 1) {
      colors[to] = after[from] as number;
      same[to] = before[from] === after[from] ? 1 : 0;
    }
  }
  return { ...box, disposal, colors, same };
}

/** The way that leaves the least to draw for the next frame. */
function bestWay({ box, before, after }: OpenFrame, next: Uint16Array, width: number): Way {
  const changes = (left: Uint16Array) => boxOf(width, next.length, (at) => left[at] !== next[at]);
  const erases = (left: Uint16Array) => boxOf(width, next.length, (at) => left[at] !== transparent && next[at] === transparent);
  const erased = erases(after);
  const wider = union(box, erased);
  const blank = cleared(after, width, wider);
  const ways: Way[] = [
    ...(erased ? [] : [{ disposal: 'keep' as const, box, left: after, next: changes(after) }]),
    ...(erases(before) ? [] : [{ disposal: 'restore' as const, box, left: before, next: changes(before) }]),
    { disposal: 'clear', box: wider, left: blank, next: changes(blank) },
  ];
  const cost = (way: Way) => area(way.box) + area(way.next);
  return ways.reduce((best, way) => (cost(way) < cost(best) ? way : best));
}

/**
 * The frames with as little to draw as possible.
 * @param displayed the frames as they are displayed
 * @param first the area of the first frame, which is not reduced: decoders differ in what they show around it
 */
export function* croppedFrames(displayed: Iterable<Uint16Array>, width: number, first: Box): Generator<CroppedFrame> {
  let open: OpenFrame | undefined;
  for (const after of displayed) {
    if (!open) {
      open = { box: first, before: new Uint16Array(after.length), after };
      continue;
    }
    const way = bestWay(open, after, width);
    yield close(open, way, width);
    open = { box: way.next ?? { left: 0, top: 0, width: 1, height: 1 }, before: way.left, after };
  }
  if (open) yield close(open, { disposal: 'keep', box: open.box }, width);
}
