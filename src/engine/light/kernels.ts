/**
 * The coefficients with which libvips reduces 8-bit images, to the bit.
 * Source: libvips 8.18, `resample/templates.h`, `resample/reducev.cpp`, and `resample/reduceh.cpp`.
 */

/** A filter, and the distance from its center beyond which it is 0. */
interface Filter {
  readonly support: number;
  at(x: number): number;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function lanczos(lobes: number): Filter {
  return { support: lobes, at: (x) => (Math.abs(x) > lobes ? 0 : sinc(x) * sinc(x / lobes)) };
}

/** The cubic filters of Mitchell and Netravali. */
function cubic(b: number, c: number): Filter {
  const at = (x: number) => {
    const a = Math.abs(x);
    if (a <= 1) return ((12 - 9 * b - 6 * c) * a ** 3 + (-18 + 12 * b + 6 * c) * a ** 2 + (6 - 2 * b)) / 6;
    return a > 2 ? 0 : ((-b - 6 * c) * a ** 3 + (6 * b + 30 * c) * a ** 2 + (-12 * b - 48 * c) * a + (8 * b + 24 * c)) / 6;
  };
  return { support: 2, at };
}

/** Magic Kernel Sharp 2013 and 2021. */
function magic2013(x: number): number {
  const a = Math.abs(x);
  if (a >= 2.5) return 0;
  if (a >= 1.5) return (a - 2.5) ** 2 / -8;
  return a >= 0.5 ? (4 * a * a - 11 * a + 7) / 4 : 17 / 16 - (7 * a * a) / 4;
}

function magic2021(x: number): number {
  const a = Math.abs(x);
  if (a >= 4.5) return 0;
  if (a >= 3.5) return (4 * a * a - 36 * a + 81) / -1152;
  if (a >= 2.5) return (4 * a * a - 27 * a + 45) / 144;
  if (a >= 1.5) return (24 * a * a - 113 * a + 130) / -144;
  return a >= 0.5 ? (140 * a * a - 379 * a + 239) / 144 : 577 / 576 - (239 * a * a) / 144;
}

const filters = {
  linear: { support: 1, at: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  cubic: cubic(0, 0.5),
  mitchell: cubic(1 / 3, 1 / 3),
  lanczos2: lanczos(2),
  lanczos3: lanczos(3),
  mks2013: { support: 2.5, at: magic2013 },
  mks2021: { support: 4.5, at: magic2021 },
} as const satisfies Record<string, Filter>;

/** The kernels that are computed here. libvips takes `nearest` another way. */
export type LightKernel = keyof typeof filters;

export function isLightKernel(kernel: string): kernel is LightKernel {
  return kernel in filters;
}

/** How one axis of an image becomes smaller: averaged by a whole number first, then reduced by a filter. */
export interface AxisPlan {
  /** Samples before, after averaging, and at the end. */
  readonly before: number;
  readonly averaged: number;
  readonly after: number;
  /** Samples that are averaged into one; 1 for none. */
  readonly factor: number;
  /** Coefficients of each sample at the end, an even number; 0 when averaging is all there is to do. */
  readonly taps: number;
  /** All of this as `kernels/samples.wat` reads it, with the coefficients. */
  readonly bytes: Uint8Array;
}

/** Positions between two samples that have coefficients of their own. */
const positions = 64;
/** One as a coefficient. */
const weightScale = 4096;
/** A reduction by more than this is averaged first. */
const leastGap = 2;

/** C's `rint`: halves go to the even neighbor. */
function rint(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Writes the coefficients for a position between two samples. */
function fill(weights: Int16Array, { at }: Filter, shrink: number, position: number): void {
  const middle = position + weights.length / 2 - 1;
  const values = Float64Array.from(weights, (_, index) => at((index - middle) / shrink));
  const sum = values.reduce((total, value) => total + value, 0);
  for (let index = 0; index < values.length; index += 1) weights[index] = Math.trunc(((values[index] as number) / sum) * weightScale);
}

/** The first averaged sample that each sample at the end is made from, and the coefficients from there on. */
interface Coefficients {
  readonly taps: number;
  /** May lie outside of the image, whose samples at the edge are repeated. */
  readonly starts: Int32Array;
  /** In units of 1 / 4096. */
  readonly weights: Int16Array;
}

const noCoefficients: Coefficients = { taps: 0, starts: new Int32Array(), weights: new Int16Array() };

/** @param extra samples that the image would need beyond those it has, since its size was rounded */
function coefficients(filter: Filter, shrink: number, after: number, extra: number): Coefficients {
  const points = 2 * rint(filter.support * shrink) + 1;
  // One more, which is 0: they are applied in pairs.
  const taps = points + 1;
  const starts = new Int32Array(after);
  const weights = new Int16Array(after * taps);
  // libvips adds half a pixel and the margin that it puts around the image before, which keeps the position positive.
  let position = 0.5 * shrink - 0.5 - ((1 + extra) / 2 - 1);
  const margin = Math.ceil(points / 2) - 1;
  for (let index = 0; index < after; index += 1, position += shrink) {
    starts[index] = Math.trunc(position) - margin;
    const step = ((Math.trunc(position * positions * 2) & (positions * 2 - 1)) + 1) >> 1;
    fill(weights.subarray(index * taps, index * taps + points), filter, shrink, step / positions);
  }
  return { taps, starts, weights };
}

/** The layout that `kernels/samples.wat` describes. */
function planBytes(sizes: readonly number[], { taps, starts, weights }: Coefficients): Uint8Array {
  const head = Int32Array.from([...sizes, taps, taps === 0 ? 0 : Math.max(0, -(starts[0] as number))]);
  const parts = [head, starts, weights].map(({ buffer, byteLength }) => new Uint8Array(buffer, 0, byteLength));
  return Buffer.concat(parts);
}

function planAxis(before: number, shrink: number, kernel: LightKernel): AxisPlan {
  const after = Math.floor(before / shrink + 0.5);
  const factor = Math.max(1, Math.floor(before / after / leastGap));
  const averaged = Math.ceil(before / factor);
  const rest = shrink / factor;
  const found = rest === 1 ? noCoefficients : coefficients(filters[kernel], rest, after, (after * shrink - before) / factor);
  const bytes = planBytes([before, averaged, after, factor], found);
  return { before, averaged, after, factor, taps: found.taps, bytes };
}

interface KnownPlan {
  readonly before: number;
  readonly shrink: number;
  readonly kernel: LightKernel;
  readonly plan: AxisPlan;
}

/** The latest plans, the last one first: icons of one size share theirs. */
const known: KnownPlan[] = [];
const maxKnown = 16;

/** The plan for an axis. @param shrink size before / size after, at least 1 */
export function axisPlan(before: number, shrink: number, kernel: LightKernel): AxisPlan {
  const found = known.find((each) => each.before === before && each.shrink === shrink && each.kernel === kernel);
  if (found) return found.plan;
  const plan = planAxis(before, shrink, kernel);
  known.unshift({ before, shrink, kernel, plan });
  known.length = Math.min(known.length, maxKnown);
  return plan;
}
