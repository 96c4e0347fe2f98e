import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Skip } from '../../../src/shared/run/plan';
import type { Outcome } from '../../../src/shared/run/run';
import { animation } from '../fixtures/images';
import { filesIn, only, place, planOf, run, runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Files with several outputs, of which some cannot be made. */

async function strip(width: number, height: number): Promise<string> {
  const image = sharp({ create: { width, height, channels: 3, background: '#468' } });
  return place(join(temporaryFolder(), 'strip.png'), await image.png().toBuffer());
}

async function noisy(): Promise<string> {
  return place(join(temporaryFolder(), 'noise.png'), await noise(60, 40).png().toBuffer());
}

const names = (outputs: readonly { readonly target: string }[] = []) => outputs.map(({ target }) => basename(target));

function summaryOf({ status, code, outputs, unwritten }: Outcome) {
  return {
    status,
    code,
    made: names(outputs),
    unwritten: unwritten?.map((each) => `${basename(each.target)} ${each.status} ${each.code}`),
  };
}

describe('the size limit of a format', () => {
  test.each([
    ['webp', {}, [16_383, 2], [16_384, 2]],
    ['webp', {}, [2, 16_383], [2, 16_384]],
    ['avif', { effort: 0 }, [16_384, 2], [16_385, 2]],
    ['jpeg', {}, [65_500, 2], [65_501, 2]],
    ['jpeg', {}, [2, 65_500], [2, 65_501]],
    ['gif', {}, [65_535, 2], [65_536, 2]],
    ['tiff', { compression: 'webp' }, [16_383, 2], [16_384, 2]],
    ['tiff', { compression: 'jpeg' }, [65_500, 2], [65_501, 2]],
    ['tiff', { compression: 'jpeg', tile: true }, [65_535, 2], [65_536, 2]],
  ] as const)('%s %o: %o is written, %o is refused before anything is decoded', async (format, options, fitting, larger) => {
    const profile: Profile = { outputs: [{ format, ...options, folder: 'out' }] };
    const { outputs, status } = await runOn(await strip(fitting[0], fitting[1]), profile);
    expect({ status, size: outputs.map(({ width, height }) => [width, height]) }).toEqual({ status: 'done', size: [fitting] });
    const source = await strip(larger[0], larger[1]);
    const { entries, tasks } = await planOf(join(source, '..'), profile);
    expect(tasks).toEqual([]);
    const limit = Math.max(...fitting);
    expect(only(entries)).toMatchObject({ status: 'failed', code: 'too-large' });
    expect((only(entries) as Skip).message).toMatch(
      new RegExp(`would have ${larger.join(' x ')} pixels, but the longest side in .* is ${limit}\\. Choose a smaller size`),
    );
  });

  test.each([
    ['png', {}, [65_537, 2]],
    ['tiff', {}, [65_537, 2]],
    ['tiff', { compression: 'webp', tile: true }, [20_000, 2]],
    ['tiff', { compression: 'webp', pyramid: true }, [20_000, 2]],
    ['tiff', { compression: 'webp' }, [2, 20_000]],
    ['ico', {}, [20_000, 2]],
  ] as const)('%s %o has none that concerns %o', async (format, options, size) => {
    const { status, message } = await runOn(await strip(size[0], size[1]), { outputs: [{ format, ...options, folder: 'out' }] });
    expect({ status, message }).toEqual({ status: 'done' });
  });

  test('a sprite sheet is measured whole, and an animation by its frame', async () => {
    const source = place(join(temporaryFolder(), 'a.gif'), await animation(['red', 'green', 'blue']));
    const steps: Profile['steps'] = [{ operation: 'resize', width: 6000, enlarge: true, fit: 'fill', height: 10 }];
    const outputs: Profile['outputs'] = [
      { format: 'webp', name: 'sheet', frames: 'sprite' },
      { format: 'webp', name: 'column', frames: 'sprite', columns: 1 },
      { format: 'webp', name: 'animation' },
    ];
    expect(summaryOf(await runOn(source, { steps, outputs }))).toEqual({
      status: 'failed',
      code: 'too-large',
      made: ['column.webp', 'animation.webp'],
      unwritten: ['sheet.webp failed too-large'],
    });
  });

  test('a size that only the pixels tell is refused by the encoder, for its output alone', async () => {
    const outcome = await runOn(await strip(70_000, 2), {
      steps: [{ operation: 'pad', margin: 1, background: '#f00' }, { operation: 'trim' }],
      outputs: [{ format: 'jpeg' }, { format: 'png' }, { format: 'gif' }],
    });
    expect(summaryOf(outcome)).toMatchObject({ status: 'failed', code: 'too-large', made: [expect.stringMatching(/png$/)] });
    expect(outcome.unwritten?.map(({ message }) => message)).toEqual(
      ['JPEG', 'GIF'].map((name) => `The result is wider or taller than ${name} allows. Choose a smaller size or another format.`),
    );
  });
});

describe('one output of several', () => {
  test('a set lacks only the file that its format cannot store', async () => {
    const outcome = await runOn(await strip(320, 17_000), {
      outputs: [{ format: ['webp', 'jpeg'], widths: [160, 320, 640], folder: 'out' }],
    });
    expect(summaryOf(outcome)).toEqual({
      status: 'failed',
      code: 'too-large',
      made: ['strip-160.webp', 'strip-160.jpg', 'strip-320.jpg'],
      unwritten: ['strip-320.webp failed too-large'],
    });
    expect(outcome.message).toMatch(/^1 of 4 outputs failed\. strip-320\.webp: The output would have 320 x 17000 pixels, /);
    for (const { target, width, height } of outcome.outputs) expect(await sharp(target).metadata()).toMatchObject({ width, height });
  });

  test('a format that cannot store the frames leaves the one that can', async () => {
    const source = place(join(temporaryFolder(), 'a.gif'), await animation(['red', 'green', 'blue']));
    const outcome = await runOn(source, { outputs: [{ format: ['jpeg', 'webp', 'png'], name: 'x' }] });
    expect(summaryOf(outcome)).toEqual({
      status: 'failed',
      code: 'animation-lost',
      made: ['x.webp'],
      unwritten: ['x.jpg failed animation-lost', 'x.png failed animation-lost'],
    });
    expect(outcome.message).toMatch(/^2 of 3 outputs failed\. x\.jpg: .* can store only one.* x\.png: /);
  });

  test('a folder outside the workspace, or one that is a file, leaves the other folders', async () => {
    const source = await strip(20, 10);
    place(join(source, '../taken'));
    const outputs = ['../elsewhere', 'taken', 'out'].map((folder) => ({ folder, format: 'webp' as const }));
    expect(summaryOf(await runOn(source, { outputs }))).toMatchObject({
      status: 'failed',
      made: ['strip.webp'],
      unwritten: ['strip.webp failed outside', 'strip.webp failed not-a-file'],
    });
  });

  test('a byte limit that cannot be reached leaves the outputs without one', async () => {
    const outputs: Profile['outputs'] = [
      { format: 'webp', maxBytes: 100, minScale: 100, name: 'small' },
      { format: 'webp', name: 'large' },
    ];
    expect(summaryOf(await runOn(await noisy(), { outputs }))).toMatchObject({
      status: 'failed',
      code: 'too-many-bytes',
      made: ['large.webp'],
    });
  });

  test('an existing file that is skipped, or a source that is kept, is no error', async () => {
    const source = await noisy();
    place(join(source, '../there.webp'), 'old');
    const outputs: Profile['outputs'] = [
      { format: 'webp', name: 'there' },
      { format: 'tiff', name: 'larger', compression: 'none' },
      { format: 'jpeg', name: 'made', quality: 20 },
    ];
    expect(summaryOf(await runOn(source, { conflict: 'skip', neverLarger: true, outputs }))).toEqual({
      status: 'done',
      code: undefined,
      made: ['made.jpg'],
      unwritten: ['there.webp skipped target-exists', 'larger.tif kept larger'],
    });
    expect(filesIn(join(source, '..'))).toEqual(['made.jpg', 'noise.png', 'there.webp']);
  });

  test('a file is kept when what is not skipped would be larger', async () => {
    const source = await noisy();
    place(join(source, '../there.webp'), 'old');
    const outputs: Profile['outputs'] = [
      { format: 'webp', name: 'there' },
      { format: 'tiff', name: 'larger', compression: 'none' },
    ];
    expect(summaryOf(await runOn(source, { conflict: 'skip', neverLarger: true, outputs }))).toMatchObject({
      status: 'kept',
      code: 'larger',
      made: [],
    });
  });
});

test('a picture of an SVG that is too large has the name of the picture', async () => {
  const source = place(join(temporaryFolder(), 'a.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"></svg>');
  const steps: Profile['steps'] = [{ operation: 'resize', width: 20_000, enlarge: true }];
  const outputs: Profile['outputs'] = [{}, { format: 'webp', widths: [100] }];
  expect(summaryOf(await runOn(source, { steps, outputs }))).toMatchObject({
    made: ['a-100.webp'],
    unwritten: ['a-test.png failed too-large'],
  });
});

describe('all outputs', () => {
  test('one reason is said once', async () => {
    const source = place(join(temporaryFolder(), 'a.gif'), await animation(['red', 'green', 'blue']));
    const { entries, outcomes } = await run(join(source, '..'), { outputs: [{ format: 'jpeg', widths: [5, 10] }] });
    expect(outcomes).toEqual([]);
    const skip = only(entries) as Skip;
    expect(skip).toMatchObject({ status: 'failed', code: 'animation-lost' });
    expect(skip.message).toMatch(/^a\.gif has 3 frames/);
    expect(names(skip.unwritten)).toEqual(['a-5.jpg', 'a-10.jpg']);
  });

  test('different reasons are all said', async () => {
    const source = place(join(temporaryFolder(), 'a.gif'), await animation(['red', 'green', 'blue']));
    const outputs = [{ format: 'jpeg' as const }, { folder: '../elsewhere', format: 'webp' as const }];
    const { message } = only((await run(join(source, '..'), { outputs })).entries) as Skip;
    expect(message).toMatch(/^2 of 2 outputs failed\. a-test\.jpg: .* can store only one.* a\.webp: .* outside the folder of the source/);
  });

  test('files that all exist are skipped', async () => {
    const source = await strip(20, 10);
    for (const name of ['a.webp', 'a.jpg']) place(join(source, '..', name), 'old');
    const outputs: Profile['outputs'] = [{ format: ['webp', 'jpeg'], name: 'a' }];
    const skip = only((await planOf(join(source, '..'), { conflict: 'skip', outputs }, { selection: [source] })).entries) as Skip;
    expect(skip).toMatchObject({ status: 'skipped', code: 'target-exists', message: 'a.webp already exists and was not changed.' });
    expect(skip.unwritten).toHaveLength(2);
  });

  test('an SVG that is left unchanged is no error beside a picture made from it', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><circle cx="20" cy="20" r="9"/></svg>';
    const source = place(join(temporaryFolder(), 'a.svg'), svg);
    const outcome = await runOn(source, { metadata: 'strip', outputs: [{}, { format: 'png' }] });
    expect(summaryOf(outcome)).toMatchObject({ status: 'done', made: ['a-test.png'], unwritten: ['a-test.svg skipped drawing'] });
  });
});
