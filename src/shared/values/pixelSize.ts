/** Width and height of an image, or of one frame, in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}
