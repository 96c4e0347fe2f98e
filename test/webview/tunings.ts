import type { TuningView } from '../../src/shared/protocol/tuningProtocol';
import { filterNames } from '../../src/shared/recipe/filterChoices';
import { shownImage } from './comparedImages';

/** Commands that are tuned, for tests of the panel. */

const shown = {
  destination: { kind: 'beside' },
  file: 'photos/summer/IMG_000007.jpg',
  index: 1,
  count: 12,
  progress: 'idle',
  before: shownImage('before.png'),
  after: shownImage('after.png', { format: 'webp', bytes: 812_000, width: 400, height: 300 }),
  notes: [],
  formats: [],
  swatches: [],
  estimate: { bytesIn: 1_200_000_000, bytesOut: 240_000_000, low: 180_000_000, high: 310_000_000, sampled: 12, files: 431 },
} as const;

export const convertTuning: TuningView = {
  ...shown,
  title: 'Convert Images',
  choice: { operation: 'convert', format: 'webp', quality: 80, lossless: false },
  formats: [
    { format: 'webp', bytes: 812_000 },
    { format: 'jpeg', bytes: 1_240_000 },
    { format: 'png', message: 'The output would have 70000 x 100 pixels, but the longest side in PNG is 65535.' },
  ],
  notes: ['The print resolution was dropped.'],
};

export const optimizeTuning: TuningView = {
  ...shown,
  title: 'Optimize Images',
  choice: { operation: 'optimize', quality: 80, lossless: false },
  destination: { kind: 'folder', folder: 'small/' },
};

export const resizeTuning: TuningView = { ...shown, title: 'Resize Images', choice: { operation: 'resize', longEdge: 640 } };

export const filterTuning: TuningView = {
  ...shown,
  title: 'Apply Filter',
  choice: { operation: 'filter', filter: 'sepia', intensity: 100 },
  swatches: filterNames.map((filter) => `compared/after.png?${filter}`),
};

export const emptyTuning: TuningView = {
  title: 'Convert Images',
  choice: convertTuning.choice,
  destination: { kind: 'beside' },
  index: 0,
  count: 0,
  progress: 'idle',
  notes: [],
  formats: [],
  swatches: [],
  message: 'The selection contains no images.',
};
