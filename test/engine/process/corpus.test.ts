import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Skip } from '../../../src/shared/run/plan';
import type { Outcome } from '../../../src/shared/run/run';
import { corpora, orientedPhotos, ownCorpus } from '../fixtures/corpus';
import { ownCodes } from '../fixtures/ownCodes';
import { contentOf, filesIn, longEdge, type Ran, run, temporaryFolder } from '../fixtures/runs';

/** Odd and broken images, ours and those of other projects: each ends in a clear outcome, and none is touched. */

async function runOver(corpus: string, profile: (folder: string) => Profile): Promise<Ran & { readonly out: string }> {
  const out = temporaryFolder();
  const before = contentOf(corpus);
  const ran = await run(corpus, profile(out), { allowedFolders: [out] });
  expect(contentOf(corpus)).toEqual(before);
  return { ...ran, out };
}

/** What became of each file, by its path. */
function ends(corpus: string, { entries, outcomes }: Ran): Map<string, Outcome | Skip> {
  const skips = entries.filter((entry): entry is Skip => 'code' in entry);
  return new Map([...skips, ...outcomes].map((each) => [relative(corpus, each.source), each]));
}

/** Files of ours that are not processed; all others are. */
const ourCodes = {
  ...ownCodes,
  'png/x-bit-depth-99.png': 'corrupt',
  'png/x-color-type-1.png': 'corrupt',
  'png/x-cut-in-header.png': 'truncated',
  'png/x-cut-in-pixels.png': 'truncated',
  'png/x-damaged-pixels.png': 'corrupt',
  'png/x-header-checksum.png': 'corrupt',
  'png/x-no-pixels.png': 'corrupt',
  'png/x-pixel-checksum.png': 'corrupt',
  'png/x-rows-missing.png': 'corrupt',
  'png/x-signature.png': 'not-an-image',
  'png/x-text-mode.png': 'corrupt',
  'png/x-width-0.png': 'corrupt',
};

/** Some files of other projects that are not processed. */
const otherCodes = {
  'libvips/17000x17000.avif': 'too-many-pixels',
  'libvips/cmyktest.pdf': 'unsupported',
  'libvips/ojpeg-tile.tif': 'unsupported',
  'libvips/truncated.jpg': 'truncated',
  'libvips/truncated.gif': 'truncated',
  'libvips/truncated.svgz': 'corrupt',
};

/** Codes of the files that were not processed, by path. */
function codesOf(found: ReadonlyMap<string, Outcome | Skip>): Record<string, string> {
  return Object.fromEntries([...found].flatMap(([path, { code }]) => (code === undefined ? [] : [[path.replaceAll('\\', '/'), code]])));
}

test.each(corpora)('%s: resizing gives every file a clear outcome, and broken ones fail for the right reason', async (_, corpus) => {
  const ran = await runOver(corpus, (folder) => longEdge(64, { outputs: [{ folder }] }));
  const found = ends(corpus, ran);
  expect(found.size).toBe(ran.entries.length);
  expect(ran.entries.length + ran.summary.otherFiles).toBe(filesIn(corpus).length);
  for (const [path, { status, code, message }] of found) {
    expect(['done', 'skipped', 'failed'], path).toContain(status);
    expect(code, path).not.toBe('internal');
    if (status !== 'done') expect(message, path).toMatch(/^[A-Z0-9].*[.)]$/s);
  }
  if (corpus === ownCorpus) expect(codesOf(found)).toEqual(ourCodes);
  else expect(codesOf(found)).toMatchObject(otherCodes);
  const written = ran.outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => relative(ran.out, target)));
  expect(filesIn(ran.out)).toEqual(written.sort());
});

test.each(corpora)('%s: every WebP made from it has the reported size', async (_, corpus) => {
  const { outcomes, out } = await runOver(corpus, (folder) => longEdge(64, { outputs: [{ folder, format: 'webp', quality: 50 }] }));
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

test('photos in every orientation come out upright', async () => {
  const out = temporaryFolder();
  const profile = longEdge(64, { outputs: [{ folder: out, format: 'png' }] });
  const roots = corpora.map(([, folder]) => folder);
  const { outcomes } = await run(ownCorpus, profile, { selection: orientedPhotos(), roots, allowedFolders: [out] });
  expect(outcomes).toHaveLength(orientedPhotos().length);
  const pixels = async (path: string) => sharp(path).removeAlpha().toColorspace('srgb').resize(32, 32, { fit: 'fill' }).raw().toBuffer();
  for (const { source, outputs } of outcomes) {
    const upright = join(dirname(source), basename(source).replace(/_\d/, '_1'));
    const target = outputs[0]?.target as string;
    const [found, wanted] = [await pixels(target), await pixels(upright)];
    const difference = found.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] as number)), 0) / found.length;
    expect(difference, source).toBeLessThan(6);
  }
});
