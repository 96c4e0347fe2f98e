import sharp from 'sharp';

/** An image that differs from those with other numbers. */
export function image(number: number, { width = 64, height = 48 } = {}): Promise<Buffer> {
  const background = { r: number % 256, g: (number * 7) % 256, b: 90 };
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}
