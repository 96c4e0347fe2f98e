import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { filterMetadata } from '../../../src/engine/containers/filterMetadata';
import { decodeFile } from '../../../src/engine/decoders/registry';
import { TemporaryFiles } from '../../../src/engine/fs/scratchFiles';
import { uprightSource } from '../../../src/engine/sources/displayedSource';
import { readably } from '../../../src/engine/sources/readableSource';
import { readHeader } from '../../../src/engine/sources/readHeader';
import { stripProfile } from '../../../src/shared/recipe/commandProfiles';
import type { WrittenOutput } from '../../../src/shared/run/run';
import { isDecodedFormat, type SourceFormat } from '../../../src/shared/values/formats';
import { ownCorpus } from '../fixtures/corpus';
import { run, temporaryFolder } from '../fixtures/runs';

/** Every image of our corpus without metadata has the same samples. */

const policies = ['strip', 'strip-gps', 'copyright-only'] as const;
const encodedAgain = /^The pixels were encoded again/;

/** The samples of all pages as stored, and how the image is turned for display. */
async function samplesOf(path: string): Promise<{ readonly orientation: number; readonly pages: readonly Buffer[] }> {
  const { format: kind } = await readHeader(path);
  if (isDecodedFormat(kind)) {
    const { images } = await decodeFile(path, kind);
    return { orientation: 1, pages: images.map(({ samples }) => Buffer.from(samples)) };
  }
  const { pages: count = 1, format, orientation = 1 } = await sharp(path).metadata();
  const numbers = format === 'tiff' ? Array.from({ length: count }, (_, page) => page) : [0];
  const options = (page: number) => (format === 'tiff' ? { page } : { animated: true });
  const decode = (page: number) =>
    sharp(path, { ...options(page), failOn: 'none', limitInputPixels: false })
      .raw()
      .toBuffer();
  return { orientation, pages: await Promise.all(numbers.map(decode)) };
}

/** The samples of a source without the faults around them, and with its orientation in EXIF. */
async function sourceSamples(path: string): ReturnType<typeof samplesOf> {
  const header = await readHeader(path);
  if (isDecodedFormat(header.format)) return samplesOf(path);
  const files = new TemporaryFiles();
  try {
    return await readably(path, (readable) => samplesOf(uprightSource(readable, header, files).path));
  } finally {
    files.dispose();
  }
}

test.each(policies)('%s changes no sample of our corpus', { timeout: 120_000 }, async (policy) => {
  const folder = temporaryFolder();
  const { outcomes } = await run(ownCorpus, stripProfile(policy, { kind: 'folder', folder }), { allowedFolders: [folder] });
  const made = outcomes.filter(({ status }) => status === 'done');
  expect(made.length).toBeGreaterThan(80);
  for (const { source, notes = [], outputs } of made) {
    const [{ target, format }] = outputs as [WrittenOutput];
    const name = relative(ownCorpus, source);
    expect(notes.join(), name).not.toMatch(encodedAgain);
    expect(await samplesOf(target), name).toEqual(await sourceSamples(source));
    const bytes = readFileSync(target);
    expect(filterMetadata(bytes, format as SourceFormat, policy)?.bytes, name).toBe(bytes);
  }
});
