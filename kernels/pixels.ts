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

/** Repeats each sample three times: gray becomes red, green, and blue. Writes up to 45 bytes beyond the last one. */
export function spread(fromAt: usize, toAt: usize, samples: i32): void {
  const end = fromAt + samples;
  for (; fromAt < end; fromAt += 16, toAt += 48) {
    const gray = v128.load(fromAt);
    v128.store(toAt, i8x16.shuffle(gray, gray, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
    v128.store(toAt, i8x16.shuffle(gray, gray, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10), 16);
    v128.store(toAt, i8x16.shuffle(gray, gray, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15), 32);
  }
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

/** Adds a number to a bin of the histograms of all columns of samples, for each sample of a row. */
export function countColumns(rowAt: usize, columns: i32, histogramsAt: usize, added: i32): void {
  for (let column = 0; column < columns; column++, histogramsAt += 512) {
    const at = histogramsAt + ((<usize>load<u8>(rowAt + column)) << 1);
    store<u16>(at, <u16>(<i32>load<u16>(at) + added));
  }
}

/**
 * Equalizes a row by the histograms of the windows around its samples, like hist_local of libvips: the result is the share of the
 * samples in the window that are no brighter. With a limit, what a bin has beyond it is spread over all bins.
 * @param fromAt the sample in the middle of the first window
 * @param histogramsAt a histogram of 256 16-bit bins for each column of samples, from the first column of the first window
 * @param windowAt memory for a histogram for each band
 * @param area of the window in pixels, below 65,536
 * @param limit of a bin; 65,535 is none
 */
export function equalize(
  fromAt: usize,
  toAt: usize,
  samples: i32,
  bands: i32,
  histogramsAt: usize,
  width: i32,
  windowAt: usize,
  area: i32,
  limit: i32,
): void {
  memory.fill(windowAt, 0, <usize>(bands << 9));
  for (let column = 0; column < (width - 1) * bands; column++)
    addBins(windowAt + <usize>((column % bands) << 9), histogramsAt + <usize>(column << 9));
  const limits = i16x8.splat(<i16>limit);
  const ones = i16x8.splat(1);
  const last = (width - 1) * bands;
  for (let sample = 0; sample < samples; sample++) {
    const binsAt = windowAt + <usize>((sample % bands) << 9);
    const newAt = histogramsAt + <usize>((sample + last) << 9);
    const oldAt = histogramsAt + <usize>(sample << 9);
    const target = <i32>load<u8>(fromAt + sample);
    const wholes = (target + 1) >> 3;
    let below = i32x4.splat(0);
    let all = i32x4.splat(0);
    let kept = i32x4.splat(0);
    for (let vector = 0; vector < 32; vector++) {
      const offset = <usize>(vector << 4);
      const bins = i16x8.add(v128.load(binsAt + offset), v128.load(newAt + offset));
      v128.store(binsAt + offset, i16x8.sub(bins, v128.load(oldAt + offset)));
      kept = i16x8.min_u(bins, limits);
      if (vector === wholes) below = i32x4.add(all, i32x4.dot_i16x8_s(v128.and(kept, firstLanes((target + 1) & 7)), ones));
      all = i32x4.add(all, i32x4.dot_i16x8_s(kept, ones));
    }
    if (wholes === 32) below = all;
    let sum = sumOf(below);
    if (limit < 65535) sum += ((target + 1) * (area - sumOf(all))) / 256;
    store<u8>(toAt + sample, <u8>((255 * sum) / area));
  }
}

/** A mask of the first lanes of 16 bits. */
function firstLanes(count: i32): v128 {
  return i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>count));
}

function sumOf(lanes: v128): i32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

function addBins(toAt: usize, fromAt: usize): void {
  for (let offset: usize = 0; offset < 512; offset += 16)
    v128.store(toAt + offset, i16x8.add(v128.load(toAt + offset), v128.load(fromAt + offset)));
}
