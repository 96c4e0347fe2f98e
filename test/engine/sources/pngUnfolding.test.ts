import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { checkImage } from '../../../src/engine/inspect/checkImage';
import { displayably } from '../../../src/engine/sources/displayedSource';
import { readHeader } from '../../../src/engine/sources/readHeader';
import { type FoldedTexts, foldedPng, insertIntoPng, pngChunk } from '../fixtures/foldedPng';

const folder = mkdtempSync(join(tmpdir(), 'unfolding-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function folded(name: string, texts: FoldedTexts) {
  const path = join(folder, name);
  writeFileSync(path, await foldedPng(texts));
  return path;
}

test.each([
  ['zTXt', false],
  ['iTXt', false],
  ['zTXt', true],
] as const)(
  'The texts of a PNG that inflate to more than the limit are ignored without inflating them: %s, late: %s',
  async (type, late) => {
    const path = await folded(`bomb-${type}-${late}.png`, { type, texts: 50, megabytes: 8, late });
    const before = process.memoryUsage().rss;
    const header = await readHeader(path);
    expect(header).toMatchObject({ width: 200, height: 100, metadata: [] });
    expect(header.unfolded).toBeGreaterThan(32 * 2 ** 20);
    expect(header.bare).toBeUndefined();
    const remarks: string[] = [];
    expect(await checkImage(path, { onPage: () => {}, onRemark: (remark) => remarks.push(remark) })).toBeUndefined();
    const ignored = 'The texts in this PNG take more than 32 MB when decompressed. They were ignored.';
    expect(remarks).toEqual([ignored]);
    const shown = await displayably(path, async (source) => ({ bytes: readFileSync(source.path), remarks: source.remarks }));
    expect(shown.remarks).toEqual([ignored]);
    expect(shown.bytes.includes(type)).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  },
);

test('The texts of a PNG are ignored as well when they are so long that its head is not found', async () => {
  const path = await folded('long-head.png', { type: 'zTXt', texts: 140, megabytes: 8, late: false });
  expect(statSync(path).size).toBeGreaterThan(1 << 20);
  await expect(readHeader(path)).resolves.toMatchObject({ width: 200, height: 100, metadata: [] });
});

test('A PNG is refused when its profile alone inflates to more than the limit', async () => {
  const path = await folded('profile.png', { type: 'zTXt', texts: 50, megabytes: 8, late: false });
  const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(Buffer.alloc(40 * 2 ** 20))]));
  writeFileSync(path, insertIntoPng(readFileSync(path), [profile], 33));
  const message = 'The color profile in this PNG takes more than 32 MB when decompressed. Remove it and try again.';
  await expect(readHeader(path)).rejects.toMatchObject({ code: 'too-large', message });
  expect(await checkImage(path)).toMatchObject({ code: 'too-large', message });
});

test('A PNG with long texts within the limit is read, and tells what they take', async () => {
  const path = await folded('long.png', { type: 'zTXt', texts: 3, megabytes: 8, late: false });
  await expect(readHeader(path)).resolves.toMatchObject({ width: 200, height: 100, metadata: ['comments'], unfolded: 24 * 2 ** 20 });
});
