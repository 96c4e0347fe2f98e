import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { planProcessing } from '../../../src/engine/plan/planProcessing';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { PlanEntry, PlanRequest, Skip } from '../../../src/shared/run/plan';
import { animation, gradient, tiff } from '../fixtures/images';
import { carryOut, contentOf, longEdge, only, type Planned, place, planOf, requestOf, run, temporaryFolder } from '../fixtures/runs';

const jpeg = await gradient(64, 48).jpeg().toBuffer();
const png = await gradient(64, 48).png().toBuffer();
const tiny = await gradient(8, 8).png().toBuffer();
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><circle cx="20" cy="20" r="9"/></svg>';

/** A folder with these files. A name without content gets a JPEG or PNG of 64 x 48 pixels. */
function folderWith(...files: (string | readonly [string, string | Buffer])[]): string {
  const root = temporaryFolder();
  for (const file of files) {
    const [path, content] = typeof file === 'string' ? [file, /\.jpe?g$/i.test(file) ? jpeg : png] : file;
    place(join(root, path), content);
  }
  return root;
}

/** The targets by source, both relative to a folder. */
function targetsOf({ tasks }: Planned, root: string): Record<string, string> {
  const pairs = tasks.map(({ source, outputs }) => [relative(root, source), outputs.map(({ target }) => relative(root, target)).join(' ')]);
  return Object.fromEntries(pairs);
}

async function planned(root: string, profile: Profile, rest?: Partial<PlanRequest>): Promise<Record<string, string>> {
  return targetsOf(await planOf(root, profile, rest), root);
}

/** Why sources are left out, by name. */
function codes(entries: readonly PlanEntry[]): Record<string, string> {
  const skips = entries.filter((entry): entry is Skip => 'code' in entry);
  return Object.fromEntries(skips.map(({ source, status, code }) => [basename(source), `${status} ${code}`]));
}

describe('targets', () => {
  test('outputs can be beside their sources, in a folder that mirrors the tree, or replace their sources', async () => {
    const root = folderWith('a.jpg', 'sub/deep/b.png');
    expect(await planned(root, longEdge(32))).toEqual({ 'a.jpg': 'a-test.jpg', 'sub/deep/b.png': 'sub/deep/b-test.png' });
    expect(await planned(root, longEdge(32, { outputs: [{ folder: 'out' }] }))).toEqual({
      'a.jpg': 'out/a.jpg',
      'sub/deep/b.png': 'out/sub/deep/b.png',
    });
    expect(await planned(root, longEdge(32, { replace: true }))).toEqual({ 'a.jpg': 'a.jpg', 'sub/deep/b.png': 'sub/deep/b.png' });
  });

  test('one selected folder is mirrored from itself, several from their common parent', async () => {
    const root = folderWith('pics/one/a.jpg', 'pics/two/b.jpg');
    const profile = longEdge(32, { outputs: [{ folder: 'out' }] });
    const [one, two] = [join(root, 'pics/one'), join(root, 'pics/two')];
    expect(await planned(root, profile, { selection: [one] })).toEqual({ 'pics/one/a.jpg': 'out/a.jpg' });
    expect(await planned(root, profile, { selection: [one, two] })).toEqual({
      'pics/one/a.jpg': 'out/one/a.jpg',
      'pics/two/b.jpg': 'out/two/b.jpg',
    });
  });

  test('a folder that several roots share mirrors the whole selection, so that no name needs a number', async () => {
    const root = folderWith('users/icon.png', 'groups/icon.png', 'groups/sub/icon.png');
    const roots = [join(root, 'users'), join(root, 'groups')];
    const rest = { roots, selection: roots, allowedFolders: [join(root, 'out')] };
    const shared = { outputs: [{ folder: join(root, 'out') }], conflict: 'unique' as const };
    expect(await planned(root, longEdge(32, shared), rest)).toEqual({
      'users/icon.png': 'out/users/icon.png',
      'groups/icon.png': 'out/groups/icon.png',
      'groups/sub/icon.png': 'out/groups/sub/icon.png',
    });
    const named = { outputs: [{ folder: join(root, 'out'), name: '{relativeDir}/x/{name}' }] };
    expect((await planned(root, longEdge(32, named), rest))['groups/sub/icon.png']).toBe('out/groups/sub/x/icon.png');
    // A relative folder exists in each root, and mirrors what is selected there.
    expect(await planned(root, longEdge(32, { outputs: [{ folder: 'out' }] }), rest)).toEqual({
      'users/icon.png': 'users/out/icon.png',
      'groups/icon.png': 'groups/out/icon.png',
      'groups/sub/icon.png': 'groups/out/sub/icon.png',
    });
  });

  test('each of several outputs has its own folder and format', async () => {
    const root = folderWith('a.jpg');
    const outputs = [{ format: 'webp' as const }, { folder: 'out', name: '{name}-{width}' }, { name: '{relativeDir}/x/{name}' }];
    expect(await planned(root, longEdge(32, { outputs }))).toEqual({ 'a.jpg': 'a-test.webp out/a-32.jpg x/a.jpg' });
  });

  test('{relativeDir} in a name replaces the mirrored tree', async () => {
    const root = folderWith('sub/a.jpg');
    const outputs = [{ folder: 'out', name: 'all/{relativeDir}/{name}' }];
    expect(await planned(root, longEdge(32, { outputs }))).toEqual({ 'sub/a.jpg': 'out/all/sub/a.jpg' });
  });

  test('tokens have the values of the actual output', async () => {
    const root = folderWith('a.jpg', ['thin.png', await gradient(3, 500).png().toBuffer()]);
    const outputs = [{ format: 'webp' as const, folder: 'out', name: '{dir}_{name}_{ext}_{width}x{height}_{format}_{profile}' }];
    const { outcomes } = await run(root, longEdge(33, { outputs }));
    expect(outcomes).toHaveLength(2);
    for (const { source, outputs: written } of outcomes) {
      const { target } = only(written);
      const { width, height } = await sharp(target).metadata();
      const [name, ext] = basename(source).split('.');
      expect(basename(target)).toBe(`${basename(root)}_${name}_${ext}_${width}x${height}_webp_test.webp`);
    }
  });

  test('the extension matches the format that is written', async () => {
    const root = folderWith('a.JPEG', 'b.JPG', ['c.png', jpeg], ['d', png], ['e.svg', svg], ['f.apng', png]);
    const selection = ['a.JPEG', 'b.JPG', 'c.png', 'd', 'e.svg', 'f.apng'].map((name) => join(root, name));
    expect(await planned(root, longEdge(32), { selection })).toEqual({
      'a.JPEG': 'a-test.JPEG',
      'b.JPG': 'b-test.JPG',
      'c.png': 'c-test.jpg',
      d: 'd-test.png',
      'e.svg': 'e-test.png',
      'f.apng': 'f-test.png',
    });
  });

  test('linked files are mirrored at the place of the link', async () => {
    const root = folderWith('pics/a.jpg', 'other/b.jpg');
    symlinkSync(join(root, 'other'), join(root, 'pics/link'));
    const profile = longEdge(32, { outputs: [{ folder: 'out' }] });
    expect(await planned(root, profile, { selection: [join(root, 'pics')] })).toEqual({
      'other/b.jpg': 'out/link/b.jpg',
      'pics/a.jpg': 'out/a.jpg',
    });
  });
});

describe('sources that are left out', () => {
  test('an image that already fits is skipped, or copied if the output has a folder', async () => {
    const root = folderWith(['a.png', tiny]);
    const beside = await planOf(root, longEdge(32));
    expect(codes(beside.entries)).toEqual({ 'a.png': 'skipped already-fits' });
    expect(beside.entries[0]).toMatchObject({ message: 'Already fits: 8 x 8 pixels. Nothing to do.' });
    const { outcomes, tasks } = await run(root, longEdge(32, { outputs: [{ folder: 'out' }] }));
    expect(tasks[0]?.outputs[0]?.copy).toBe(true);
    expect(only(outcomes)).toMatchObject({ status: 'done', notes: ['Already fits: copied unchanged.'] });
    expect(readFileSync(join(root, 'out/a.png'))).toEqual(tiny);
  });

  test('an image that fits is still processed for another format or a quality', async () => {
    const root = folderWith(['a.png', tiny]);
    expect(await planned(root, longEdge(32, { outputs: [{ format: 'webp' }] }))).toEqual({ 'a.png': 'a-test.webp' });
    expect(await planned(root, longEdge(32, { outputs: [{ quality: 50 }] }))).toEqual({ 'a.png': 'a-test.png' });
    expect(codes((await planOf(root, longEdge(32, { outputs: [{ format: 'png' }] }))).entries)).toEqual({
      'a.png': 'skipped already-fits',
    });
    const [converted] = (await planOf(root, { outputs: [{ format: 'png' }] })).entries;
    expect(converted, 'without a size').toMatchObject({ message: 'Already PNG. Nothing to do.' });
  });

  test('an animation is never reduced to one frame silently', async () => {
    const root = folderWith(['a.gif', await animation(['red', 'blue'])]);
    const { entries } = await planOf(root, { outputs: [{ format: 'jpeg' }] });
    expect(codes(entries)).toEqual({ 'a.gif': 'failed animation-lost' });
    expect(entries[0]).toMatchObject({
      message:
        'a.gif has 2 frames, but JPEG can store only one. Choose GIF, WebP, or APNG, or keep the first one with "frames": "first" in a profile or --set frames=first on the command line.',
    });
    expect(await planned(root, { outputs: [{ format: 'webp' }] })).toEqual({ 'a.gif': 'a-test.webp' });
  });

  test('pages of a TIFF are never dropped silently', async () => {
    const page = { width: 64, height: 48, samples: 1, photometric: 1, data: Buffer.alloc(64 * 48) };
    const root = folderWith(['a.tif', tiff(page, page)]);
    const { entries } = await planOf(root, longEdge(32));
    expect(codes(entries)).toEqual({ 'a.tif': 'failed pages-lost' });
    expect(entries[0]).toMatchObject({
      message:
        'a.tif has 2 pages, but TIFF can store only one. Keep the first one with "frames": "first" in a profile or --set frames=first on the command line, or each as a file with "all".',
    });
  });

  test('an SVG becomes a PNG, remains an SVG when copied, and is never replaced with pixels', async () => {
    const root = folderWith(['a.svg', svg]);
    expect(await planned(root, longEdge(32))).toEqual({ 'a.svg': 'a-test.png' });
    expect(await planned(root, longEdge(64, { outputs: [{ folder: 'out' }] }))).toEqual({ 'a.svg': 'out/a.svg' });
    expect(codes((await planOf(root, longEdge(32, { replace: true }))).entries)).toEqual({ 'a.svg': 'skipped drawing' });
  });

  test('an output with billions of pixels is refused by the plan', async () => {
    const root = folderWith(['strip.png', await gradient(1, 5000).png().toBuffer()]);
    const { entries } = await planOf(root, { steps: [{ operation: 'resize', width: 700, height: 3, fit: 'outside', enlarge: true }] });
    expect(codes(entries)).toEqual({ 'strip.png': 'failed too-large' });
    expect(entries[0]).toMatchObject({ message: expect.stringContaining('700 x 3500000 pixels') });
  });

  test('each missing path is a failure', async () => {
    const root = folderWith('a.jpg');
    const { entries, summary } = await planOf(root, longEdge(32), { selection: [join(root, 'gone.jpg'), join(root, 'a.jpg')] });
    expect(codes(entries)).toEqual({ 'gone.jpg': 'failed vanished' });
    expect(summary).toMatchObject({ tasks: 1, skipped: 1 });
    expect(entries.map(({ id }) => id)).toEqual([0, 1]);
  });
});

describe('existing files', () => {
  test('conflict unique numbers the output, and ignores case', async () => {
    const root = folderWith('a.jpg', ['A-TEST.jpg', 'x'], ['a-test-2.JPG', 'x'], ['a-test-3.txt', 'x']);
    expect(await planned(root, longEdge(32), { selection: [join(root, 'a.jpg')] })).toEqual({ 'a.jpg': 'a-test-3.jpg' });
  });

  test('conflict skip keeps the existing file, and overwrite replaces it', async () => {
    const root = folderWith('a.jpg', ['a-test.jpg', 'old']);
    const rest = { selection: [join(root, 'a.jpg')] };
    const skip = await planOf(root, longEdge(32, { conflict: 'skip' }), rest);
    expect(codes(skip.entries)).toEqual({ 'a.jpg': 'skipped target-exists' });
    const overwrite = await planOf(root, longEdge(32, { conflict: 'overwrite' }), rest);
    expect(overwrite.tasks[0]?.outputs[0]).toMatchObject({ target: join(root, 'a-test.jpg'), mode: 'overwrite' });
    expect(overwrite.summary.replaces).toBe(1);
  });

  test('an output that is skipped leaves the others of its source', async () => {
    const root = folderWith('a.jpg', ['out/a.jpg', 'old']);
    const outputs = [{ name: 'same', folder: 'one' }, { folder: 'out' }];
    const plan = await planOf(root, longEdge(32, { outputs, conflict: 'skip' }), { selection: [join(root, 'a.jpg')] });
    expect(targetsOf(plan, root)).toEqual({ 'a.jpg': 'one/same.jpg' });
    expect(only(plan.tasks).unwritten).toEqual([
      expect.objectContaining({ target: join(root, 'out/a.jpg'), status: 'skipped', code: 'target-exists' }),
    ]);
  });

  test.each(['unique', 'skip', 'overwrite'] as const)('an output never overwrites another source: %s', async (conflict) => {
    const root = folderWith('a.jpg', 'a-test.jpg');
    const plan = await planOf(root, longEdge(32, { conflict }));
    const expected =
      conflict === 'unique' ? { 'a.jpg': 'a-test-2.jpg', 'a-test.jpg': 'a-test-test.jpg' } : { 'a-test.jpg': 'a-test-test.jpg' };
    expect(targetsOf(plan, root)).toEqual(expected);
    if (conflict !== 'unique') expect(codes(plan.entries)).toEqual({ 'a.jpg': 'failed target-is-source' });
  });

  test('an output never overwrites its own source by accident', async () => {
    const root = folderWith('a.jpg');
    const profile = (conflict: 'unique' | 'overwrite') => longEdge(32, { conflict, outputs: [{ name: '{name}', format: 'jpeg' }] });
    expect(await planned(root, profile('unique'))).toEqual({ 'a.jpg': 'a-2.jpg' });
    expect(codes((await planOf(root, profile('overwrite'))).entries)).toEqual({ 'a.jpg': 'failed target-is-source' });
  });
});

test('contradicting overrides are an error of the recipe, reported before anything is written', async () => {
  const root = folderWith('a.jpg', 'b.jpg');
  const profile: Profile = {
    steps: [{ operation: 'resize', width: 10, height: 10, fit: 'cover' }],
    overrides: [
      { include: ['a.jpg'], steps: [{ operation: 'resize', position: 'attention' }] },
      { include: ['*'], steps: [{ operation: 'resize', fit: 'inside' }] },
    ],
  };
  const { summary, entries } = await planOf(root, profile);
  expect(summary.errors).toEqual([
    { path: 'profiles.test.overrides[0, 1].steps[0].position', message: expect.stringContaining('attention requires "fit": "cover"') },
  ]);
  expect(codes(entries)).toEqual({ 'a.jpg': 'failed recipe' });
});

describe('clashes', () => {
  const webp = { outputs: [{ format: 'webp' as const, folder: 'out' }] };

  test.each(['skip', 'overwrite'] as const)('two sources with the same target are reported as a clash: %s', async (conflict) => {
    const root = folderWith('A.jpg', 'a.png', 'b.png');
    const { summary } = await planOf(root, { ...webp, conflict });
    expect(summary.clashCount).toBe(1);
    expect(summary.clashes).toEqual([{ target: join(root, 'out/A.webp'), sources: [join(root, 'A.jpg'), join(root, 'a.png')] }]);
  });

  test('conflict unique numbers clashing outputs in path order', async () => {
    const root = folderWith('A.jpg', 'a.png', 'a.jpeg');
    const plan = await planOf(root, { ...webp, conflict: 'unique' });
    expect(targetsOf(plan, root)).toEqual({ 'A.jpg': 'out/A.webp', 'a.jpeg': 'out/a-2.webp', 'a.png': 'out/a-3.webp' });
    expect(plan.summary.clashCount).toBe(0);
  });

  test('names in two Unicode forms clash', async () => {
    const root = folderWith('caf\u00e9.png', 'cafe\u0301.png');
    expect((await planOf(root, { ...webp, conflict: 'overwrite' })).summary.clashCount).toBe(1);
    const targets = Object.values(await planned(root, webp));
    expect(targets.map((target) => target.normalize('NFC')).sort()).toEqual(['out/caf\u00e9-2.webp', 'out/caf\u00e9.webp']);
  });

  test('two outputs of one source with the same target clash', async () => {
    const root = folderWith('a.jpg');
    const outputs = [{ quality: 50 }, { quality: 80 }];
    expect(await planned(root, { outputs })).toEqual({ 'a.jpg': 'a-test.jpg a-test-2.jpg' });
    expect((await planOf(root, { outputs, conflict: 'overwrite' })).summary.clashCount).toBe(1);
  });

  test('sources that are replaced under the same new extension are numbered', async () => {
    const root = folderWith('a.jpg', 'a.png', ['a.webp', await gradient(64, 48).webp().toBuffer()]);
    expect(await planned(root, longEdge(32, { replace: true, outputs: [{ format: 'webp' }] }))).toEqual({
      'a.jpg': 'a-2.webp',
      'a.png': 'a-3.webp',
      'a.webp': 'a.webp',
    });
  });
});

describe('containment', () => {
  test('an output folder outside the workspace is refused until it is confirmed', async () => {
    const root = folderWith('a.jpg');
    const outside = temporaryFolder();
    const profile = longEdge(32, { outputs: [{ folder: join(outside, 'new') }] });
    const refused = await planOf(root, profile);
    expect(codes(refused.entries)).toEqual({ 'a.jpg': 'failed outside' });
    expect(refused.summary.outsideFolders).toEqual([join(outside, 'new')]);
    const allowed = await planOf(root, profile, { allowedFolders: [join(outside, 'new')] });
    expect(allowed.tasks[0]?.outputs[0]?.target).toBe(join(outside, 'new/a.jpg'));
    expect(allowed.summary.outsideFolders).toEqual([]);
  });

  test('an output path with ".." is resolved before it is checked', async () => {
    const root = folderWith('a.jpg');
    const { summary } = await planOf(root, longEdge(32, { outputs: [{ folder: '../elsewhere' }] }));
    expect(summary.outsideFolders).toEqual([join(dirname(root), 'elsewhere')]);
  });

  test('links that lead out of the workspace are resolved, in sources and in output folders', async () => {
    const root = folderWith('a.jpg');
    const outside = folderWith('o.jpg');
    symlinkSync(outside, join(root, 'link'));
    const beside = await planOf(root, longEdge(32), { selection: [join(root, 'link')] });
    expect(codes(beside.entries)).toEqual({ 'o.jpg': 'failed outside' });
    expect(beside.summary.outsideFolders).toEqual([outside]);
    const into = await planOf(root, longEdge(32, { outputs: [{ folder: 'link/new' }] }), { selection: [join(root, 'a.jpg')] });
    expect(into.summary.outsideFolders).toEqual([join(outside, 'new')]);
  });

  test('an output folder in another workspace folder counts as outside', async () => {
    const [root, other] = [folderWith('a.jpg'), temporaryFolder()];
    const { summary } = await planOf(root, longEdge(32, { outputs: [{ folder: other }] }), { roots: [root, other] });
    expect(summary.outsideFolders).toEqual([other]);
  });

  test('each workspace folder has its own output folder', async () => {
    const [one, two] = [folderWith('a.jpg'), folderWith('b.jpg')];
    const profile = longEdge(32, { outputs: [{ folder: 'out', name: '{name}' }] });
    const { tasks } = await planOf(one, profile, { selection: [join(one, 'a.jpg'), join(two, 'b.jpg')], roots: [one, two] });
    const homes = tasks.map(({ source, outputs }) => relative(dirname(source), only(outputs).target).split('/')[0]);
    expect(homes).toEqual(['out', 'out']);
  });
});

describe('the plan', () => {
  test('planning writes nothing', async () => {
    const root = folderWith('a.jpg', 'sub/b.png', ['c.png', 'text'], ['d.gif', '']);
    mkdirSync(join(root, 'empty'));
    const [before, paths] = [contentOf(root), readdirSync(root, { recursive: true }).sort()];
    await planOf(root, longEdge(32, { outputs: [{ folder: 'out' }, { format: 'webp' }] }));
    await planOf(root, longEdge(32, { replace: true }));
    expect(contentOf(root)).toEqual(before);
    // Folders, too.
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(paths);
  });

  test('the summary counts tasks, skips, bytes and replaced files', async () => {
    const root = folderWith('a.jpg', 'b.png', ['c.png', 'text'], ['d.txt', 'x'], ['e.png', tiny]);
    const { summary, entries } = await planOf(root, longEdge(32, { replace: true }));
    expect(summary).toEqual({
      tasks: 2,
      skipped: 2,
      bytes: jpeg.length + png.length,
      otherFiles: 1,
      notProcessed: {},
      clashes: [],
      clashCount: 0,
      outsideFolders: [],
      results: 0,
      edited: 0,
      upToDate: 0,
      replaces: 2,
      errors: [],
    });
    expect(entries.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    expect(entries.map(({ source }) => basename(source))).toEqual(['a.jpg', 'b.png', 'c.png', 'e.png']);
  });

  test('planning can be canceled before it starts and in the middle', async () => {
    const root = folderWith('a.jpg', 'b.png', 'sub/c.jpg');
    const help = { send: async () => {} };
    await expect(planProcessing(requestOf(root, longEdge(32)), help, AbortSignal.abort())).rejects.toThrow(/abort/i);
    const controller = new AbortController();
    const plan = planProcessing(requestOf(root, longEdge(32)), help, controller.signal);
    controller.abort();
    await expect(plan).rejects.toThrow(/abort/i);
  });

  test('the cost of a task is the memory of its source or its output, whichever is larger', async () => {
    const root = folderWith('a.png');
    const costOf = async (edge: number) =>
      only((await planOf(root, { steps: [{ operation: 'resize', longEdge: edge, enlarge: true }] })).tasks).cost;
    expect(await costOf(32)).toBe(64 * 48 * 3);
    expect(await costOf(640)).toBe(640 * 480 * 3);
  });

  test.each([
    [{ operation: 'rotate', angle: 15 }, 3],
    [{ operation: 'rotate', angle: 90 }, 2],
    [{ operation: 'blur', sigma: 2 }, 2],
    [{ operation: 'flip' }, 2],
    [{ operation: 'sharpen' }, 1],
  ] as const)('the cost of a task counts the whole images that a step holds: %j', async (step, images) => {
    const root = folderWith('a.png');
    const { cost } = only((await planOf(root, { steps: [step], outputs: [{ format: 'png' }] })).tasks);
    expect(cost).toBeGreaterThanOrEqual(images * 64 * 48 * 3);
  });

  test('a workspace folder may itself be a link', async () => {
    const root = folderWith('a.jpg');
    const link = join(temporaryFolder(), 'link');
    symlinkSync(root, link);
    expect(await planned(root, longEdge(32), { selection: [join(link, 'a.jpg')], roots: [link] })).toEqual({ 'a.jpg': 'a-test.jpg' });
  });

  test('a second run does not process the outputs of the first', async () => {
    const root = folderWith('a.jpg');
    const profile = longEdge(32, { outputs: [{ folder: 'out' }] });
    const first = await planOf(root, profile);
    await carryOut(first.recipe, first.tasks);
    expect(await planned(root, profile)).toEqual({ 'a.jpg': 'out/a-2.jpg' });
  });
});
