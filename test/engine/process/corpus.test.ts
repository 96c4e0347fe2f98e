import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Outcome, Skip } from '../../../src/shared/run/run';
import { corpus, hasCorpus } from '../fixtures/corpus';
import { contentOf, filesIn, longEdge, type Ran, run, temporaryFolder } from '../fixtures/runs';

/** Unusual and broken images of other projects: each gets a clear outcome, and none is touched. */

async function runOverCorpus(profile: (folder: string) => Profile): Promise<Ran & { readonly out: string }> {
  const out = temporaryFolder();
  const before = contentOf(corpus);
  const ran = await run(corpus, profile(out), { allowedFolders: [out] });
  expect(contentOf(corpus)).toEqual(before);
  return { ...ran, out };
}

/** The outcome of each file, by path. */
function ends({ entries, outcomes }: Ran): Map<string, Outcome | Skip> {
  const skips = entries.filter((entry): entry is Skip => 'code' in entry);
  return new Map([...skips, ...outcomes].map((each) => [relative(corpus, each.source), each]));
}

test.skipIf(!hasCorpus)('every file of the corpus gets a clear outcome when it is resized', async () => {
  const ran = await runOverCorpus((folder) => longEdge(64, { outputs: [{ folder }] }));
  const found = ends(ran);
  expect(found.size).toBe(ran.entries.length);
  expect(ran.entries.length + ran.summary.otherFiles).toBe(filesIn(corpus).length);
  for (const [path, { status, code, message }] of found) {
    expect(['done', 'skipped', 'failed'], path).toContain(status);
    expect(code, path).not.toBe('internal');
    if (status !== 'done') expect(message, path).toMatch(/^[A-Z0-9].*[.)]$/s);
  }
  const written = ran.outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => relative(ran.out, target)));
  expect(filesIn(ran.out)).toEqual(written.sort());
});

test.skipIf(!hasCorpus)('every file of the corpus converted to WebP matches its outcome', async () => {
  const { outcomes, out } = await runOverCorpus((folder) => longEdge(64, { outputs: [{ folder, format: 'webp', quality: 50 }] }));
  for (const { source, status, before, outputs } of outcomes.filter(({ outputs: made }) => made.length > 0)) {
    expect(status, source).toBe('done');
    for (const { target, width, height } of outputs) {
      const metadata = await sharp(target, { animated: true }).metadata();
      expect([metadata.width, metadata.pageHeight ?? metadata.height], source).toEqual([width, height]);
      const factor = Math.min(1, 64 / Math.max(before.width, before.height));
      expect([width, height], source).toEqual([before.width, before.height].map((side) => Math.max(1, Math.round(side * factor))));
    }
  }
  expect(filesIn(out).some((name) => name.endsWith('.tmp'))).toBe(false);
});

test.skipIf(!hasCorpus)('broken files of the corpus fail with their true cause', async () => {
  const found = ends(await runOverCorpus((folder) => longEdge(64, { outputs: [{ folder }] })));
  const codes = Object.fromEntries(
    [...found].filter(([, { code }]) => code !== undefined).map(([path, { code }]) => [basename(path), code]),
  );
  expect(codes).toMatchObject({
    '17000x17000.avif': 'too-many-pixels',
    'cmyktest.pdf': 'unsupported',
    'favicon.ico': 'unsupported',
    'ojpeg-tile.tif': 'unsupported',
    'small.bmp': 'unsupported',
    'world.jp2': 'unsupported',
    'targa.tga': 'not-an-image',
    'truncated.jpg': 'truncated',
    'truncated.gif': 'truncated',
    'truncated.svgz': 'corrupt',
  });
});

test.skipIf(!hasCorpus)('every oriented image of the corpus is upright', async () => {
  const folder = join(corpus, 'exif-orientation');
  const out = temporaryFolder();
  const { outcomes } = await run(folder, longEdge(64, { outputs: [{ folder: out, format: 'png' }] }), { allowedFolders: [out] });
  expect(outcomes.length).toBeGreaterThan(10);
  const pixels = async (path: string) => sharp(path).removeAlpha().toColorspace('srgb').resize(32, 32, { fit: 'fill' }).raw().toBuffer();
  for (const { source, outputs } of outcomes) {
    const upright = join(dirname(source), basename(source).replace(/_\d/, '_1'));
    const target = outputs[0]?.target as string;
    const [found, wanted] = [await pixels(target), await pixels(upright)];
    const difference = found.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] as number)), 0) / found.length;
    expect(difference, basename(source)).toBeLessThan(6);
  }
});
