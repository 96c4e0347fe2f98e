import type { Bytes } from './inStrips';

/** Changes all samples of an image, except for its opacity. */
export function keepOpacity({ data, bands, colors }: Bytes, change: () => void): void {
  const opacity = new Uint8Array(bands > colors ? data.length / bands : 0);
  for (let pixel = 0; pixel < opacity.length; pixel += 1) opacity[pixel] = data[pixel * bands + colors] as number;
  change();
  for (let pixel = 0; pixel < opacity.length; pixel += 1) data[pixel * bands + colors] = opacity[pixel] as number;
}
