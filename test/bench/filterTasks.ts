import type { Sharp } from 'sharp';

/** Filters with the call of sharp, or the options of ImageMagick where sharp has none, that does the same or comes closest. */
export interface FilterTask {
  /** The step as the command line takes it. */
  readonly step: string;
  readonly loop?: (image: Sharp) => Sharp;
  readonly magick?: string;
  /** Photos, if 100 take minutes. */
  readonly photos?: number;
}

const edge = [-1, -1, -1, -1, 8, -1, -1, -1, -1];
const sepia = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as [[number, number, number], [number, number, number], [number, number, number]];

export const filterTasks: Readonly<Record<string, FilterTask>> = {
  blur: { step: 'blur:sigma=2', loop: (image) => image.blur(2) },
  sharpen: { step: 'sharpen:sigma=1', loop: (image) => image.sharpen({ sigma: 1, m1: 1, m2: 2, x1: 2, y2: 10, y3: 20 }) },
  median: { step: 'median:size=3', loop: (image) => image.median(3), photos: 20 },
  'median of 9': { step: 'median:size=9', loop: (image) => image.median(9), photos: 20 },
  gamma: { step: 'gamma:gamma=1.5', loop: (image) => image.gamma(1, 1.5) },
  negate: { step: 'negate', loop: (image) => image.negate() },
  normalize: { step: 'normalize', loop: (image) => image.normalize({ lower: 1, upper: 99 }), photos: 50 },
  clahe: { step: 'clahe', loop: (image) => image.clahe({ width: 64, height: 64, maxSlope: 3 }), photos: 10 },
  modulate: { step: 'modulate:saturation=1.5', loop: (image) => image.modulate({ saturation: 1.5 }), photos: 50 },
  contrast: { step: 'contrast:amount=1.2', loop: (image) => image.linear(1.2, -25.5) },
  grayscale: { step: 'grayscale', loop: (image) => image.grayscale() },
  sepia: { step: 'sepia', loop: (image) => image.recomb(sepia) },
  tint: { step: 'tint:color=teal', loop: (image) => image.tint('teal') },
  threshold: { step: 'threshold', loop: (image) => image.threshold(128) },
  edge: { step: 'edge', loop: (image) => image.convolve({ width: 3, height: 3, kernel: edge }) },
  unsharp: { step: 'unsharp:radius=2,amount=0.7', magick: '-unsharp 0x2+0.7+0' },
  denoise: { step: 'denoise', magick: '-selective-blur 0x1.5+6%', photos: 20 },
  vignette: { step: 'vignette', magick: '-background black -vignette 0x200', photos: 4 },
  pixelate: { step: 'pixelate:size=12', magick: '-scale 8.3333% -scale 1200%' },
  posterize: { step: 'posterize:levels=4', magick: '-posterize 4' },
};

/** Five steps of a recipe, and the same calls of sharp in a single pipeline. */
export const recipe = {
  steps: ['resize:longEdge=1200', 'sharpen:sigma=1', 'gamma:gamma=1.2', 'normalize', 'negate'],
  loop: (image: Sharp) =>
    image
      .resize(1200, 1200, { fit: 'inside' })
      .sharpen({ sigma: 1, m1: 1, m2: 2, x1: 2, y2: 10, y3: 20 })
      .gamma(1, 1.2)
      .normalize({ lower: 1, upper: 99 })
      .negate(),
};

/** Five steps that sharp cannot do in a single pipeline, or not at all. */
export const mixedSteps = ['resize:longEdge=1200', 'denoise', 'contrast:amount=1.2', 'sepia:intensity=60', 'vignette'];
