import { makeRandom, type Random } from './random';

/** 8-bit gray pixels, row by row. */
export interface GrayMap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Smooth noise on a lattice of random values that repeats after `size` cells. */
function lattice(random: Random, size: number): (x: number, y: number) => number {
  const values = Float32Array.from({ length: size * size }, random);
  const at = (x: number, y: number) => values[(y % size) * size + (x % size)] as number;
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [across, down] = [smooth(x - left), smooth(y - top)];
    const above = at(left, top) * (1 - across) + at(left + 1, top) * across;
    const below = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
    return above * (1 - down) + below * down;
  };
}

/** A hilly line: `points` heights from 0 to 1. With `sharp`, valleys are folded up into peaks, as in mountains. */
export function ridgeLine(seed: number, points: number, hills: number, roughness: number, sharp: boolean): number[] {
  const noise = lattice(makeRandom(seed), 64);
  const height = (x: number) => {
    let [sum, weight, total] = [0, 1, 0];
    for (let octave = 0; octave < 8; octave += 1) {
      const value = noise(x * hills * 2 ** octave, octave * 7.3);
      sum += weight * (sharp ? 1 - Math.abs(2 * value - 1) : value);
      total += weight;
      weight *= roughness;
    }
    return sum / total;
  };
  const line = Array.from({ length: points }, (_, index) => height(index / (points - 1)));
  const [low, high] = [Math.min(...line), Math.max(...line)];
  return line.map((each) => (each - low) / (high - low));
}

/**
 * Clouds: noise of several octaves, wider than high by `stretch`.
 * @param cover how much of the sky is filled, 0 to 1; the rest is left empty
 */
export function cloudMap(seed: number, width: number, height: number, cells: number, stretch: number, cover: number): GrayMap {
  const noise = lattice(makeRandom(seed), 128);
  const pixels = new Uint8Array(width * height);
  const unit = cells / width;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [sum, weight, scale] = [0, 0.5, unit];
      for (let octave = 0; octave < 6; octave += 1) {
        sum += weight * noise(x * scale, y * scale * stretch);
        weight /= 2;
        scale *= 2;
      }
      const density = Math.min(1, Math.max(0, (sum - (1 - cover)) / (cover * 0.7)));
      pixels[y * width + x] = Math.round(255 * smooth(density));
    }
  }
  return { width, height, pixels };
}

/** Fine grain around middle gray, like that of film and sensors. */
export function grainMap(seed: number, size: number, strength: number): GrayMap {
  const random = makeRandom(seed);
  const pixels = Uint8Array.from({ length: size * size }, () => 128 + strength * (random() + random() + random() - 1.5));
  return { width: size, height: size, pixels };
}
