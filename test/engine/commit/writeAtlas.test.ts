import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import { atlasProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { isTask } from '../../../src/shared/run/plan';
import type { MadeFiles } from '../../../src/shared/run/run';
import { solid } from '../fixtures/images';
import { filesIn, place, planOf, run, runPlace, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Many images packed into one. */

interface Frame {
  readonly frame: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly rotated: boolean;
  readonly trimmed: boolean;
  readonly spriteSourceSize: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly sourceSize: { readonly w: number; readonly h: number };
}

const rgba = (image: Sharp) => image.toColorspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();

/** Images of different sizes, two of one name, one with a transparent margin, and one that is a drawing. */
async function images(): Promise<Record<string, Buffer | string>> {
  const margin = { top: 3, left: 5, right: 7, bottom: 9, background: 'rgba(0, 0, 0, 0)' };
  const star = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><circle cx="15" cy="10" r="9" fill="#f80"/></svg>';
  return {
    'a/home.png': await noise(32, 24).png().toBuffer(),
    'b/home.jpg': await noise(17, 41).jpeg().toBuffer(),
    'b/margin.png': await sharp(await noise(10, 12).png().toBuffer())
      .extend(margin)
      .png()
      .toBuffer(),
    'star.svg': star,
    'wide.webp': await solid(90, 6, '#0000ff80').webp({ lossless: true }).toBuffer(),
  };
}

/** Runs a profile over images and writes the files about the run. @param order in which the workers end */
async function packed(
  profile: Profile,
  files: Readonly<Record<string, Buffer | string>>,
  root = temporaryFolder(),
  order: 'planned' | 'reversed' = 'reversed',
) {
  for (const [name, content] of Object.entries(files)) place(join(root, name), content);
  const at = runPlace();
  const ran = await run(root, profile, {}, at);
  const outcomes = order === 'planned' ? ran.outcomes : [...ran.outcomes].reverse();
  const made: MadeFiles[] = outcomes.map(({ source, outputs }) => ({ root, source, outputs }));
  const errors = await writeRunFiles(at.directory, at.id, ran.recipe, made);
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  const frames = (name: string): Record<string, Frame> => JSON.parse(read(name)).frames;
  return { root, at, ran, errors, read, frames, meta: (name: string) => JSON.parse(read(name)).meta };
}

const sheet = (atlas: Partial<NonNullable<Profile['atlas']>> = {}, rest: Profile = {}) =>
  atlasProfile({ file: 'out/sprites.png', ...atlas }, rest);

/** The samples of a frame, taken out of its page. */
async function frameOf(page: string, { frame }: Frame): Promise<Buffer> {
  return rgba(sharp(page).extract({ left: frame.x, top: frame.y, width: frame.w, height: frame.h }));
}

describe('an atlas', () => {
  test.each(['png', 'webp'])('as %s has every pixel of each image', async (extension) => {
    const files = await images();
    const { root, errors, frames, meta } = await packed(sheet({ file: `out/sprites.${extension}` }), files);
    expect(errors).toEqual([]);
    const found = frames('out/sprites.json');
    expect(Object.keys(found)).toEqual(['a/home', 'b/home', 'margin', 'star', 'wide']);
    const page = join(root, `out/sprites.${extension}`);
    for (const [name, file] of Object.entries({
      'a/home': 'a/home.png',
      'b/home': 'b/home.jpg',
      margin: 'b/margin.png',
      star: 'star.svg',
      wide: 'wide.webp',
    })) {
      const frame = found[name] as Frame;
      const { width, height } = await sharp(join(root, file)).metadata();
      expect(frame).toMatchObject({ rotated: false, trimmed: false, sourceSize: { w: width, h: height } });
      expect(frame.spriteSourceSize).toEqual({ x: 0, y: 0, w: width, h: height });
      expect((await frameOf(page, frame)).equals(await rgba(sharp(join(root, file)))), name).toBe(true);
    }
    const { width: w, height: h, format } = await sharp(page).metadata();
    expect(meta('out/sprites.json')).toMatchObject({ image: `sprites.${extension}`, size: { w, h }, scale: '1', format: 'RGBA8888' });
    expect(format).toBe(extension);
  });

  test('leaves nothing beside it, and no image in the folder of the run', async () => {
    const { root, at, ran } = await packed(sheet(), await images());
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['sprites.css', 'sprites.json', 'sprites.png']);
    expect(filesIn(root)).toHaveLength(8);
    expect(existsSync(join(at.directory, 'sprites'))).toBe(false);
    expect(new Set(ran.outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => target)))).toEqual(
      new Set([join(root, 'out/sprites.png')]),
    );
  });

  test('of the same images has the same bytes, whichever worker ends first', async () => {
    // Their places depend on nothing but their order.
    const equal = await solid(20, 20, 'red').png().toBuffer();
    const files = { ...(await images()), 'x.png': equal, 'y.png': equal, 'z.png': equal };
    const [one, other] = [await packed(sheet(), files), await packed(sheet(), files, temporaryFolder(), 'planned')];
    for (const name of ['out/sprites.png', 'out/sprites.json', 'out/sprites.css'])
      expect(readFileSync(join(one.root, name)).equals(readFileSync(join(other.root, name))), name).toBe(true);
  });

  test('leaves out transparent margins on request, and says where they were', async () => {
    const { root, frames, read } = await packed(sheet({ trim: true }), await images());
    const frame = frames('out/sprites.json').margin as Frame;
    expect(frame).toMatchObject({ trimmed: true, spriteSourceSize: { x: 5, y: 3, w: 10, h: 12 }, sourceSize: { w: 22, h: 24 } });
    const source = sharp(join(root, 'b/margin.png')).extract({ left: 5, top: 3, width: 10, height: 12 });
    expect((await frameOf(join(root, 'out/sprites.png'), frame)).equals(await rgba(source))).toBe(true);
    expect(read('out/sprites.css')).toContain('.sprite-margin {\n  width: 10px;\n  height: 12px;');
  });

  test('that has nothing to show has a pixel for it', async () => {
    const empty = await sharp({ create: { width: 40, height: 30, channels: 4, background: 'rgba(0, 0, 0, 0)' } })
      .png()
      .toBuffer();
    const { frames } = await packed(sheet({ trim: true }), { 'empty.png': empty });
    expect(frames('out/sprites.json').empty).toMatchObject({ frame: { w: 1, h: 1 }, trimmed: true, sourceSize: { w: 40, h: 30 } });
  });

  test('has the requested padding and sides that are powers of two', async () => {
    const { frames, meta } = await packed(sheet({ padding: 8, powerOfTwo: true }), await images());
    const { size } = meta('out/sprites.json');
    for (const side of [size.w, size.h]) expect(Math.log2(side) % 1).toBe(0);
    const boxes = Object.values(frames('out/sprites.json')).map(({ frame }) => frame);
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1)) {
        const across = Math.max(a.x, b.x) - Math.min(a.x + a.w, b.x + b.w);
        const down = Math.max(a.y, b.y) - Math.min(a.y + a.h, b.y + b.h);
        expect(Math.max(across, down)).toBeGreaterThanOrEqual(8);
      }
  });

  test('has several pages if one is too small, each with its own list', async () => {
    const { root, frames, meta, read } = await packed(sheet({ maxSize: 100 }), {
      ...(await images()),
      'big.png': await solid(80, 80, 'red').png().toBuffer(),
    });
    expect(readdirSync(join(root, 'out')).sort()).toEqual([
      ...['sprites-2.json', 'sprites-2.png', 'sprites.css', 'sprites.json', 'sprites.png'],
    ]);
    expect(meta('out/sprites.json')).toMatchObject({ image: 'sprites.png', related_multi_packs: ['sprites-2.json'] });
    expect(meta('out/sprites-2.json')).toMatchObject({ image: 'sprites-2.png', related_multi_packs: ['sprites.json'] });
    expect(Object.keys({ ...frames('out/sprites.json'), ...frames('out/sprites-2.json') })).toHaveLength(6);
    for (const page of ['sprites.png', 'sprites-2.png']) expect(read('out/sprites.css')).toContain(`url("${page}")`);
  });
});

describe('an image', () => {
  test('that is broken fails alone, and the others are packed', async () => {
    const { ran, errors, frames } = await packed(sheet(), { ...(await images()), 'broken.png': 'nothing' });
    expect(ran.entries.flatMap((entry) => (isTask(entry) ? [] : [entry.status]))).toEqual(['failed']);
    expect(errors).toEqual([]);
    expect(Object.keys(frames('out/sprites.json'))).toHaveLength(5);
  });

  test('that is larger than a page fails in the plan, and says so', async () => {
    const root = temporaryFolder();
    place(join(root, 'big.png'), await solid(200, 20, 'red').png().toBuffer());
    const { entries } = await planOf(root, sheet({ maxSize: 128 }));
    expect(entries).toMatchObject([
      {
        status: 'failed',
        code: 'too-large',
        message:
          'The image would have 200 x 20 pixels, but a page of the atlas has at most 128 x 128. Make the image smaller, or raise maxSize.',
      },
    ]);
  });

  test('that was made but cannot be read any more is named, and the others are packed', async () => {
    const root = temporaryFolder();
    for (const name of ['a.png', 'b.png']) place(join(root, name), await solid(20, 20, 'red').png().toBuffer());
    const at = runPlace();
    const ran = await run(root, sheet(), {}, at);
    const [first] = readdirSync(join(at.directory, 'sprites')).sort();
    writeFileSync(join(at.directory, 'sprites', first as string), 'damaged');
    const made = ran.outcomes.map(({ source, outputs }) => ({ root, source, outputs }));
    const errors = await writeRunFiles(at.directory, at.id, ran.recipe, made);
    expect(errors).toEqual([expect.stringMatching(/^a is not in the atlas: /)]);
    expect(Object.keys(JSON.parse(readFileSync(join(root, 'out/sprites.json'), 'utf8')).frames)).toEqual(['b']);
  });

  test('in other colors is packed in sRGB', async () => {
    const gray = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#808080' } })
      .toColorspace('grey16')
      .png()
      .toBuffer();
    const { root, frames } = await packed(sheet(), { 'gray.png': gray });
    const pixels = await frameOf(join(root, 'out/sprites.png'), frames('out/sprites.json').gray as Frame);
    expect([...pixels.subarray(0, 4)]).toEqual([128, 128, 128, 255]);
  });
});

describe('the files of an atlas', () => {
  const one = async () => ({ 'a.png': await solid(20, 20, 'red').png().toBuffer() });

  test('get the same number if one of their names is taken', async () => {
    const { root, meta, read } = await packed(sheet(), { ...(await one()), 'out/sprites.json': 'mine' });
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['sprites-2.css', 'sprites-2.json', 'sprites-2.png', 'sprites.json']);
    expect(read('out/sprites.json')).toBe('mine');
    expect(meta('out/sprites-2.json').image).toBe('sprites-2.png');
    expect(read('out/sprites-2.css')).toContain('url("sprites-2.png")');
  });

  test('are not written over others if the recipe skips', async () => {
    const { root, errors, read } = await packed(sheet({}, { conflict: 'skip' }), { ...(await one()), 'out/sprites.css': 'mine' });
    expect(errors).toEqual([`${join(root, 'out/sprites.png')} could not be written: it already exists and was not changed`]);
    expect(readdirSync(join(root, 'out'))).toEqual(['sprites.css']);
    expect(read('out/sprites.css')).toBe('mine');
  });

  test('replace others if the recipe overwrites, and undo restores these', async () => {
    const before = { 'out/sprites.png': 'my image', 'out/sprites.css': 'my style' };
    const { root, at, read } = await packed(sheet({}, { conflict: 'overwrite' }), { ...(await one()), ...before });
    expect(read('out/sprites.css')).toContain('.sprite-a {');
    undoRun(at.directory, at.id);
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['sprites.css', 'sprites.png']);
    expect([read('out/sprites.png'), read('out/sprites.css')]).toEqual(['my image', 'my style']);
  });

  test('are removed by an undo, with their folder', async () => {
    const { root, at } = await packed(sheet(), await one());
    undoRun(at.directory, at.id);
    expect(filesIn(root)).toEqual(['a.png']);
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  test('are left alone by a second run over the same images, which does not pack the atlas itself', async () => {
    const profile = sheet({ file: 'sprites.png' });
    const { root } = await packed(profile, await one());
    const names = filesIn(root);
    const again = await packed(profile, {}, root);
    expect(again.errors).toEqual([]);
    expect(again.ran.outcomes.map(({ source }) => source)).toEqual([join(root, 'a.png')]);
    expect(filesIn(root)).toEqual(names);
    expect(Object.keys(again.frames('sprites.json'))).toEqual(['a']);
  });

  test('contain no class if none is wanted, and another prefix if one is set', async () => {
    const { root } = await packed(sheet({ css: false }), await one());
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['sprites.json', 'sprites.png']);
    const { read } = await packed(sheet({ classPrefix: 'icon_' }), await one());
    expect(read('out/sprites.css')).toBe(
      '.icon_a {\n  width: 20px;\n  height: 20px;\n  background: url("sprites.png") 0 0 no-repeat;\n}\n',
    );
  });

  test('must not take the place of a source', async () => {
    const root = temporaryFolder();
    place(join(root, 'a.png'), await solid(20, 20, 'red').png().toBuffer());
    place(join(root, 'out/sprites.json/file'), 'a folder');
    const { summary } = await planOf(root, sheet());
    expect(summary.errors.map(({ message }) => message)).toEqual([`${join(root, 'out/sprites.json')} is not a file`]);
  });
});

test('the outputs of a profile can be written and packed', async () => {
  const { root, frames } = await packed(
    {
      steps: [{ operation: 'resize', longEdge: 16 }],
      outputs: [{ format: 'webp', folder: 'out' }],
      atlas: { file: 'sprites.png', keepImages: true },
    },
    { 'in/a.png': await solid(64, 32, 'red').png().toBuffer(), 'in/b.png': await solid(10, 64, 'blue').png().toBuffer() },
  );
  expect(filesIn(join(root, 'out'))).toEqual(['in/a.webp', 'in/b.webp'].map((name) => join(name)));
  expect(frames('sprites.json')).toMatchObject({ a: { sourceSize: { w: 16, h: 8 } }, b: { sourceSize: { w: 3, h: 16 } } });
});

test('outputs in formats that only Assetmill decodes are packed, too', async () => {
  const image = await noise(24, 16).png().toBuffer();
  for (const format of ['jxl', 'qoi', 'bmp', 'apng'] as const) {
    const { root, errors, frames } = await packed(
      {
        outputs: [{ format, lossless: format === 'jxl' ? true : undefined, folder: 'out' }],
        atlas: { file: 'sprites.png', keepImages: true },
      },
      { 'in/a.png': image },
    );
    expect(errors, format).toEqual([]);
    const pixels = await frameOf(join(root, 'sprites.png'), frames('sprites.json').a as Frame);
    expect(pixels.equals(await rgba(sharp(image))), format).toBe(true);
  }
});

test('several sizes of an image are packed under their names', async () => {
  const image = await solid(64, 64, 'red').png().toBuffer();
  const { frames } = await packed({ outputs: [{ widths: [16, 32, 128] }], atlas: { file: 'sprites.png' } }, { 'a.png': image });
  expect(Object.keys(frames('sprites.json'))).toEqual(['a-16', 'a-32', 'a-64']);
});

test('a run without an image that can be packed says so', async () => {
  const root = temporaryFolder();
  place(join(root, 'a.png'), await solid(20, 20, 'red').png().toBuffer());
  const at = runPlace();
  const ran = await run(root, sheet({ file: join(root, 'sprites.png') }), {}, at);
  for (const name of readdirSync(join(at.directory, 'sprites'))) writeFileSync(join(at.directory, 'sprites', name), 'damaged');
  const made = ran.outcomes.map(({ source, outputs }) => ({ root, source, outputs }));
  expect(await writeRunFiles(at.directory, at.id, ran.recipe, made)).toEqual([
    expect.stringContaining(`${join(root, 'sprites.png')} could not be written: `),
  ]);
});

test('a run that made nothing leaves the atlas of an earlier one alone', async () => {
  const root = temporaryFolder();
  const at = runPlace();
  const ran = await run(root, sheet({ file: join(root, 'sprites.png') }, { conflict: 'overwrite' }), {}, at);
  place(join(root, 'sprites.png'), 'earlier');
  expect(await writeRunFiles(at.directory, at.id, ran.recipe, [])).toEqual([]);
  expect(filesIn(root)).toEqual(['sprites.png']);
});
