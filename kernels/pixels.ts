/**
 * Loops over 8-bit samples, in AssemblyScript: `npm run kernels` compiles them to WebAssembly. All numbers that end in `At` are
 * addresses in the module's memory; the samples of a pixel lie next to each other. src/engine/operations/core/kernels.ts calls them.
 */

/** Replaces each color by its entry in a table of 256 bytes. */
export function lookUp(at: usize, pixels: i32, bands: i32, colors: i32, tableAt: usize): void {
  if (bands === colors) {
    const end = at + <usize>(pixels * bands);
    for (; at < end; at++) store<u8>(at, load<u8>(tableAt + load<u8>(at)));
    return;
  }
  for (let pixel = 0; pixel < pixels; pixel++, at += bands)
    for (let band = 0; band < colors; band++) store<u8>(at + band, load<u8>(tableAt + load<u8>(at + band)));
}

/** Multiplies red, green and blue by a matrix of nine factors in units of 1 / 4,194,304. */
export function recombine(at: usize, pixels: i32, bands: i32, matrixAt: usize): void {
  const rr = load<i32>(matrixAt);
  const rg = load<i32>(matrixAt, 4);
  const rb = load<i32>(matrixAt, 8);
  const gr = load<i32>(matrixAt, 12);
  const gg = load<i32>(matrixAt, 16);
  const gb = load<i32>(matrixAt, 20);
  const br = load<i32>(matrixAt, 24);
  const bg = load<i32>(matrixAt, 28);
  const bb = load<i32>(matrixAt, 32);
  for (let pixel = 0; pixel < pixels; pixel++, at += bands) {
    const red = <i32>load<u8>(at);
    const green = <i32>load<u8>(at, 1);
    const blue = <i32>load<u8>(at, 2);
    store<u8>(at, clamped((red * rr + green * rg + blue * rb + 2097152) >> 22));
    store<u8>(at, clamped((red * gr + green * gg + blue * gb + 2097152) >> 22), 1);
    store<u8>(at, clamped((red * br + green * bg + blue * bb + 2097152) >> 22), 2);
  }
}

function clamped(value: i32): u8 {
  return <u8>max(0, min(255, value));
}

/**
 * Mixes samples into others. Of whole percentages, halves are rounded up.
 * @param share of those at `afterAt`, in units of 1 / 32,768; below 1
 */
export function mix(beforeAt: usize, afterAt: usize, samples: i32, share: i32): void {
  const shares = i16x8.splat(<i16>share);
  const end = afterAt + samples;
  for (; afterAt < end; afterAt += 16, beforeAt += 16) {
    const before = v128.load(beforeAt);
    const after = v128.load(afterAt);
    const low = mixed(i16x8.extend_low_i8x16_u(before), i16x8.extend_low_i8x16_u(after), shares);
    const high = mixed(i16x8.extend_high_i8x16_u(before), i16x8.extend_high_i8x16_u(after), shares);
    v128.store(afterAt, i8x16.narrow_i16x8_u(low, high));
  }
}

function mixed(before: v128, after: v128, shares: v128): v128 {
  const difference = i16x8.sub(after, before);
  // Half a unit for rounding, and more than the error of the share: that of 255 / 65,536.
  const half = i32x4.splat(16384 + 128);
  const low = i32x4.shr_s(i32x4.add(i32x4.extmul_low_i16x8_s(difference, shares), half), 15);
  const high = i32x4.shr_s(i32x4.add(i32x4.extmul_high_i16x8_s(difference, shares), half), 15);
  return i16x8.add(before, i16x8.narrow_i32x4_s(low, high));
}

/**
 * Adds to each sample a number that depends on its difference from another.
 * @param otherAt the others, which are replaced by the sums
 * @param tableAt 511 numbers of 16 bits, for the differences from -255 to 255
 */
export function addByDifference(at: usize, otherAt: usize, samples: i32, tableAt: usize): void {
  const end = at + samples;
  const zeroAt = tableAt + 510;
  for (; at < end; at++, otherAt++) {
    const sample = <i32>load<u8>(at);
    const difference = sample - <i32>load<u8>(otherAt);
    store<u8>(otherAt, clamped(sample + <i32>load<i16>(zeroAt + (difference << 1))));
  }
}

/** Copies one sample of each pixel, as the opacity. */
export function copyBand(fromAt: usize, toAt: usize, pixels: i32, bands: i32, band: i32): void {
  fromAt += band;
  toAt += band;
  for (let pixel = 0; pixel < pixels; pixel++, fromAt += bands, toAt += bands) store<u8>(toAt, load<u8>(fromAt));
}

/**
 * Multiplies the pixels of a row by factors.
 * @param acrossAt for each pixel, a floating-point number; with `down` added it is the index of the pixel's factor
 * @param factorsAt 32-bit factors in units of 1 / 4,194,304
 */
export function shade(at: usize, pixels: i32, bands: i32, colors: i32, acrossAt: usize, down: f64, factorsAt: usize): void {
  for (let pixel = 0; pixel < pixels; pixel++, at += bands, acrossAt += 8) {
    const factor = load<i32>(factorsAt + ((<usize>(load<f64>(acrossAt) + down + 0.5)) << 2));
    for (let band = 0; band < colors; band++) store<u8>(at + band, <u8>((<i32>load<u8>(at + band) * factor + 2097152) >> 22));
  }
}

/**
 * Convolves a row of samples with a kernel.
 * @param fromAt the first sample under the kernel's first value
 * @param stride bytes from a row to the next
 * @param kernelAt 32-bit floating-point numbers, row by row
 */
export function convolve(
  fromAt: usize,
  toAt: usize,
  samples: i32,
  stride: i32,
  bands: i32,
  width: i32,
  height: i32,
  kernelAt: usize,
  offset: f32,
): void {
  const start = f32x4.splat(offset + 0.5);
  for (let done = 0; done < samples; done += 16, fromAt += 16, toAt += 16) {
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    let factorAt = kernelAt;
    for (let row = 0; row < height; row++) {
      let at = fromAt + <usize>(row * stride);
      for (let column = 0; column < width; column++, at += bands, factorAt += 4) {
        const factor = v128.load32_splat(factorAt);
        const all = v128.load(at);
        const low = i16x8.extend_low_i8x16_u(all);
        const high = i16x8.extend_high_i8x16_u(all);
        a = f32x4.add(a, f32x4.mul(factor, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low))));
        b = f32x4.add(b, f32x4.mul(factor, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low))));
        c = f32x4.add(c, f32x4.mul(factor, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high))));
        d = f32x4.add(d, f32x4.mul(factor, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high))));
      }
    }
    const low = i16x8.narrow_i32x4_s(rounded(a), rounded(b));
    const high = i16x8.narrow_i32x4_s(rounded(c), rounded(d));
    v128.store(toAt, i8x16.narrow_i16x8_u(low, high));
  }
}

function rounded(sums: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.floor(sums));
}

/** As `convolve`, with a kernel of whole 16-bit numbers whose sums with all samples are below 32,768. */
export function convolveWhole(
  fromAt: usize,
  toAt: usize,
  samples: i32,
  stride: i32,
  bands: i32,
  width: i32,
  height: i32,
  kernelAt: usize,
  offset: i32,
): void {
  const start = i16x8.splat(<i16>offset);
  for (let done = 0; done < samples; done += 16, fromAt += 16, toAt += 16) {
    let low = start;
    let high = start;
    let factorAt = kernelAt;
    for (let row = 0; row < height; row++) {
      let at = fromAt + <usize>(row * stride);
      for (let column = 0; column < width; column++, at += bands, factorAt += 2) {
        const factor = v128.load16_splat(factorAt);
        const all = v128.load(at);
        low = i16x8.add(low, i16x8.mul(factor, i16x8.extend_low_i8x16_u(all)));
        high = i16x8.add(high, i16x8.mul(factor, i16x8.extend_high_i8x16_u(all)));
      }
    }
    v128.store(toAt, i8x16.narrow_i16x8_u(low, high));
  }
}

/** Replaces the pixels of each block of a row of blocks by their mean. */
export function flattenBlocks(at: usize, width: i32, rows: i32, bands: i32, size: i32): void {
  const stride = width * bands;
  for (let left = 0; left < width; left += size) {
    const samples = min(size, width - left) * bands;
    const count = (samples / bands) * rows;
    for (let band = 0; band < bands; band++) {
      const blockAt = at + <usize>(left * bands + band);
      let sum = 0;
      for (let row = 0; row < rows; row++)
        for (let sample = 0; sample < samples; sample += bands) sum += <i32>load<u8>(blockAt + <usize>(row * stride + sample));
      const mean = <u8>((2 * sum + count) / (2 * count));
      for (let row = 0; row < rows; row++)
        for (let sample = 0; sample < samples; sample += bands) store<u8>(blockAt + <usize>(row * stride + sample), mean);
    }
  }
}

/**
 * The medians of a row: for each sample, the one at a place in the sorted neighborhood. Finds it bit by bit, by counting the samples
 * below a value. The neighborhood has at most 255 samples.
 */
export function median(fromAt: usize, toAt: usize, samples: i32, stride: i32, bands: i32, width: i32, height: i32, place: i32): void {
  const places = i8x16.splat(<i8>place);
  for (let done = 0; done < samples; done += 16, fromAt += 16, toAt += 16) {
    let found = i8x16.splat(0);
    for (let bit = 128; bit > 0; bit >>= 1) {
      const candidate = v128.or(found, i8x16.splat(<i8>bit));
      let below = i8x16.splat(0);
      for (let row = 0; row < height; row++) {
        let at = fromAt + <usize>(row * stride);
        for (let column = 0; column < width; column++, at += bands) below = i8x16.sub(below, i8x16.lt_u(v128.load(at), candidate));
      }
      found = v128.bitselect(candidate, found, i8x16.le_u(below, places));
    }
    v128.store(toAt, found);
  }
}
