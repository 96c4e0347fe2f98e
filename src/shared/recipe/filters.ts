import type { Profile } from './recipe';

/** The filters that Apply Filter... and `assetmill filter` offer, each with one intensity. */

type StepInput = NonNullable<Profile['steps']>[number];

/** How an intensity of 1 to 100 becomes the parameters of a step. */
type FilterMaker = (intensity: number) => StepInput;

/** A value between two ends, by an intensity. */
function between(least: number, most: number, intensity: number): number {
  return least + ((most - least) * intensity) / 100;
}

/** As `between`, finer where the intensity is low: the eye tells small radii better apart than large ones. */
function finely(least: number, most: number, intensity: number): number {
  return between(least, most, (intensity * intensity) / 100);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Filters whose intensity is a parameter of their own; of the others it is how much of them is mixed in. */
const makers = {
  blur: (intensity) => ({ operation: 'blur', sigma: rounded(finely(0.3, 20, intensity), 1) }),
  sharpen: (intensity) => ({ operation: 'sharpen', sigma: rounded(between(0.5, 3, intensity), 2) }),
  unsharp: (intensity) => ({ operation: 'unsharp', amount: rounded(between(0.1, 3, intensity), 2) }),
  denoise: (intensity) => ({ operation: 'denoise', threshold: rounded(between(4, 60, intensity), 0) }),
  median: (intensity) => ({ operation: 'median', size: 1 + 2 * Math.ceil(between(0, 7, intensity)) }),
  brighten: (intensity) => ({ operation: 'gamma', gamma: rounded(between(1, 3, intensity), 2) }),
  darken: (intensity) => ({ operation: 'gamma', gamma: rounded(between(1, 0.34, intensity), 2) }),
  contrast: (intensity) => ({ operation: 'contrast', amount: rounded(between(1, 2.5, intensity), 2) }),
  saturate: (intensity) => ({ operation: 'modulate', saturation: rounded(between(1, 3, intensity), 2) }),
  normalize: (intensity) => ({ operation: 'normalize', intensity }),
  clahe: (intensity) => ({ operation: 'clahe', intensity }),
  grayscale: (intensity) => ({ operation: 'grayscale', intensity }),
  sepia: (intensity) => ({ operation: 'sepia', intensity }),
  negate: (intensity) => ({ operation: 'negate', intensity }),
  vignette: (intensity) => ({ operation: 'vignette', intensity }),
  pixelate: (intensity) => ({ operation: 'pixelate', size: Math.round(finely(2, 64, intensity)) }),
  posterize: (intensity) => ({ operation: 'posterize', levels: Math.round(2 * 16 ** (1 - intensity / 100)) }),
  threshold: (intensity) => ({ operation: 'threshold', value: Math.round(between(0, 255, intensity)) }),
  emboss: (intensity) => ({ operation: 'emboss', intensity }),
  edge: (intensity) => ({ operation: 'edge', intensity }),
} as const satisfies Record<string, FilterMaker>;

export type FilterName = keyof typeof makers;
export const filterNames = Object.keys(makers) as readonly FilterName[];

/** Filters whose whole effect is what their name says; of half of it nobody thinks first. */
const whole: ReadonlySet<FilterName> = new Set(['grayscale', 'sepia', 'negate', 'emboss', 'edge', 'normalize', 'clahe']);

/** The intensity that is offered first. */
export function defaultIntensity(filter: FilterName): number {
  return whole.has(filter) ? 100 : 50;
}

/** Reads an intensity that was typed; undefined where it is none. */
export function parseIntensity(text: string): number | undefined {
  const value = Number(text.trim().replace(/\s*%$/, ''));
  return text.trim() !== '' && value >= 1 && value <= 100 ? value : undefined;
}

/** @param intensity 1 to 100 */
export function filterStep(name: FilterName, intensity: number): StepInput {
  return makers[name](intensity);
}
