import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { formatName, type OutputFormat } from '../../../src/shared/values/formats';
import { cmykTiff, gradient, grayProfile, p3Profile, solid, tiff, withProfile } from '../fixtures/images';
import { longEdge, place, runOn, temporaryFolder } from '../fixtures/runs';

/** Processes an image with a profile. Returns the metadata and the notes of the output. */
async function made(state: Sharp | Buffer, name: string, profile: Profile) {
  const path = place(join(temporaryFolder(), name), Buffer.isBuffer(state) ? state : await state.toBuffer());
  const { status, target, notes = [], code, message } = await runOn(path, profile);
  expect({ status, code, message }).toEqual({ status: 'done' });
  return { path, target, notes, metadata: await sharp(target).metadata() };
}

function to(format: OutputFormat, rest: Profile = {}): Profile {
  return longEdge(30, { outputs: [{ format }], ...rest });
}

/** The stored samples of the pixel in the middle, without applying color profiles. */
async function middleOf(path: string, space: 'srgb' | 'cmyk' | 'b-w' = 'srgb'): Promise<number[]> {
  const image = sharp(path, { ignoreIcc: true });
  const raw = space === 'cmyk' ? image.pipelineColorspace('cmyk').toColorspace('cmyk') : image.toColorspace(space);
  const { data, info } = await raw.raw().toBuffer({ resolveWithObject: true });
  const at = ((info.height >> 1) * info.width + (info.width >> 1)) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

function expectNear(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  const far = found.some((value, index) => Math.abs(value - (wanted[index] as number)) > tolerance);
  expect(far ? found : wanted).toEqual(wanted);
}

describe('transparency', () => {
  const clear = () => gradient(60, 40, 4).png();

  test.each(['png', 'webp', 'avif', 'gif', 'tiff'] as const)('%s keeps transparency', async (format) => {
    const { metadata, notes, target } = await made(clear(), 'a.png', to(format));
    expect(metadata.hasAlpha).toBe(true);
    expect(notes).toEqual([]);
    const { data } = await sharp(target).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alphas = [...data].filter((_, index) => index % 4 === 3);
    expect(Math.min(...alphas)).toBeLessThan(40);
    expect(Math.max(...alphas)).toBeGreaterThan(230);
  });

  test('a JPEG becomes white in transparent areas, with a note', async () => {
    const nothing = sharp({ create: { width: 60, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png();
    const { metadata, notes, target } = await made(nothing, 'a.png', to('jpeg'));
    expect(metadata.hasAlpha).toBe(false);
    expect(notes).toEqual(['Transparent areas became white: JPEG does not support transparency.']);
    expectNear(await middleOf(target), [255, 255, 255], 1);
  });

  test('a TIFF with JPEG compression loses transparency, with a note', async () => {
    const { metadata, notes } = await made(clear(), 'a.png', { outputs: [{ format: 'tiff', quality: 80 }] });
    expect(metadata.hasAlpha).toBe(false);
    expect(notes).toEqual(['Transparent areas became white: TIFF with JPEG compression does not support transparency.']);
  });

  test('contain pads with transparency if the format has it, else with white', async () => {
    const square: Profile = { steps: [{ operation: 'resize', width: 30, height: 30, fit: 'contain' }] };
    const png = await made(gradient(60, 20).png(), 'a.png', { ...square, outputs: [{ format: 'png' }] });
    expect(png.metadata).toMatchObject({ width: 30, height: 30, hasAlpha: true });
    const jpeg = await made(gradient(60, 20).png(), 'a.png', { ...square, outputs: [{ format: 'jpeg' }] });
    const [red] = await sharp(jpeg.target).extract({ left: 15, top: 2, width: 1, height: 1 }).raw().toBuffer();
    expect(red).toBeGreaterThan(250);
  });
});

describe('CMYK', () => {
  /** Only black ink, which a detour through RGB would mix from all four inks. */
  const black: [number, number, number, number] = [0, 0, 0, 200];
  const jpegOf = (inks: [number, number, number, number]) =>
    sharp(cmykTiff(60, 40, inks))
      .pipelineColorspace('cmyk')
      .toColorspace('cmyk')
      .jpeg({ quality: 95 });

  test.each(['jpeg', 'tiff'] as const)('converting CMYK to %s keeps the ink values', async (format) => {
    for (const inks of [black, [255, 0, 0, 0], [10, 200, 30, 40]] as [number, number, number, number][]) {
      const { metadata, notes, target, path } = await made(jpegOf(inks), 'a.jpg', to(format));
      expectNear(await middleOf(path, 'cmyk'), inks, 4);
      expect(metadata.space).toBe('cmyk');
      expectNear(await middleOf(target, 'cmyk'), inks, 6);
      expect(notes).toEqual([]);
    }
  });

  const profiled = async () =>
    sharp(await solid(60, 40, '#c04020').png().toBuffer())
      .withIccProfile('cmyk')
      .toColorspace('cmyk')
      .jpeg();

  test('CMYK keeps its color profile', async () => {
    const { metadata, path, target } = await made(await profiled(), 'a.jpg', to('jpeg'));
    const before = await sharp(path).metadata();
    expect(before).toMatchObject({ space: 'cmyk', hasProfile: true });
    expect(metadata).toMatchObject({ space: 'cmyk', hasProfile: true });
    expect(metadata.icc?.equals(before.icc as Buffer)).toBe(true);
    expectNear(await middleOf(target, 'cmyk'), await middleOf(path, 'cmyk'), 4);
  });

  test.each(['png', 'webp', 'avif', 'gif'] as const)('converting CMYK to %s makes RGB, with a note', async (format) => {
    const { metadata, notes, target } = await made(await profiled(), 'a.jpg', to(format));
    expect(metadata.space).toBe('srgb');
    expect(notes[0]).toBe(`CMYK became RGB: ${formatName(format)} does not support CMYK.`);
    // The CMYK profile would change RGB colors.
    if (metadata.icc) expect(metadata.icc.toString('latin1', 16, 20)).toBe('RGB ');
    expectNear((await middleOf(target)).slice(0, 3), [192, 64, 32], 16);
  });

  test('contain pads CMYK with the color of paper', async () => {
    const steps = [{ operation: 'resize' as const, width: 30, height: 30, fit: 'contain' as const }];
    const { target, metadata } = await made(jpegOf(black), 'a.jpg', { steps });
    expect(metadata).toMatchObject({ width: 30, height: 30, space: 'cmyk' });
    const corner = sharp(target).pipelineColorspace('cmyk').toColorspace('cmyk').extract({ left: 15, top: 1, width: 1, height: 1 });
    expectNear([...(await corner.raw().toBuffer())], [0, 0, 0, 0], 6);
  });
});

describe('bit depth', () => {
  const deep = () => gradient(60, 40).toColorspace('rgb16').png();
  const deepGray = () => gradient(60, 40, 1).toColorspace('grey16').png();

  test('16 bits are kept in PNG and TIFF', async () => {
    for (const format of ['png', 'tiff'] as const) {
      const { metadata, notes } = await made(deep(), 'a.png', to(format));
      expect(metadata).toMatchObject({ space: 'rgb16', depth: 'ushort' });
      const gray = await made(deepGray(), 'a.png', to(format));
      expect(gray.metadata).toMatchObject({ space: 'grey16', depth: 'ushort', channels: 1 });
      expect([...notes, ...gray.notes]).toEqual([]);
    }
  });

  test('AVIF has 12 bits, or 8 on request, with a note', async () => {
    const { metadata, notes } = await made(deep(), 'a.png', to('avif'));
    expect(metadata).toMatchObject({ depth: 'ushort', bitsPerSample: 12 });
    expect(notes).toEqual(['16-bit samples became 12-bit samples: AVIF is written with 12 bits.']);
    const plain = await made(deep(), 'a.png', { ...to('avif'), outputs: [{ format: 'avif', bitDepth: 8 }] });
    expect(plain.metadata).toMatchObject({ depth: 'uchar', bitsPerSample: 8 });
    expect(plain.notes).toEqual(['16-bit samples became 8-bit samples: AVIF is written with 8 bits.']);
  });

  test.each(['jpeg', 'webp', 'gif'] as const)('%s has 8 bits, with a note', async (format) => {
    const { metadata, notes, target, path } = await made(deep(), 'a.png', to(format));
    expect(metadata.depth).toBe('uchar');
    expect(notes).toEqual([`16-bit samples became 8-bit samples: ${formatName(format)} is written with 8 bits.`]);
    const before = (await sharp(path).resize(30).raw().toBuffer({ resolveWithObject: true })).data;
    expectNear(await middleOf(target), [...before.subarray((10 * 30 + 15) * 3, (10 * 30 + 15) * 3 + 3)], 24);
  });

  test('TIFF with JPEG compression has 8 bits, with a note', async () => {
    const { metadata, notes } = await made(deep(), 'a.png', { outputs: [{ format: 'tiff', quality: 80 }] });
    expect(metadata.depth).toBe('uchar');
    expect(notes).toEqual(['16-bit samples became 8-bit samples: TIFF with JPEG compression is written with 8 bits.']);
  });

  test('16-bit images keep their alpha', async () => {
    const { metadata } = await made(gradient(60, 40, 4).toColorspace('rgb16').png(), 'a.png', to('png'));
    expect(metadata).toMatchObject({ space: 'rgb16', hasAlpha: true, channels: 4 });
  });

  test('images with a palette or 1 bit are resized with 8 bits', async () => {
    const palette = await made(gradient(60, 40).png({ palette: true, colors: 8 }), 'a.png', to('png'));
    expect(palette.metadata).toMatchObject({ space: 'srgb', depth: 'uchar' });
    const bitonal = gradient(60, 40, 1).toColorspace('b-w').threshold().tiff({ bitdepth: 1, compression: 'ccittfax4' });
    expect((await made(bitonal, 'a.tif', to('png'))).metadata).toMatchObject({ width: 30, height: 20, channels: 1 });
  });
});

describe('gray', () => {
  const gray = (channels: 1 | 2 = 1) => gradient(60, 40, channels).toColorspace('b-w').png();

  test.each(['jpeg', 'png', 'tiff'] as const)('%s keeps a single gray channel', async (format) => {
    const { metadata, notes } = await made(gray(), 'a.png', to(format));
    expect(metadata).toMatchObject({ space: 'b-w', channels: 1 });
    expect(notes).toEqual([]);
  });

  test.each(['webp', 'avif', 'gif'] as const)('%s shows the same gray', async (format) => {
    const { target, metadata } = await made(solid(60, 40, '#646464').toColorspace('b-w').png(), 'a.png', to(format));
    expect(metadata).toMatchObject({ width: 30, height: 20 });
    expectNear((await middleOf(target)).slice(0, 3), [100, 100, 100], 4);
  });

  test('gray keeps its alpha', async () => {
    expect((await made(gray(2), 'a.png', to('png'))).metadata).toMatchObject({ space: 'b-w', channels: 2, hasAlpha: true });
    expect((await made(gray(2), 'a.png', to('jpeg'))).metadata).toMatchObject({ space: 'b-w', channels: 1 });
  });

  test('contain pads gray with white', async () => {
    const steps = [{ operation: 'resize' as const, width: 30, height: 30, fit: 'contain' as const }];
    const { target, metadata } = await made(gradient(60, 20, 1).toColorspace('b-w').jpeg(), 'a.jpg', { steps });
    expect(metadata).toMatchObject({ width: 30, height: 30, space: 'b-w' });
    const [corner] = await sharp(target).extract({ left: 15, top: 1, width: 1, height: 1 }).raw().toBuffer();
    expect(corner).toBeGreaterThan(250);
  });

  describe('gray with a color profile', () => {
    // Linear light, which would look far too dark without its profile.
    const linear = async () => withProfile(await solid(60, 40, '#323232').toColorspace('b-w').png().toBuffer(), grayProfile(1));

    test.each(['jpeg', 'png', 'tiff'] as const)('%s keeps gray and its profile', async (format) => {
      const { metadata, target } = await made(await linear(), 'a.png', to(format));
      expect(metadata.space).toBe('b-w');
      expect(metadata.icc).toEqual(grayProfile(1));
      expectNear(await middleOf(target, 'b-w'), [50], 2);
    });

    test.each(['webp', 'avif', 'gif'] as const)('%s has the colors that the gray profile means, without the profile', async (format) => {
      const { metadata, target } = await made(await linear(), 'a.png', to(format));
      if (metadata.icc) expect(metadata.icc.toString('latin1', 16, 20)).toBe('RGB ');
      // 50 of 255 in linear light is 122 in sRGB (IEC 61966-2-1).
      expectNear((await middleOf(target)).slice(0, 3), [122, 122, 122], 4);
    });
  });

  test('16-bit gray keeps its profile, or its colors when it becomes RGB', async () => {
    const deep = withProfile(await solid(60, 40, '#323232').toColorspace('grey16').png().toBuffer(), grayProfile(1));
    const { metadata } = await made(deep, 'a.png', to('png'));
    expect(metadata).toMatchObject({ space: 'grey16', icc: grayProfile(1) });
    for (const format of ['webp', 'gif'] as const) {
      const { target, notes } = await made(deep, 'a.png', to(format));
      expectNear((await middleOf(target)).slice(0, 3), [122, 122, 122], 4);
      expect(notes).toContain(`16-bit samples became 8-bit samples: ${formatName(format)} is written with 8 bits.`);
    }
  });
});

describe('color profile', () => {
  /** The pure red of Display P3, which is outside sRGB. */
  const p3Red = async () => withProfile(await solid(60, 40, '#ff0000').png().toBuffer(), await p3Profile());

  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)('%s keeps the color profile and the stored colors', async (format) => {
    const { metadata, notes, target } = await made(await p3Red(), 'a.png', to(format));
    expect(metadata.icc).toEqual(await p3Profile());
    expectNear(await middleOf(target), [255, 0, 0], 3);
    expect(notes).toEqual([]);
  });

  test('a GIF has no color profile, so the colors become sRGB, with a note', async () => {
    const soft = gradient(60, 40).withIccProfile('p3').png();
    const { metadata, notes } = await made(soft, 'a.png', to('gif'));
    expect(metadata.icc).toBeUndefined();
    expect(notes.join(' ')).toContain('color profile');
  });

  test('16 bits keep their color profile', async () => {
    const deep = sharp(await p3Red())
      .toColorspace('rgb16')
      .keepIccProfile()
      .png();
    const { metadata, target } = await made(deep, 'a.png', to('png'));
    expect(metadata).toMatchObject({ space: 'rgb16', hasProfile: true });
    expect(metadata.icc).toEqual(await p3Profile());
    expectNear(await middleOf(target), [255, 0, 0], 3);
  });
});

describe('metadata', () => {
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
  const tagged = () =>
    gradient(60, 40)
      .withExif({ IFD0: { Artist: 'Somebody', Copyright: 'Nobody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp(xmp);

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s keeps EXIF and XMP', async (format) => {
    const { metadata, notes } = await made(tagged().jpeg(), 'a.jpg', to(format));
    const exif = metadata.exif?.toString('latin1') ?? '';
    expect(exif).toContain('Somebody');
    expect(exif).toContain('Nobody');
    expect(metadata.xmp?.toString()).toContain('xmpmeta');
    expect(notes).toEqual([]);
  });

  test('TIFF keeps XMP, and the note names the lost EXIF', async () => {
    const { metadata, notes } = await made(tagged().jpeg(), 'a.jpg', to('tiff'));
    expect(metadata.xmp?.toString()).toContain('xmpmeta');
    expect(notes).toEqual(['Not supported by TIFF, so not kept: EXIF.']);
  });

  test('GIF keeps no metadata, and the note names what is lost', async () => {
    const { notes } = await made(tagged().jpeg(), 'a.jpg', to('gif'));
    expect(notes).toEqual(['Not supported by GIF, so not kept: EXIF, XMP.']);
  });

  test('no metadata is added to an image without any', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
      const { metadata } = await made(gradient(60, 40).png(), 'a.png', to(format));
      expect([metadata.exif, metadata.icc, metadata.xmp, metadata.iptc], format).toEqual([undefined, undefined, undefined, undefined]);
    }
  });
});

test('gray, RGB and CMYK TIFFs of another program keep their colors', async () => {
  const page = (samples: number, photometric: number) =>
    tiff({ width: 60, height: 40, samples, photometric, data: Buffer.alloc(60 * 40 * samples, 99) });
  expect((await made(page(1, 1), 'a.tif', to('tiff'))).metadata).toMatchObject({ space: 'b-w', channels: 1 });
  expect((await made(page(3, 2), 'a.tif', to('tiff'))).metadata).toMatchObject({ space: 'srgb', channels: 3 });
  expect((await made(page(4, 5), 'a.tif', to('tiff'))).metadata).toMatchObject({ space: 'cmyk', channels: 4 });
});
