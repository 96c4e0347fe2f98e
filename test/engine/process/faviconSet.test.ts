import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import { unpackIco } from '../../../src/engine/formats/ico';
import { faviconProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { gradient, solid } from '../fixtures/images';
import { filesIn, only, place, planOf, run, runPlace, temporaryFolder } from '../fixtures/runs';

/** The icons of a website, from one image. */

/** A green square on the whole canvas, in a drawing that is smaller than every icon. */
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" viewBox="0 0 8 8"><path fill="#00aa66" d="M0 0h8v8H0z"/></svg>';

const background = '#ff8800';
const profile = faviconProfile({ kind: 'folder', folder: 'site' }, { filesFolder: 'site', background, siteName: 'A "B" & C' });

async function made(name: string, content: string | Buffer, change: Partial<Profile> = {}, before: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  place(join(root, name), content);
  for (const [path, text] of Object.entries(before)) place(join(root, path), text);
  const at = runPlace();
  const ran = await run(root, { ...profile, ...change }, { selection: [join(root, name)] }, at);
  const outcome = only(ran.outcomes);
  const errors = await writeRunFiles(at.directory, at.id, ran.recipe, [{ root, source: outcome.source, outputs: outcome.outputs }]);
  const file = (each: string) => join(root, 'site', each);
  return { root, at, outcome, errors, file, read: (each: string) => readFileSync(file(each), 'utf8') };
}

/** A pixel as red, green, blue, and alpha. */
async function pixel(image: string | Buffer, left: number, top: number): Promise<number[]> {
  return [...(await sharp(image).ensureAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

const green = [0, 170, 102, 255];
const orange = [255, 136, 0, 255];

describe('an SVG', () => {
  test('becomes all icons, drawn in their own sizes', async () => {
    const { outcome, file } = await made('logo.svg', drawing);
    expect({ status: outcome.status, notes: outcome.notes, unwritten: outcome.unwritten }).toEqual({ status: 'done' });
    const sizes = outcome.outputs.map(({ target, width, height, icon }) => `${basename(target)} ${icon} ${width}x${height}`);
    expect(sizes).toEqual([
      'favicon.ico ico 48x48',
      'icon.svg svg 8x8',
      'apple-touch-icon.png touch 180x180',
      'icon-192.png any 192x192',
      'icon-512.png any 512x512',
      'icon-mask.png maskable 512x512',
    ]);
    expect(unpackIco(readFileSync(file('favicon.ico'))).map(({ width }) => width)).toEqual([16, 32, 48]);
    // Enlarged pixels would have soft edges; a drawing fills the icon to its corners.
    expect(await pixel(file('icon-512.png'), 0, 0)).toEqual(green);
    expect(readFileSync(file('icon.svg'), 'utf8')).toContain('<svg');
  });

  test('is surrounded by the background where icons must be opaque, and keeps the safe zone', async () => {
    const { file } = await made('logo.svg', drawing);
    expect((await sharp(file('apple-touch-icon.png')).metadata()).hasAlpha).toBe(false);
    expect(await pixel(file('apple-touch-icon.png'), 19, 90)).toEqual(orange);
    expect(await pixel(file('apple-touch-icon.png'), 21, 90)).toEqual(green);
    // 80% of 512 in the middle.
    expect(await pixel(file('icon-mask.png'), 50, 256)).toEqual(orange);
    expect(await pixel(file('icon-mask.png'), 51, 256)).toEqual(green);
    expect(await pixel(file('icon-mask.png'), 460, 256)).toEqual(green);
    expect(await pixel(file('icon-mask.png'), 461, 256)).toEqual(orange);
  });

  test('is in its place already if it is called icon.svg', async () => {
    const { outcome, read } = await made('site/icon.svg', drawing);
    expect(outcome.unwritten?.map(({ target, status }) => `${basename(target)} ${status}`)).toEqual(['icon.svg skipped']);
    expect(read('icon.svg')).toBe(drawing);
    expect(read('favicon.html')).toContain('<link rel="icon" href="/icon.svg" type="image/svg+xml">');
  });

  test('is not there for tabs after steps, which work on pixels', async () => {
    const steps = [{ operation: 'resize' as const, width: 600, enlarge: true }];
    const { outcome } = await made('logo.svg', drawing, { steps });
    const names = outcome.outputs.map(({ target }) => basename(target));
    expect(names).toContain('favicon-96x96.png');
    expect(names).not.toContain('icon.svg');
    expect(names).toContain('icon-512.png');
  });
});

describe('an image of pixels', () => {
  test('is never enlarged: the sizes that it lacks are named', async () => {
    const { outcome, read } = await made('logo.png', await solid(300, 300, '#00aa66').png().toBuffer());
    expect(outcome.status).toBe('done');
    expect(outcome.outputs.map(({ target }) => basename(target))).toEqual([
      ...['favicon.ico', 'favicon-96x96.png', 'apple-touch-icon.png', 'icon-192.png'],
    ]);
    expect(outcome.unwritten).toMatchObject([
      { code: 'too-small', status: 'skipped', message: expect.stringContaining('only 300 x 300 pixels') },
      { code: 'too-small', status: 'skipped' },
    ]);
    expect(JSON.parse(read('site.webmanifest')).icons).toEqual([{ src: 'icon-192.png', sizes: '192x192', type: 'image/png' }]);
  });

  test('is not enlarged either if only its pixels tell its size', async () => {
    const image = await solid(100, 100, '#00aa66')
      .extend({ top: 250, left: 250, right: 250, bottom: 250, background: 'white' })
      .png()
      .toBuffer();
    const { outcome } = await made('logo.png', image, { steps: [{ operation: 'trim' }] });
    expect(outcome.unwritten?.map(({ target, code, status }) => `${basename(target)} ${code} ${status}`)).toEqual([
      'apple-touch-icon.png too-small skipped',
      'icon-192.png too-small skipped',
      'icon-512.png too-small skipped',
      'icon-mask.png too-small skipped',
    ]);
  });

  test('gets transparent margins if it is not square, with a note', async () => {
    const { outcome, file } = await made('logo.png', await gradient(600, 300).png().toBuffer());
    expect(outcome.notes).toEqual(['The image is not square (600 x 300 pixels), so the icons have margins.']);
    expect(await pixel(file('icon-512.png'), 256, 10)).toEqual([0, 0, 0, 0]);
    expect((await pixel(file('icon-512.png'), 256, 256))[3]).toBe(255);
    expect(await pixel(file('apple-touch-icon.png'), 90, 30)).toEqual(orange);
  });

  test('in gray with transparency has the color of the background', async () => {
    const gray = await sharp({ create: { width: 512, height: 512, channels: 4, background: 'rgba(0, 0, 0, 0)' } })
      .toColorspace('b-w')
      .png()
      .toBuffer();
    const { file } = await made('logo.png', gray);
    expect(await pixel(file('icon-mask.png'), 256, 256)).toEqual(orange);
    expect(await pixel(file('icon-mask.png'), 2, 2)).toEqual(orange);
  });

  test('that is the file of an icon already is written all the same, so that the set is complete', async () => {
    const { outcome } = await made('logo.png', await solid(512, 512, 'red').png({ compressionLevel: 9, palette: true }).toBuffer());
    expect(outcome.outputs.map(({ target }) => basename(target))).toContain('icon-512.png');
  });
});

describe('the files about a set', () => {
  test('name the app, its colors, and its icons', async () => {
    const { read, errors } = await made('logo.svg', drawing);
    expect(errors).toEqual([]);
    expect(JSON.parse(read('site.webmanifest'))).toEqual({
      name: 'A "B" & C',
      short_name: 'A "B" & C',
      icons: [
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-mask.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
      theme_color: background,
      background_color: background,
      display: 'standalone',
    });
    expect(read('favicon.html').split('\n')).toEqual([
      '<link rel="icon" href="/favicon.ico" sizes="32x32">',
      '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
      '<link rel="apple-touch-icon" href="/apple-touch-icon.png">',
      '<link rel="manifest" href="/site.webmanifest">',
      `<meta name="theme-color" content="${background}">`,
      '',
    ]);
  });

  test('leave an existing manifest alone, and refer to the new one', async () => {
    const { read } = await made('logo.svg', drawing, {}, { 'site/site.webmanifest': 'mine' });
    expect(read('site.webmanifest')).toBe('mine');
    expect(read('favicon.html')).toContain('href="/site-2.webmanifest"');
  });

  test('overwrite one only if the recipe says so, and undo restores it', async () => {
    const { read, at, root } = await made('logo.svg', drawing, { conflict: 'overwrite' }, { 'site/site.webmanifest': 'mine' });
    expect(JSON.parse(read('site.webmanifest')).display).toBe('standalone');
    undoRun(at.directory, at.id);
    expect(read('site.webmanifest')).toBe('mine');
    expect(readdirSync(join(root, 'site'))).toEqual(['site.webmanifest']);
  });

  test('are removed by an undo, with the icons and their folder', async () => {
    const { root, at } = await made('logo.svg', drawing);
    expect(filesIn(root)).toHaveLength(9);
    undoRun(at.directory, at.id);
    expect(filesIn(root)).toEqual(['logo.svg']);
    expect(existsSync(join(root, 'site'))).toBe(false);
  });

  test('cannot describe several images', async () => {
    const root = temporaryFolder();
    for (const name of ['a.svg', 'b.svg']) place(join(root, name), drawing);
    const { summary } = await planOf(root, profile);
    expect(summary.errors.map(({ message }) => message)).toEqual([
      'the icons of a website are made from one image, but 2 images are selected. Select one of them',
    ]);
  });
});

test('the first frame of an animation becomes the icons', async () => {
  const frame = (color: string) => solid(512, 512, color).png().toBuffer();
  const gif = await sharp(await Promise.all(['red', 'blue'].map(frame)), { join: { animated: true } })
    .gif()
    .toBuffer();
  const { outcome, file } = await made('logo.gif', gif);
  expect(outcome.status).toBe('done');
  expect(await pixel(file('icon-512.png'), 256, 256)).toEqual([255, 0, 0, 255]);
});
