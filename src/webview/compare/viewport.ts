import type { PixelSize } from '../../shared/values/pixelSize';

/** Where an image is in the pane that shows a part of it. */

/** The part that is shown. */
export interface View {
  /** CSS pixels for a pixel of the image; undefined for what fits. */
  readonly zoom: number | undefined;
  /** The pixel of the image in the middle of the pane. */
  readonly x: number;
  readonly y: number;
}

/** The sizes of an image, in its pixels, and of a pane, in CSS pixels. */
export interface Frame {
  readonly image: PixelSize;
  readonly pane: PixelSize;
  /** CSS pixels for a pixel of the image at 100%, where each takes one of the screen. */
  readonly actual: number;
}

/** A point in a pane, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Beyond this, pixels are larger than anyone needs. */
const mostZoom = 32;

/** The zoom at which the whole image is in the pane. It is not enlarged. */
export function fitZoom({ image, pane, actual }: Frame): number {
  return Math.min(pane.width / image.width, pane.height / image.height, actual);
}

/** The zoom of a view in CSS pixels. */
export function zoomOf({ zoom }: View, frame: Frame): number {
  return zoom ?? fitZoom(frame);
}

/** The middle of a part of a side. The image has no gap to the pane, unless it is smaller: then it is in the middle. */
function within(middle: number, side: number, shown: number): number {
  return shown >= side ? side / 2 : Math.max(shown / 2, Math.min(side - shown / 2, middle));
}

/** The view with a zoom and a middle that make sense. */
function bounded({ zoom, x, y }: View, frame: Frame): View {
  const { image, pane } = frame;
  const fit = fitZoom(frame);
  const kept = zoom === undefined || zoom <= fit ? undefined : Math.min(zoom, mostZoom);
  const scale = kept ?? fit;
  return { zoom: kept, x: within(x, image.width, pane.width / scale), y: within(y, image.height, pane.height / scale) };
}

/** The whole image. */
export function fitView({ image }: Pick<Frame, 'image'>): View {
  return { zoom: undefined, x: image.width / 2, y: image.height / 2 };
}

/** The view with another zoom, with the same pixel of the image at a point of the pane. */
export function zoomedAt(view: View, zoom: number, point: Point, frame: Frame): View {
  const { x, y } = bounded(view, frame);
  const [before, after] = [zoomOf(view, frame), Math.max(fitZoom(frame), Math.min(zoom, mostZoom))];
  const [right, down] = [point.x - frame.pane.width / 2, point.y - frame.pane.height / 2];
  return bounded({ zoom: after, x: x + right / before - right / after, y: y + down / before - down / after }, frame);
}

/** The view after the image was moved by a distance in CSS pixels. */
export function movedBy(view: View, distance: Point, frame: Frame): View {
  const zoom = zoomOf(view, frame);
  const { x, y } = bounded(view, frame);
  return bounded({ zoom: view.zoom, x: x - distance.x / zoom, y: y - distance.y / zoom }, frame);
}

/** The place of the image in the pane, in CSS pixels. */
export function placeOf(view: View, frame: Frame): Point & PixelSize {
  const zoom = zoomOf(view, frame);
  const { x, y } = bounded(view, frame);
  const { image, pane } = frame;
  return { x: pane.width / 2 - x * zoom, y: pane.height / 2 - y * zoom, width: image.width * zoom, height: image.height * zoom };
}
