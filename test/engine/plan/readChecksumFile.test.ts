import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readChecksumFile } from '../../../src/engine/plan/readChecksumFile';
import { place, temporaryFolder } from '../fixtures/runs';

const digest = '0123456789abcdef'.repeat(4);

async function read(path: string) {
  const paths: string[] = [];
  const errors: number[] = [];
  for await (const lines of readChecksumFile(path)) {
    paths.push(...lines.entries.map((entry) => entry.path));
    errors.push(...lines.errors.map(({ line }) => line));
  }
  return { paths, errors };
}

describe('encodings of checksum files', () => {
  const text = `${digest}  café/\u{1f600}.png\r\n${digest}  b\r\n`;
  const mark = '\ufeff';
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(mark + text)],
    ['UTF-16, as PowerShell writes it', Buffer.from(mark + text, 'utf16le')],
    ['big-endian UTF-16', Buffer.from(mark + text, 'utf16le').swap16()],
  ])('a checksum file is read in %s', async (_, bytes) => {
    expect(await read(place(join(temporaryFolder(), 'SHA256SUMS'), bytes))).toEqual({ paths: ['café/\u{1f600}.png', 'b'], errors: [] });
  });
});

test('characters that are split between two blocks are decoded correctly', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `${'é€\u{1f600}'.repeat(index % 7)}${index}`);
  const path = place(join(temporaryFolder(), 'x.sha256'), names.map((name) => `${digest}  ${name}\n`).join(''));
  expect(await read(path)).toEqual({ paths: names, errors: [] });
});

test('an empty checksum file has no entries and no errors', async () => {
  expect(await read(place(join(temporaryFolder(), 'SHA256SUMS')))).toEqual({ paths: [], errors: [] });
});

test('an unreadable checksum file fails with the reason', async () => {
  const folder = temporaryFolder();
  await expect(read(join(folder, 'SHA256SUMS'))).rejects.toMatchObject({ code: 'vanished' });
  await expect(read(folder)).rejects.toMatchObject({ code: 'not-a-file' });
});

test('a large file without line feeds is read in little memory', async () => {
  const path = join(temporaryFolder(), 'SHA256SUMS');
  writeFileSync(path, Buffer.alloc(30_000_000, 'x'));
  expect(await read(path)).toEqual({ paths: [], errors: [1] });
});

test('a long checksum file is read without holding all of it', async () => {
  const path = join(temporaryFolder(), 'SHA256SUMS');
  const count = 200_000;
  writeFileSync(path, Array.from({ length: count }, (_, index) => `${digest}  photos/2026/image-${index}.jpg\n`).join(''));
  let [seen, most] = [0, 0];
  const before = process.memoryUsage.rss();
  for await (const { entries, errors } of readChecksumFile(path)) {
    seen += entries.length;
    expect(errors).toEqual([]);
    most = Math.max(most, process.memoryUsage.rss());
  }
  expect(seen).toBe(count);
  expect((most - before) / 1e6).toBeLessThan(60);
});
