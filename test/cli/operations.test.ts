import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { unpackIco } from '../../src/engine/formats/ico';
import { writeImage } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, parseLines } from './commandLine';

/** Every command that processes images, each call in a separate process. */

setUpPool();
beforeEach(() => writeImage(join(workspace.images, 'a.jpg'), { width: 400, height: 300 }));

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);
const at = (...path: readonly string[]) => join(workspace.root, ...path);

/** The format and size of an image, or the sides of the images in an icon. */
async function made(path: string): Promise<string> {
  if (path.endsWith('.ico'))
    return unpackIco(await readFile(at(path)))
      .map(({ data }) => data.readUInt32BE(16))
      .join(', ');
  const { format, width, height } = await sharp(at(path)).metadata();
  return `${format} ${width} x ${height}`;
}

/** A step with a list, one with a ratio, one in JSON, and one without values: the size shows the crop to 2:1, the rotation, and the fitting. */
const manySteps = [
  ...['--step', 'convolve:width=3,height=3,kernel=0,0,0,0,1,0,0,0,0', '--step', 'crop:aspectRatio=2:1,gravity=west'],
  ...['--step', '{"operation":"rotate","angle":90}', '--step', 'flip', '--long-edge', '200'],
];

test.each<[string, readonly string[], string, string]>([
  ['convert', ['--format', 'png', '--set', 'palette=true', '--set', 'colors=16'], 'images/a.png', 'png 400 x 300'],
  ['convert', ['--format', 'ico', '--set', 'sizes=16,32'], 'images/a.ico', '16, 32'],
  ['thumbnails', ['--format', 'JPG'], 'images/a-200.jpg', 'jpeg 200 x 150'],
  ['convert', ['--format', 'ico', '--set', 'sizes=48'], 'images/a.ico', '48'],
  ['filter', ['blur', '--intensity', '30'], 'images/a-blur.jpg', 'jpeg 400 x 300'],
  ['apply', manySteps, 'images/a-apply.jpg', 'jpeg 100 x 200'],
  ['resize', ['--short-edge', '30'], 'images/a-30short.jpg', 'jpeg 40 x 30'],
  ['resize', ['--megapixels', '0.03', '--step', 'grayscale'], 'images/a-0.03mp.jpg', 'jpeg 200 x 150'],
])('%s %j writes the expected image', async (command, options, path, expected) => {
  const said = await run(command, ...options, 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(await made(path)).toBe(expected);
});

test('convert makes several formats at once, by the names of their extensions as well', async () => {
  expect(await run('convert', '--format', 'webp,tif', '--quality', '50', 'images')).toMatchObject({ code: 0, err: '' });
  expect(await made('images/a.webp')).toBe('webp 400 x 300');
  expect(await made('images/a.tif')).toBe('tiff 400 x 300');
});

test('convert finds the quality of each file by itself', async () => {
  const { outcomes } = parseLines(await run('convert', '--format', 'webp', '--quality', 'auto', '--json', 'images'));
  expect(outcomes.length).toBeGreaterThan(0);
  for (const { status, notes } of outcomes)
    expect({ status, notes }).toEqual({ status: 'done', notes: [expect.stringMatching(/^Quality \d+ \(automatic\)\.$/)] });
});

test('convert writes the smallest format, which a dry run leaves open, a second run knows, and undo takes back', async () => {
  const call = ['convert', '--format', 'best', '--out', 'out', '--set', 'effort=1'] as const;
  const dry = await run(...call, '--dry-run', 'images/a.jpg');
  expect(dry.out).toContain(
    `a.jpg -> ${['jpg', 'png', 'webp'].map((each) => join('out', `a.${each}`)).join(', ')}, or ${join('out', 'a.avif')}`,
  );
  const { outcomes } = parseLines(await run(...call, '--json', 'images/a.jpg'));
  const [outcome] = outcomes;
  const [output] = outcome?.outputs ?? [];
  expect(outcome).toMatchObject({
    status: 'done',
    notes: expect.arrayContaining([expect.stringMatching(/^Best format of \w+ \([\d.]+ K?B\), /)]),
  });
  const extension = output?.format === 'jpeg' ? 'jpg' : output?.format;
  expect(await made(`out/a.${extension}`)).toMatch(/ 400 x 300$/);
  expect((await run(...call, 'images/a.jpg')).out).toContain('1 skipped');
  expect(await run('undo', '--yes')).toMatchObject({ code: 0 });
  expect(existsSync(output?.target as string)).toBe(false);
});

test('optimize makes files smaller, and keeps those that it cannot make smaller: into a folder it copies them, unless it is told not to', async () => {
  const plain = sharp({ create: { width: 300, height: 300, channels: 3, background: '#3a7' } });
  await plain.clone().png({ compressionLevel: 0 }).toFile(join(workspace.images, 'large.png'));
  const first = parseLines(await run('optimize', '--json', 'images'));
  expect(first.outcomes.find(({ source }) => source.endsWith('large.png'))).toMatchObject({ status: 'done' });
  const optimized = join('images', 'large-optimized.png');
  const again = parseLines(await run('optimize', '--json', optimized));
  expect(again.outcomes).toMatchObject([{ status: 'kept', code: 'larger' }]);
  expect(again.summary.counts.kept).toBe(1);
  const said = await run('optimize', '--out', 'all', optimized);
  expect(said, 'a complete set').toMatchObject({ code: 0, out: expect.stringContaining('1 kept') });
  expect(await readFile(at('all', 'large-optimized.png'))).toEqual(await readFile(at(optimized)));
  expect(await run('optimize', '--out', 'some', '--set', 'copyKept=false', optimized)).toMatchObject({ code: 0 });
  expect(existsSync(at('some', 'large-optimized.png'))).toBe(false);
});

test('responsive makes widths and formats from one image, with markup and a manifest', async () => {
  const lists = ['--markup', 'images/out/images.html', '--manifest', 'images/out/list.csv', '--manifest-format', 'csv'];
  const said = await run('responsive', '--widths', '100,200,4000', '--format', 'webp,jpeg', '--out', 'images/out', ...lists, 'images');
  expect(said).toMatchObject({ code: 0, err: 'images/a.jpg: Already fits: copied unchanged.\n' });
  expect(await made('images/out/a-200.webp')).toBe('webp 200 x 150');
  expect(await made('images/out/a-400.jpg'), 'nothing is enlarged').toBe('jpeg 400 x 300');
  const html = await readFile(at('images', 'out', 'images.html'), 'utf8');
  expect(html).toContain('srcset="a-100.webp 100w, a-200.webp 200w, a-400.webp 400w"');
  const rows = (await readFile(at('images', 'out', 'list.csv'), 'utf8')).trimEnd().split('\r\n');
  expect(rows[0]).toBe('source,output,digest,bytes,width,height,format');
  expect(rows).toHaveLength(7);
  const undone = await run('undo');
  expect(undone.out).toContain('8 new files removed');
});

test('a manifest path is relative to the working folder; one manifest covers all paths, and an empty batch has one, too', async () => {
  await mkdir(at('more'));
  await cp(join(workspace.images, 'a.jpg'), at('more', 'b.jpg'));
  const said = await run('convert', '--format', 'webp', '--manifest', 'lists/new.txt', 'images', 'more');
  expect(said).toMatchObject({ code: 0, err: '' });
  const lines = (await readFile(at('lists', 'new.txt'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/^[0-9a-f]{64}: /, ''))).toEqual(['images/a.jpg', 'more/b.jpg']);
  await mkdir(at('empty'));
  expect(await run('convert', '--format', 'webp', '--manifest', 'none.txt', 'empty')).toMatchObject({ code: 0, err: '' });
  expect(await readFile(at('none.txt'), 'utf8')).toBe('');
});

test('strip removes metadata according to its policy', async () => {
  const exif = { IFD0: { Copyright: 'me' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
  await sharp(join(workspace.images, 'a.jpg')).withExif(exif).toFile(join(workspace.images, 'gps.jpg'));
  await run('strip', '--metadata', 'copyright-only', join('images', 'gps.jpg'));
  const kept = (await sharp(at('images', 'gps-stripped.jpg')).metadata()).exif;
  expect(kept?.includes('me')).toBe(true);
  await run('strip', join('images', 'gps.jpg'));
  expect((await sharp(at('images', 'gps-stripped-2.jpg')).metadata()).exif).toBeUndefined();
});

test('strip changes no sample in any format, and keeps a file without metadata', async () => {
  const source = sharp(join(workspace.images, 'a.jpg'))
    .resize(80)
    .withExif({ IFD0: { Artist: 'me' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  for (const name of ['b.jpg', 'c.png', 'd.tif', 'e.webp', 'f.avif']) await source.clone().toFile(join(workspace.images, name));
  const said = parseLines(await run('strip', '--json', 'images'));
  expect(said.outcomes).toHaveLength(6);
  for (const { source: path, status } of said.outcomes) expect(status, path).toBe(path.endsWith('a.jpg') ? 'kept' : 'done');
  const samples = (path: string) => sharp(at('images', path)).raw().toBuffer();
  for (const name of ['b-stripped.jpg', 'c-stripped.png', 'd-stripped.tif', 'e-stripped.webp', 'f-stripped.avif']) {
    expect((await samples(name)).equals(await samples(name.replace('-stripped', ''))), name).toBe(true);
    const { exif, xmp } = await sharp(at('images', name)).metadata();
    expect({ exif, xmp }, name).toEqual({ exif: undefined, xmp: undefined });
  }
});

describe('an invalid call is refused and changes nothing', () => {
  test.each<[readonly string[], string]>([
    [['convert', 'images'], 'error: convert needs a --format'],
    [
      ['convert', '--format', 'heic', 'images'],
      "error: option '--format <formats>' argument 'heic' is invalid. Allowed choices are source, jpeg",
    ],
    [['apply', 'images'], 'error: apply needs at least one --step'],
    [['apply', '--step', 'swirl', 'images'], "'swirl' is not one of resize, crop"],
    [['apply', '--step', 'blur:sigma=0', 'images'], 'error: --step blur:sigma: must be between 0.3 and 1000, got 0'],
    [['apply', '--step', 'blur:radius=3', 'images'], 'error: --step blur: unknown key radius'],
    [['apply', '--step', '{broken', 'images'], "error: option '--step <step>' argument '{broken' is invalid."],
    [['apply', '--step', 'blur:sigma', 'images'], 'Expected KEY=VALUE, got sigma.'],
    [['filter', 'swirl', 'images'], "error: command-argument value 'swirl' is invalid for argument 'filter'. Allowed choices are blur"],
    [
      ['filter', 'sepia', '--intensity', '0', 'images'],
      "error: option '--intensity <number>' argument '0' is invalid. It must be a number from 1 to 100.",
    ],
    [['apply', '--step', 'watermark:image=missing.png', 'images'], 'missing.png: The file does not exist.'],
    [['apply', '--step', 'watermark:image=images', 'images'], 'images: This is a folder, not a file.'],
    [['convert', '--format', 'png', '--name', '{size}', 'images'], 'unknown token {size}; known tokens: {name}'],
    [['convert', '--format', 'png', '--name', '{digest}', '--conflict', 'overwrite', 'images'], 'cannot overwrite'],
    [['convert', '--format', 'png', '--set', 'mozjpeg=true', 'images'], 'does not apply to png; it applies to jpeg'],
    [['convert', '--format', 'png', '--manifest', 'images/a.jpg', 'images'], 'is already a source or an output of this run'],
    [['optimize', '--manifest-format', 'csv', 'images'], 'error: --manifest-format needs --manifest'],
    [['thumbnails', '--size', 'big', 'images'], "error: option '--size <pixels>' argument 'big' is invalid. It must be a number."],
  ])('%j', async (args, sentence) => {
    const said = await run(...args);
    expect(said.err).toContain(sentence);
    expect(said.code).toBe(2);
    expect(workspace.files(workspace.images)).toHaveLength(1);
  });
});

async function writeAnimation(): Promise<void> {
  await mkdir(at('gifs'), { recursive: true });
  const frames = await Promise.all(
    ['red', 'blue'].map((background) =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  await sharp(frames, { join: { animated: true } })
    .gif()
    .toFile(at('gifs', 'a.gif'));
}

test('a thumbnail is a PNG of the size that is asked for, and that of an animation shows its first frame', async () => {
  await writeAnimation();
  expect(await run('thumbnails', '--size', '10', 'gifs', 'images')).toMatchObject({ code: 0, err: '' });
  expect(await made('images/a-10.png')).toBe('png 10 x 8');
  expect(await made('gifs/a-10.png')).toBe('png 10 x 5');
  const { dominant } = await sharp(at('gifs', 'a-10.png')).stats();
  expect(dominant.r).toBeGreaterThan(dominant.b);
});

test('an animation is not converted to a still format without a choice of frames', async () => {
  await writeAnimation();
  const said = await run('convert', '--format', 'png', 'gifs');
  expect(said.err).toContain('Choose GIF, WebP, or APNG, or keep the first one with');
  expect(await run('convert', '--format', 'png', '--set', 'frames=sprite', 'gifs')).toMatchObject({ code: 0 });
  expect(await made('gifs/a.png')).toBe('png 40 x 10');
});
