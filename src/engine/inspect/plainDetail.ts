import { detailSide, encodeDetail } from '../../shared/duplicates/plainDetail';

/** Share of the pixels that have about the same brightness, from which on an image is plain: an icon on its background. */
const plainShare = 0.5;
/** What "about the same" means: a part of the range of the image, but at least the noise of encoders, on a scale of 255. */
const toleratedPart = 0.06;
const toleratedNoise = 6;
/** Contrast that noise has, on a scale of 255. */
const minContrast = 2;

/** The largest share of values within a tolerance of each other. */
function largestShare(values: Float64Array): number {
  const sorted = values.toSorted();
  const tolerance = Math.max(toleratedNoise, ((sorted.at(-1) as number) - (sorted[0] as number)) * toleratedPart);
  let most = 0;
  let first = 0;
  for (let last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] as number) - (sorted[first] as number) > tolerance) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most / sorted.length;
}

/**
 * The detail of an image that is plain; undefined for others, such as photos.
 * @param luma brightness on a scale of 255, of a square image whose side is a multiple of `detailSide`
 */
export function plainDetail(luma: Float64Array): string | undefined {
  if (largestShare(luma) < plainShare) return undefined;
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const contrast = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
  const side = Math.sqrt(luma.length);
  const cells = new Array<number>(detailSide ** 2).fill(0);
  for (const [pixel, value] of luma.entries()) {
    const [y, x] = [Math.floor(pixel / side), pixel % side].map((at) => Math.floor((at * detailSide) / side)) as [number, number];
    cells[y * detailSide + x] = (cells[y * detailSide + x] as number) + value - mean;
  }
  const pixelsPerCell = luma.length / cells.length;
  return encodeDetail(cells.map((cell) => cell / pixelsPerCell / Math.max(contrast, minContrast)));
}
