import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { solid } from '../fixtures/images';
import { filesIn, place, run, temporaryFolder } from '../fixtures/runs';

/** Names that are known only after the output is rendered. */

async function redAndTwin(): Promise<string> {
  const root = temporaryFolder();
  const red = await solid(40, 20, 'red').png().toBuffer();
  place(join(root, 'a.png'), red);
  place(join(root, 'twin.png'), await sharp(red).png({ compressionLevel: 0 }).toBuffer());
  place(join(root, 'other.png'), await solid(40, 20, 'blue').png().toBuffer());
  return root;
}

const half = { operation: 'resize', percent: 50 } as const;

test('{digest} is the digest of the output', async () => {
  const root = await redAndTwin();
  const { outcomes } = await run(root, { steps: [half], outputs: [{ folder: 'out', name: '{name}-{digest:12}' }] });
  for (const { outputs } of outcomes) {
    const [written] = outputs;
    const target = written?.target ?? '';
    expect(basename(target)).toContain(`-${digestOf(readFileSync(target)).slice(0, 12)}.png`);
  }
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
});

test('outputs with equal pixels become one file, and undo removes it once', async () => {
  const root = await redAndTwin();
  const ran = await run(root, { steps: [half], outputs: [{ folder: 'out', name: '{pixelDigest}' }] });
  expect(ran.outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect(filesIn(join(root, 'out'))).toHaveLength(2);
  expect(new Set(ran.outcomes.map(({ outputs }) => outputs[0]?.target)).size).toBe(2);
  expect(undoRun(ran.run.directory, ran.run.id)).toMatchObject({ removed: 2, refused: [] });
});

test('an existing file with a late name is never replaced: the new one is numbered or skipped', async () => {
  const root = await redAndTwin();
  const profile = { steps: [half], outputs: [{ folder: 'out', name: 'x{digest:4}' }] };
  const first = await run(root, profile, { selection: [join(root, 'a.png')] });
  const target = first.outcomes[0]?.outputs[0]?.target ?? '';
  undoRun(first.run.directory, first.run.id);
  place(target, 'mine');
  const again = await run(root, profile, { selection: [join(root, 'a.png')] });
  expect(again.outcomes[0]?.outputs[0]?.target).toBe(target.replace('.png', '-2.png'));
  expect(readFileSync(target, 'utf8')).toBe('mine');
  const left = await run(root, { ...profile, conflict: 'skip' }, { selection: [join(root, 'a.png')] });
  expect(left.outcomes[0]).toMatchObject({ code: 'target-exists' });
});

test('the size in a name is the actual size after trim', async () => {
  const root = temporaryFolder();
  const inner = await solid(10, 6, 'red').png().toBuffer();
  place(
    join(root, 'a.png'),
    await solid(40, 20, 'white')
      .composite([{ input: inner, left: 7, top: 7 }])
      .png()
      .toBuffer(),
  );
  const { outcomes, tasks } = await run(root, { steps: [{ operation: 'trim' }], outputs: [{ name: '{name}-{width}x{height}' }] });
  expect(basename(tasks[0]?.outputs[0]?.target ?? '')).toBe('a-{width}x{height}.png');
  expect(outcomes[0]?.outputs[0]).toMatchObject({ target: join(root, 'a-10x6.png'), width: 10, height: 6 });
});

test('names can contain numbers, dates and densities', async () => {
  const root = await redAndTwin();
  const outputs = [{ folder: 'out', name: '{index:03}-{name}{density}-{dpi}', densities: [1, 2] }];
  await run(root, { outputs });
  expect(filesIn(join(root, 'out'))).toEqual(
    ['a', 'other', 'twin'].flatMap((name, index) =>
      [1, 2].map((density) => `00${index + 1}-${name}@${density}x-${density === 1 ? 'mdpi' : 'xhdpi'}.png`),
    ),
  );
});
