import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { readHeader } from '../../../src/engine/sources/readHeader';

const folder = mkdtempSync(join(tmpdir(), 'unfolding-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

const heads = { zTXt: 'Comment\0\0', iTXt: 'Comment\0\x01\0\0\0' };

/** A small PNG with texts that inflate to some MB each, before or after its pixels. */
async function folded(
  name: string,
  type: keyof typeof heads,
  { texts, megabytes, late }: { texts: number; megabytes: number; late: boolean },
) {
  const png = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const text = chunk(type, Buffer.concat([Buffer.from(heads[type], 'latin1'), deflateSync(Buffer.alloc(megabytes * 2 ** 20, 'a'))]));
  const at = late ? png.length - 12 : 33;
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([png.subarray(0, at), ...Array<Buffer>(texts).fill(text), png.subarray(at)]));
  return path;
}

test.each([
  ['zTXt', false],
  ['iTXt', false],
  ['zTXt', true],
] as const)('A PNG whose texts inflate to more than the limit is refused without inflating them: %s, late: %s', async (type, late) => {
  const path = await folded(`bomb-${type}-${late}.png`, type, { texts: 50, megabytes: 8, late });
  const before = process.memoryUsage().rss;
  await expect(readHeader(path)).rejects.toMatchObject({ code: 'too-large' });
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
});

test('A PNG is refused as well when its texts are so long that its head is not found', async () => {
  const path = await folded('long-head.png', 'zTXt', { texts: 140, megabytes: 8, late: false });
  expect(statSync(path).size).toBeGreaterThan(1 << 20);
  await expect(readHeader(path)).rejects.toMatchObject({ code: 'too-large' });
});

test('A PNG with long texts within the limit is read', async () => {
  const path = await folded('long.png', 'zTXt', { texts: 3, megabytes: 8, late: false });
  await expect(readHeader(path)).resolves.toMatchObject({ width: 20, height: 10, metadata: ['comments'] });
});
