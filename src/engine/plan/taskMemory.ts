import type { OutputRecipe, Recipe, Step } from '../../shared/recipe/recipe';
import type { PlannedOutput, SourceHeader } from '../../shared/run/run';
import { hasAutoQuality } from '../../shared/values/automaticQuality';
import { isDecodedFormat, isOutputFormat, type OutputFormat, type SourceFormat } from '../../shared/values/formats';
import { sizeAfter } from '../operations';
import { memoryShare } from '../render/needsNoPixels';
import { encodedSize } from '../render/outputSteps';
import { maxUnfoldedBytes } from '../sources/pngUnfolding';
import { decodedBytes } from '../sources/readHeader';

/** Where nothing else is said, these figures were measured as the peak of a process with a single worker, on flat and on noisy images. */

/** Bytes that an encoder takes for each byte of its samples. JPEGs with optimized tables keep all coefficients. */
const encoderShares: Readonly<Record<OutputFormat | 'best', number>> = {
  jpeg: 2.2,
  png: 1,
  webp: 3,
  avif: 12,
  gif: 4,
  tiff: 3,
  ico: 1,
  jxl: 15,
  apng: 4,
  bmp: 3,
  qoi: 3,
  // One after the other, and AVIF takes the most.
  best: 12,
};

/** The same without loss: the search for repetitions keeps several numbers for each pixel. */
const losslessWebpShare = 11.5;

/** Bytes that an automatic quality takes for each byte of its samples: the image before and after, decoded, and their planes. */
const comparisonShare = 6;

/** Bytes that a decoder takes for each byte of the samples, where it cannot work row by row. */
const decoderShares: Readonly<Partial<Record<SourceFormat, number>>> = { webp: 2.5, avif: 6.5, heic: 8, jxl: 12, jp2: 8 };
/** The same for the other decoders of Assetmill: the samples, and the file that libvips reads instead. */
const ownDecoderShare = 4;

/**
 * Bytes that the samples which outputs share take for each of their own, with those of earlier tasks that are not collected yet.
 * Not measured by itself: chosen so that the budget is kept with several outputs.
 */
const sharedShare = 3;

/** Bytes that metadata takes for each of its own, in the image and in its copies. */
const metadataShare = 4.5;

/** Steps beside rotations for which libvips holds the whole image. */
const wholeSteps: ReadonlySet<Step['operation']> = new Set(['blur', 'flip', 'normalize']);

/** How many times the whole image is held because of a step that cannot work row by row. */
function wholeImages(step: Step): number {
  if (step.operation === 'rotate') return step.angle % 90 === 0 ? 1 : 2;
  return wholeSteps.has(step.operation) ? 1 : 0;
}

function encoderShare(format: OutputFormat | 'best', { lossless, nearLossless, quality }: OutputRecipe): number {
  if (format === 'webp' && (lossless || nearLossless)) return losslessWebpShare;
  return encoderShares[format] + (format === 'best' || hasAutoQuality(format, quality) ? comparisonShare : 0);
}

/** Memory of the encoder of an output, in bytes. */
function encoderMemory({ recipe, header }: TaskMemoryOptions, { output: index, format, copy, frame }: PlannedOutput): number {
  const output = recipe.outputs[index];
  if (copy || !output || !(isOutputFormat(format) || format === 'best')) return 0;
  const frames = frame === undefined ? header : { ...header, pages: 1 };
  return encoderShare(format, output) * decodedBytes(frames, encodedSize(recipe, output, header));
}

/** Outputs may be made at the same time, and share the decoded image; those of an animation are made one after the other. */
function encodersMemory(options: TaskMemoryOptions): number {
  const { header, outputs } = options;
  const encoders = outputs.map((output) => encoderMemory(options, output));
  if (outputs.length === 1 || header.pages > 1) return Math.max(...encoders);
  const shared = sharedShare * decodedBytes(header, sizeAfter(options.recipe.steps, header));
  return encoders.reduce((sum, each) => sum + each, shared);
}

/**
 * Memory of metadata, in bytes: the unfolded texts and profile of a PNG, and whatever makes a file larger than its samples. The rest
 * is less than the samples.
 */
function metadataMemory({ header, bytes }: TaskMemoryOptions): number {
  const { unfolded = 0 } = header;
  const excess = header.format === 'svg' ? 0 : Math.max(0, bytes - decodedBytes(header));
  return metadataShare * Math.max(excess, unfolded > maxUnfoldedBytes ? 0 : unfolded);
}

/** What is known of a task in the plan. */
export interface TaskMemoryOptions {
  readonly recipe: Recipe;
  readonly header: SourceHeader;
  readonly outputs: readonly PlannedOutput[];
  /** Size of the source. */
  readonly bytes: number;
}

/**
 * Memory that a task takes while it is in progress, in bytes: the decoded source with its decoder, the encoders, the images that
 * steps hold as a whole, and metadata. For a sprite, which has no pixels, its size.
 */
export function taskMemory(options: TaskMemoryOptions): number {
  const { header, bytes } = options;
  return header.symbols === undefined ? knownPixelMemory(options) + metadataMemory(options) : bytes;
}

/** What the pixels of the task with a header took, last time. */
interface PixelMemory {
  readonly recipe: Recipe;
  readonly outputs: readonly PlannedOutput[];
  readonly memory: number;
}

/** In a folder of images of one size, equal headers are one object, and all tasks take the same. */
const lastByHeader = new WeakMap<SourceHeader, PixelMemory>();

function takesTheSame(a: PlannedOutput, b: PlannedOutput | undefined): boolean {
  return a.output === b?.output && a.format === b.format && a.copy === b.copy && a.frame === b.frame;
}

function knownPixelMemory(options: TaskMemoryOptions): number {
  const { recipe, header, outputs } = options;
  const last = lastByHeader.get(header);
  const isSame = last?.recipe === recipe && last.outputs.length === outputs.length;
  if (isSame && outputs.every((output, index) => takesTheSame(output, last.outputs[index]))) return last.memory;
  const memory = pixelMemory(options);
  lastByHeader.set(header, { recipe, outputs, memory });
  return memory;
}

function pixelMemory(options: TaskMemoryOptions): number {
  const { recipe, header } = options;
  const decoded = decodedBytes(header);
  const share = Math.max(...recipe.outputs.map((output) => memoryShare(recipe, output, header)));
  const largest = Math.max(decoded, decodedBytes(header, sizeAfter(recipe.steps, header)));
  const decoderShare = decoderShares[header.format] ?? (isDecodedFormat(header.format) ? ownDecoderShare : 0);
  const decoder = decoderShare * decoded;
  // The header does not tell whether the orientation in EXIF turns the image, which then is held as a whole, too.
  const turned = header.metadata.includes('exif') || header.orientation !== undefined ? 1 : 0;
  const whole = recipe.steps.reduce((sum, step) => sum + wholeImages(step), turned);
  return Math.max(share * decoded, largest, decoder + encodersMemory(options)) + whole * largest;
}
