import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type SharpOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { assertFiltered, filterMetadata } from '../../../src/engine/containers/filterMetadata';
import { orientationOf } from '../../../src/engine/metadata/exif';
import { stripProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { SourceFormat } from '../../../src/shared/values/formats';
import { tiff, write } from '../fixtures/images';
import { markersIn, planted } from '../fixtures/plantedMetadata';
import { place, runOn, temporaryFolder } from '../fixtures/runs';

/** Metadata is taken out of every block of a file, and its samples stay as they are stored. */

const names = Object.keys(planted) as (keyof typeof planted)[];
const formatOf = (name: string) => name.replace('big-endian ', '') as SourceFormat;
const gone = {
  strip: /MARK-/,
  'copyright-only': /MARK-(?:gps|preview|private)/,
  'strip-gps': /MARK-(?:gps|preview)/,
  previews: /MARK-preview/,
} as const;
const policies = ['strip', 'strip-gps', 'copyright-only'] as const;

async function samplesOf(image: Buffer): Promise<readonly Buffer[]> {
  const { pages = 1, format } = await sharp(image).metadata();
  const decode = (options: SharpOptions) => sharp(image, options).raw().toBuffer();
  if (format !== 'tiff') return [await decode({ animated: true })];
  return Promise.all(Array.from({ length: pages }, (_, page) => decode({ page })));
}

/** Where the coded samples of a format start. */
const codedStart: Readonly<Partial<Record<SourceFormat, Buffer>>> = {
  ...{ jpeg: Buffer.from([0xff, 0xda]), png: Buffer.from('IDAT'), webp: Buffer.from('VP8 '), gif: Buffer.from([0x21, 0xf9]) },
};

/** Coded samples, found independently of the code under test. */
function codedOf(bytes: Buffer, format: SourceFormat): Buffer {
  const start = codedStart[format];
  const at = start ? bytes.indexOf(start) : -1;
  return at < 0 ? Buffer.alloc(0) : bytes.subarray(at, at + 40);
}

describe.each(names)('a %s with a marker in every block', (name) => {
  const format = formatOf(name);

  test.each(Object.keys(gone) as (keyof typeof gone)[])('loses what %s removes, and no sample', async (removal) => {
    const before = await planted[name]();
    expect(markersIn(before).some((marker) => /preview/.test(marker))).toBe(true);
    const { bytes } = filterMetadata(before, format, removal) ?? {};
    if (bytes === undefined) throw new Error('not filtered');
    expect(markersIn(bytes).filter((marker) => gone[removal].test(marker))).toEqual([]);
    if (removal === 'copyright-only' && format !== 'gif')
      expect(markersIn(bytes)).toContain('MARK-copyright-exif'.replace('exif', name.endsWith('tiff') ? 'tag' : 'exif'));
    if (removal === 'strip-gps') expect(markersIn(bytes).join()).toContain('MARK-private');
    expect(await samplesOf(bytes)).toEqual(await samplesOf(before));
    expect(codedOf(bytes, format)).toEqual(codedOf(before, format));
    expect(() => assertFiltered(before, format, removal)).toThrow('discarded');
    assertFiltered(bytes, format, removal);
  });

  test.each(policies)('%s writes it again without encoding, turned as before', async (policy) => {
    const before = await planted[name]();
    const source = place(join(temporaryFolder(), `a.${format}`), before);
    const { status, target, notes = [], outputs, message } = await runOn(source, stripProfile(policy, { kind: 'beside' }));
    expect({ status, message }).toEqual({ status: 'done' });
    expect(notes.join()).not.toContain('encoded again');
    const after = readFileSync(target);
    expect(markersIn(after).filter((marker) => gone[policy].test(marker))).toEqual([]);
    expect(await samplesOf(after)).toEqual(await samplesOf(before));
    const [first, second] = await Promise.all([sharp(before).metadata(), sharp(after).metadata()]);
    expect([second.orientation ?? 1, second.pages, second.loop]).toEqual([first.orientation ?? 1, first.pages, first.loop]);
    expect(second.icc).toEqual(first.icc);
    expect(outputs[0]).toMatchObject({ width: first.autoOrient.width });
    // A clean file is kept, which is told once.
    const again = await runOn(target, stripProfile(policy, { kind: 'replace' }));
    expect([again.status, again.code, again.message, again.notes ?? []]).toEqual([
      'kept',
      'already-fits',
      'The source was kept: it has no metadata to remove.',
      [],
    ]);
  });
});

test('the orientation is all that strip leaves of EXIF', async () => {
  for (const name of ['jpeg', 'webp'] as const) {
    const { bytes } = filterMetadata(await planted[name](), name, 'strip') as { bytes: Buffer };
    const { exif } = await sharp(bytes).metadata();
    expect([orientationOf(exif as Buffer), (exif as Buffer).length < 40], name).toEqual([6, true]);
  }
});

describe('a preview of the source is gone from every encoded output', () => {
  const steps: readonly [string, Profile][] = [
    ['cropped', { steps: [{ operation: 'crop', left: 0, top: 0, width: 20, height: 20 }] }],
    ['resized', { steps: [{ operation: 'resize', width: 20 }] }],
    ['pixelated', { steps: [{ operation: 'pixelate', size: 8 }] }],
    ['converted', {}],
    ['encoded again', { outputs: [{ quality: 50 }] }],
    ['cropped without location', { steps: [{ operation: 'crop', left: 0, top: 0, width: 20, height: 20 }], metadata: 'strip-gps' }],
  ];
  test.each(steps)('%s', async (_, profile) => {
    for (const name of ['jpeg', 'webp', 'png'] as const) {
      for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
        const source = place(join(temporaryFolder(), `a.${name}`), await planted[name]());
        const outputs = [{ ...(profile.outputs as object[] | undefined)?.[0], format, name: '{name}-b' }];
        if ((format === 'png' && profile.outputs) || (format === name && !profile.steps && !profile.outputs)) continue;
        const { status, message, target } = await runOn(source, { ...profile, outputs });
        expect({ status, message }, format).toEqual({ status: 'done' });
        const after = readFileSync(target);
        const left = markersIn(after).filter((marker) => /preview/.test(marker));
        expect(left, `${name} to ${format}`).toEqual([]);
        const { exif } = await sharp(after).metadata();
        if (name === 'jpeg' && format === 'jpeg') expect(exif?.includes('MARK-copyright'), name).toBe(true);
      }
    }
  });
});

describe('what hides behind the fields of a block is gone', () => {
  const plain = (format: 'jpeg' | 'png' | 'gif') =>
    sharp({ create: { width: 20, height: 10, channels: 3, background: 'teal' } })
      .toFormat(format)
      .toBuffer();
  const afterMarker = Buffer.from('MARK-private');

  test.each(['Adobe\0d\0\0\0\0\x01', 'Other'])('in a segment of a JPEG for the color transform', async (name) => {
    const jpeg = await plain('jpeg');
    const data = Buffer.concat([Buffer.from(name, 'latin1'), afterMarker]);
    const segment = Buffer.concat([Buffer.from([0xff, 0xee, 0, data.length + 2]), data]);
    const source = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
    for (const policy of policies) {
      const { bytes } = filterMetadata(source, 'jpeg', policy) as { bytes: Buffer };
      expect(markersIn(bytes)).toEqual([]);
      expect(bytes.includes('Adobe')).toBe(name.startsWith('Adobe'));
      expect(await samplesOf(bytes)).toEqual(await samplesOf(source));
    }
  });

  test('in the last chunk of a PNG', async () => {
    const png = await plain('png');
    const end = Buffer.concat([Buffer.from([0, 0, 0, afterMarker.length]), Buffer.from('IEND'), afterMarker, Buffer.alloc(4)]);
    const source = Buffer.concat([png.subarray(0, -12), end]);
    expect(filterMetadata(source, 'png', 'strip')?.bytes).toEqual(filterMetadata(png, 'png', 'strip')?.bytes);
  });

  test('in the control of a GIF', async () => {
    const gif = await plain('gif');
    const control = gif.indexOf(Buffer.from([0x21, 0xf9, 4]));
    const more = Buffer.concat([Buffer.from([afterMarker.length]), afterMarker]);
    const source = Buffer.concat([gif.subarray(0, control + 7), more, gif.subarray(control + 7)]);
    const unknown = Buffer.concat([gif.subarray(0, control), Buffer.from([0x21, 0xf9]), more, Buffer.from([0]), gif.subarray(control)]);
    for (const each of [source, unknown]) expect(filterMetadata(each, 'gif', 'strip')?.bytes).toEqual(gif);
  });
});

describe('an unusual structure', () => {
  test('with fill bytes before segments is not encoded again', async () => {
    const jpeg = await planted.jpeg();
    const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)]);
    expect(filterMetadata(filled, 'jpeg', 'strip')?.bytes).toEqual(filterMetadata(jpeg, 'jpeg', 'strip')?.bytes);
  });

  test.each([
    ['stray bytes between segments are taken out first', Buffer.from('xx'), false],
    ['a marker without a length needs another encoding, with a note', Buffer.from([0xff, 0x01]), true],
  ])('%s', async (_, between, isEncoded) => {
    const jpeg = await planted.jpeg();
    const at = jpeg.indexOf(Buffer.from([0xff, 0xfe]));
    const odd = Buffer.concat([jpeg.subarray(0, at), between, jpeg.subarray(at)]);
    expect(filterMetadata(odd, 'jpeg', 'strip')).toBeUndefined();
    const { status, target, notes = [] } = await runOn(place(join(temporaryFolder(), 'a.jpg'), odd), { metadata: 'strip' });
    expect(status).toBe('done');
    expect(notes.some((note) => note.startsWith('The pixels were encoded again'))).toBe(isEncoded);
    expect(markersIn(readFileSync(target))).toEqual([]);
  });

  test.each(names.filter((name) => name !== 'gif'))('a truncated or damaged %s never throws', async (name) => {
    const whole = await planted[name]();
    for (let length = 0; length < whole.length; length += 37) filterMetadata(whole.subarray(0, length), formatOf(name), 'strip');
    for (let at = 4; at < Math.min(whole.length, 3000); at += 5) {
      const damaged = Buffer.from(whole);
      damaged[at] = 0xff - (damaged[at] as number);
      filterMetadata(damaged, formatOf(name), 'strip-gps');
    }
  });
});

test('all pages of a TIFF stay when only metadata is removed', async () => {
  const page = (side: number) => ({ width: side, height: side, samples: 1, photometric: 1, data: Buffer.alloc(side * side, side) });
  for (const sides of [
    [16, 8],
    [16, 16],
    [16, 9, 20],
  ]) {
    const source = await write(join(temporaryFolder(), 'a.tif'), tiff(...sides.map(page)));
    const { status, target } = await runOn(source, stripProfile('strip', { kind: 'folder', folder: 'out' }));
    expect(status).toBe('done');
    expect(await samplesOf(readFileSync(target))).toEqual(await samplesOf(readFileSync(source)));
  }
});

test('a second page of half the size is a page, and is not lost by a step', async () => {
  const page = (side: number) => ({ width: side, height: side, samples: 1, photometric: 1, data: Buffer.alloc(side * side, side) });
  const source = await write(join(temporaryFolder(), 'a.tif'), tiff(page(16), page(8)));
  await expect(runOn(source, { steps: [{ operation: 'resize', width: 4 }], outputs: [{ name: 'b' }] })).rejects.toThrow('pages-lost');
});
