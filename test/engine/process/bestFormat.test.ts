import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Outcome } from '../../../src/shared/run/run';
import { animation, gradient, solid, tiff, write } from '../fixtures/images';
import { carryOut, contentOf, filesIn, only, place, planOf, run, runOn, runPlace, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Outputs of which the smallest of several formats is written. */

type Output = NonNullable<Profile['outputs']>[number];

const best = (output: Output = {}): Profile => ({ outputs: [{ format: 'best', effort: 1, folder: 'out', name: '{name}', ...output }] });

async function made(state: Sharp | Buffer, name: string, output: Output = {}, rest: Profile = {}) {
  const folder = temporaryFolder();
  const source = await write(join(folder, name), state);
  return { ...(await runOn(source, { ...best(output), ...rest })), folder, source };
}

/** The formats that a note compares, with their bytes as they are told. */
function compared({ notes = [] }: Pick<Outcome, 'notes'>): string[] {
  const told = notes.filter((note) => note.startsWith('Best format of '));
  expect(told).toHaveLength(1);
  return [...(told[0] as string).matchAll(/(\w+) \(([^)]+)\)/g)].map(([, format]) => format as string);
}

const photo = () => noise(160, 120).jpeg({ quality: 98, chromaSubsampling: '4:4:4' });
const drawing = (fill = '#fff') =>
  Buffer.from(`<svg width="160" height="120"><rect width="160" height="120" fill="${fill}"/><path d="M9 9h90v70z" fill="#345"/></svg>`);

describe('the best format', () => {
  test('of a photo is the smallest of JPEG, WebP, and AVIF, each at its own automatic quality', async () => {
    const result = await made(photo(), 'a.jpg');
    expect(compared(result).sort()).toEqual(['AVIF', 'JPEG', 'WebP']);
    const bytes: number[] = [];
    for (const format of ['jpeg', 'webp', 'avif'] as const) {
      const alone = await runOn(result.source, {
        outputs: [{ format, quality: 'auto', folder: format, ...(format !== 'jpeg' && { effort: 1 }) }],
      });
      bytes.push(readFileSync(alone.target).length);
      if (format === result.outputs[0]?.format) expect(readFileSync(alone.target).equals(readFileSync(result.target))).toBe(true);
    }
    const [output] = result.outputs;
    expect(output?.bytes).toBe(Math.min(...bytes));
    expect(result.notes?.some((note) => /^Quality \d+ \(automatic\)\.$/.test(note))).toBe(true);
    const { format } = await sharp(result.target).metadata();
    expect(format).toBe(output?.format === 'avif' ? 'heif' : output?.format);
    expect(filesIn(join(result.folder, 'out'))).toEqual([`a${extname(result.target)}`]);
  });

  test('compares all formats at a quality that is set', async () => {
    const { source, notes, outputs, target } = await made(photo(), 'a.jpg', { quality: 40 });
    expect(notes?.some((note) => note.startsWith('Quality'))).toBe(false);
    const format = outputs[0]?.format as 'webp';
    const alone = await runOn(source, {
      outputs: [{ format, quality: 40, folder: 'alone', ...((format as string) !== 'jpeg' && { effort: 1 }) }],
    });
    expect(readFileSync(alone.target).equals(readFileSync(target))).toBe(true);
  });

  test('may be PNG, or WebP without loss, if the source has lost nothing', async () => {
    const lossless = await made(drawing(), 'a.svg');
    expect(compared(lossless).sort()).toEqual(['AVIF', 'JPEG', 'PNG', 'WebP']);
    const flat = await made(solid(40, 40, '#123').png(), 'a.png');
    expect(Math.min(...flat.outputs.map(({ bytes }) => bytes))).toBeLessThan(200);
  });

  test('of a transparent image is never JPEG, and the image stays transparent', async () => {
    const result = await made(gradient(90, 60, 4).png(), 'a.png');
    expect(compared(result).sort()).toEqual(['AVIF', 'PNG', 'WebP']);
    expect((await sharp(result.target).stats()).isOpaque).toBe(false);
  });

  test('may be JPEG if the alpha channel hides nothing', async () => {
    const result = await made(noise(90, 60).ensureAlpha(1).png(), 'a.png');
    expect(compared(result)).toContain('JPEG');
    expect(result.notes?.some((note) => /transparen/i.test(note))).toBe(false);
  });

  test('without loss leaves out JPEG', async () => {
    const result = await made(noise(40, 30).png(), 'a.png', { lossless: true });
    expect(compared(result).sort()).toEqual(['AVIF', 'PNG', 'WebP']);
    const [a, b] = [await sharp(result.source).raw().toBuffer(), await sharp(result.target).removeAlpha().raw().toBuffer()];
    expect(result.outputs[0]?.format === 'avif' || a.equals(b)).toBe(true);
  });

  test('nearly without loss leaves out AVIF, too, which would be lossy', async () => {
    const result = await made(noise(40, 30).png(), 'a.png', { nearLossless: true });
    expect(compared(result).sort()).toEqual(['PNG', 'WebP']);
  });

  test('of an animation is WebP or GIF, with all frames', async () => {
    const frames = await made(await animation(['red', 'lime', 'blue']), 'a.gif', { effort: undefined as never });
    expect(compared(frames).sort()).toEqual(['GIF', 'WebP']);
    expect((await sharp(frames.target, { animated: true }).metadata()).pages).toBe(3);
    const { target, outputs, notes } = await made(await animation(['red', 'lime'], { format: 'webp' }), 'a.webp');
    expect(outputs[0]?.format).toBe('webp');
    expect((notes ?? []).some((note) => note.startsWith('Best'))).toBe(false);
    expect((await sharp(target, { animated: true }).metadata()).pages).toBe(2);
  });

  test('of one frame, or of a sprite sheet, is that of a still image', async () => {
    const first = await made(await animation(['red', 'lime']), 'a.gif', { frames: 'first' });
    expect(compared(first)).toContain('AVIF');
    const sheet = await made(await animation(['red', 'lime']), 'a.gif', { frames: 'sprite' });
    expect(sheet.outputs[0]).toMatchObject({ width: 80, height: 30 });
    const all = await made(await animation(['red', 'lime']), 'a.gif', { frames: 'all', name: '{name}-{frame}' });
    expect(all.outputs).toHaveLength(2);
  });

  test('takes pages for no frames, and the largest size of an icon', async () => {
    const page = (level: number) => ({ width: 30, height: 20, data: Buffer.alloc(600, level), samples: 1, photometric: 1 });
    const pages = tiff(page(10), page(200));
    await expect(made(pages, 'a.tif')).rejects.toThrow(/pages-lost.*a\.tif has 2 pages/);
    const first = await made(pages, 'a.tif', { frames: 'first' });
    expect(compared(first)).toContain('AVIF');
    const icon = await runOn(await write(join(temporaryFolder(), 'a.png'), noise(64, 64).png()), { outputs: [{ format: 'ico' }] });
    const shown = await runOn(icon.target, best());
    expect(compared(shown)).toContain('AVIF');
  });

  test('leaves out formats that cannot hold the size', async () => {
    const wide = await made(solid(17_000, 2, '#123').png(), 'a.png');
    expect(compared(wide).sort()).toEqual(['JPEG', 'PNG']);
  });

  test('prefers a file that keeps its size within a limit of bytes', async () => {
    const { outputs, target } = await made(noise(160, 120).png(), 'a.png', { maxBytes: 6000, minQuality: 1 });
    expect(outputs[0]).toMatchObject({ width: 160, height: 120 });
    expect(readFileSync(target).length).toBeLessThanOrEqual(6000);
    const { status, code } = await made(noise(160, 120).png(), 'a.png', { maxBytes: 100, minScale: 90, minQuality: 90 });
    expect({ status, code }).toEqual({ status: 'failed', code: 'too-many-bytes' });
  });
});

describe('the plan of a best format', () => {
  test('names every file that may be written, and writes none', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    const { tasks } = await planOf(folder, best());
    const [planned] = only(tasks).outputs;
    expect(planned).toMatchObject({ format: 'best', target: join(folder, 'out', 'a.{format}'), mode: 'create', copy: false });
    expect(planned?.candidates).toEqual(
      (['jpeg', 'png', 'webp', 'avif'] as const).map((format) => ({
        format,
        target: join(folder, 'out', `a.${format === 'jpeg' ? 'jpg' : format}`),
        mode: 'create',
      })),
    );
    expect(filesIn(folder)).toEqual(['a.jpg']);
  });

  test('overwrites no source, and numbers the files that would', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    await write(join(folder, 'a.png'), noise(20, 20).png());
    const before = contentOf(folder);
    const { outcomes } = await run(folder, { outputs: [{ format: 'best', effort: 1, name: '{name}' }] });
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(contentOf(folder)).toMatchObject(before);
    expect(filesIn(folder)).toHaveLength(4);
  });

  test('keeps to what the recipe says of existing files', async () => {
    for (const conflict of ['unique', 'skip', 'overwrite'] as const) {
      const folder = temporaryFolder();
      const source = await write(join(folder, 'a.jpg'), photo());
      const first = await runOn(source, { ...best(), conflict });
      const again = await runOn(source, { ...best(), conflict }).catch((error: Error) => error.message);
      const name = `out/a${extname(first.target)}`;
      if (conflict === 'unique') expect(filesIn(folder)).toEqual(['a.jpg', name.replace('out/a', 'out/a-2'), name].sort());
      else expect(filesIn(folder)).toEqual(['a.jpg', name]);
      if (conflict === 'skip') expect(again).toContain('target-exists');
    }
  });

  test('leaves out the formats in which it would overwrite a source', async () => {
    for (const conflict of ['skip', 'overwrite'] as const) {
      const folder = temporaryFolder();
      const source = await write(join(folder, 'a.jpg'), photo());
      const before = contentOf(folder);
      const { status, target, notes = [] } = await runOn(source, { ...best({ folder: undefined as never }), conflict });
      expect(status).toBe('done');
      expect(compared({ notes }).sort()).toEqual(['AVIF', 'WebP']);
      expect(contentOf(folder)).toMatchObject(before);
      expect(filesIn(folder)).toEqual(['a.jpg', basename(target)].sort());
    }
    const folder = temporaryFolder();
    await write(join(folder, 'a.webp'), await animation(['red', 'lime'], { format: 'webp' }));
    const { entries } = await planOf(folder, { outputs: [{ format: 'best', name: '{name}' }], conflict: 'overwrite' });
    expect(only(entries)).toMatchObject({ status: 'failed', code: 'target-is-source' });
  });

  test('takes an existing file in any format for the output when it skips, and takes no other path then', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    place(join(folder, 'out', 'a.avif'));
    const outputs: Profile['outputs'] = [
      { format: 'best', folder: 'out', name: '{name}' },
      { format: 'webp', folder: 'out', name: '{name}' },
    ];
    const { tasks, summary } = await planOf(folder, { outputs, conflict: 'skip' }, { selection: [join(folder, 'a.jpg')] });
    expect(only(tasks).unwritten).toMatchObject([{ status: 'skipped', code: 'target-exists' }]);
    expect(only(tasks).outputs.map(({ format }) => format)).toEqual(['webp']);
    expect(summary.clashCount).toBe(0);
  });

  test('has one clash for each output, whatever its formats', async () => {
    const folder = temporaryFolder();
    const sources = [await write(join(folder, 'k.jpg'), photo()), await write(join(folder, 'k.png'), noise(20, 20).png())];
    const { summary } = await planOf(folder, { ...best(), conflict: 'overwrite' });
    expect(summary).toMatchObject({ clashCount: 1, clashes: [{ sources }] });
  });

  test('leaves no candidate to the files about the run', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    const { summary } = await planOf(folder, { ...best(), manifest: { file: 'out/a.avif' } });
    expect(summary.errors?.map(({ message }) => message)).toEqual([expect.stringContaining('already a source or an output of this run')]);
  });

  test('fills the format into names and folders, and digests once they are known', async () => {
    const { target, folder, outputs } = await made(photo(), 'a.jpg', { name: '{format}/{name}-{digest:8}', folder: 'out' });
    const { digest, format } = { digest: /-([0-9a-f]{8})\./.exec(target)?.[1], format: outputs[0]?.format };
    expect(target).toBe(join(folder, 'out', format as string, `a-${digest}${extname(target)}`));
    expect(digest).toHaveLength(8);
  });

  test('a file that appears at its place after the plan is not overwritten', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    const { recipe, tasks } = await planOf(folder, { ...best(), conflict: 'overwrite' });
    const [planned] = only(tasks).outputs;
    const wanted = only(await carryOut(recipe, tasks)).outputs[0]?.target as string;
    await write(wanted, Buffer.from('mine'));
    expect(planned?.candidates?.map(({ target }) => target)).toContain(wanted);
    const outcome = only(await carryOut(recipe, tasks));
    expect(outcome).toMatchObject({ status: 'failed', code: 'target-exists' });
    expect(readFileSync(wanted, 'utf8')).toBe('mine');
  });
});

describe('a run with a best format', () => {
  test('replaces the source, under another extension if need be, and undo restores it', async () => {
    for (const name of ['a.jpg', 'a.png', 'a.webp', 'a.avif']) {
      const folder = temporaryFolder();
      const format = name === 'a.jpg' ? 'jpeg' : (name.slice(2) as 'png');
      await write(join(folder, name), noise(80, 60).toFormat(format, { quality: 98 }));
      const before = contentOf(folder);
      const { outcomes, run: place } = await run(folder, { outputs: [{ format: 'best', effort: 1 }], replace: true });
      const { target } = only(only(outcomes).outputs);
      expect(filesIn(folder)).toEqual([`a${extname(target)}`]);
      expect(contentOf(folder)).not.toEqual(before);
      undoRun(place.directory, place.id);
      expect(contentOf(folder)).toEqual(before);
    }
  });

  test('a second attempt does not repeat finished work', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    const { recipe, tasks } = await planOf(folder, best());
    const place = runPlace();
    const first = only(await carryOut(recipe, tasks, place));
    const journal = () => readFileSync(join(place.directory, 'journal.jsonl'), 'utf8');
    const before = journal();
    const second = only(
      await carryOut(
        recipe,
        tasks.map((task) => ({ ...task, attempt: 1 })),
        place,
      ),
    );
    expect(second.outputs).toEqual(first.outputs);
    expect(journal()).toBe(before);
  });

  test('writes sets of widths, and markup with the formats that were found', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.jpg'), photo());
    const {
      recipe,
      outcomes,
      run: place,
    } = await run(folder, {
      outputs: [{ format: 'best', effort: 1, widths: [40, 80], folder: 'out' }],
      markup: { file: 'a.html', kind: 'srcset' },
    });
    const { outputs } = only(outcomes);
    expect(outputs.map(({ width }) => width)).toEqual([40, 80]);
    const made = outcomes.map(({ source }) => ({ root: folder, source, outputs }));
    expect(await writeRunFiles(place.directory, place.id, recipe, made)).toEqual([]);
    const html = readFileSync(join(folder, 'a.html'), 'utf8');
    for (const { target } of outputs.filter(({ format }) => format === outputs.at(-1)?.format)) expect(html).toContain(basename(target));
  });

  test('keeps a source that would not become smaller, as a copy under its own extension', async () => {
    const tiny = await made(
      noise(60, 40).jpeg({ quality: 5 }),
      'a.jpg',
      { copyKept: true, optimize: true, similarity: 1 },
      { neverLarger: true },
    );
    expect(tiny.outputs.map(({ format }) => format)).toEqual(['jpeg']);
    expect(readFileSync(tiny.target).equals(readFileSync(tiny.source))).toBe(true);
  });

  test('never replaces an SVG with pixels', async () => {
    const folder = temporaryFolder();
    await write(join(folder, 'a.svg'), drawing());
    const { entries } = await planOf(folder, { outputs: [{ format: 'best' }], replace: true });
    expect(only(entries)).toMatchObject({ status: 'skipped', code: 'drawing' });
  });
});
