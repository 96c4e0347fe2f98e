import type { JpegFrame, JpegScan } from './jpegFrame';

/** Which scans an encoded JPEG has. */

/** Most blocks in a unit of an interleaved scan. Source: ITU-T T.81, B.2.3. */
const maxUnitBlocks = 10;

/** Scans over whole blocks, or over their DC coefficients: interleaved where possible. */
function together({ components }: JpegFrame, band: Omit<JpegScan, 'components'>): JpegScan[] {
  const all = components.map((_, index) => index);
  const blocks = components.reduce((sum, { h, v }) => sum + h * v, 0);
  return blocks <= maxUnitBlocks ? [{ components: all, ...band }] : all.map((index) => ({ components: [index], ...band }));
}

/** The scans of a sequential JPEG. */
export function sequentialScans(frame: JpegFrame): JpegScan[] {
  return together(frame, { start: 0, end: 63, high: 0, low: 0 });
}

/** The scans of a progressive JPEG, as libjpeg's `jpeg_simple_progression` orders them (jcparam.c). */
export function progressiveScans(frame: JpegFrame): JpegScan[] {
  const ac = (component: number, start: number, end: number, low: number, high = 0) => ({ components: [component], start, end, high, low });
  const every = (start: number, end: number, low: number, high = 0) =>
    frame.components.map((_, component) => ac(component, start, end, low, high));
  const firstDc = together(frame, { start: 0, end: 0, high: 0, low: 1 });
  const lastDc = together(frame, { start: 0, end: 0, high: 1, low: 0 });
  if (frame.components.length !== 3)
    return [...firstDc, ...every(1, 5, 2), ...every(6, 63, 2), ...every(1, 63, 1, 2), ...lastDc, ...every(1, 63, 0, 1)];
  // Chroma is small and comes whole, the first luma early.
  const early = [ac(0, 1, 5, 2), ac(2, 1, 63, 1), ac(1, 1, 63, 1), ac(0, 6, 63, 2), ac(0, 1, 63, 1, 2)];
  return [...firstDc, ...early, ...lastDc, ac(2, 1, 63, 0, 1), ac(1, 1, 63, 0, 1), ac(0, 1, 63, 0, 1)];
}
