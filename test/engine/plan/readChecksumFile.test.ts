import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readChecksums } from '../../../src/engine/plan/readChecksumFile';
import { place, temporaryFolder } from '../fixtures/runs';

const digest = '0123456789abcdef'.repeat(4);

async function read(path: string) {
  const paths: string[] = [];
  const errors: number[] = [];
  for await (const lines of readChecksums(path)) {
    paths.push(...lines.entries.map((entry) => entry.path));
    errors.push(...lines.errors.map(({ line }) => line));
  }
  return { paths, errors };
}

describe('a list is read in every encoding that programs write', () => {
  const text = `${digest}  café/\u{1f600}.png\r\n${digest}  b\r\n`;
  const mark = '\ufeff';
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(mark + text)],
    ['UTF-16 of PowerShell', Buffer.from(mark + text, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(mark + text, 'utf16le').swap16()],
  ])('%s', async (_, bytes) => {
    expect(await read(place(join(temporaryFolder(), 'SHA256SUMS'), bytes))).toEqual({ paths: ['café/\u{1f600}.png', 'b'], errors: [] });
  });
});

test('characters that blocks cut in two are whole', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `${'é€\u{1f600}'.repeat(index % 7)}${index}`);
  const path = place(join(temporaryFolder(), 'x.sha256'), names.map((name) => `${digest}  ${name}\n`).join(''));
  expect(await read(path)).toEqual({ paths: names, errors: [] });
});

test('an empty list says nothing', async () => {
  expect(await read(place(join(temporaryFolder(), 'SHA256SUMS')))).toEqual({ paths: [], errors: [] });
});

test('a list that cannot be read says why', async () => {
  const folder = temporaryFolder();
  await expect(read(join(folder, 'SHA256SUMS'))).rejects.toMatchObject({ code: 'vanished' });
  await expect(read(folder)).rejects.toMatchObject({ code: 'not-a-file' });
});

test('a file that is no list, and has no lines, is read in little memory', async () => {
  const path = join(temporaryFolder(), 'SHA256SUMS');
  writeFileSync(path, Buffer.alloc(30_000_000, 'x'));
  expect(await read(path)).toEqual({ paths: [], errors: [1] });
});

test('a long list is read without holding it', async () => {
  const path = join(temporaryFolder(), 'SHA256SUMS');
  const count = 200_000;
  writeFileSync(path, Array.from({ length: count }, (_, index) => `${digest}  photos/2026/image-${index}.jpg\n`).join(''));
  let [seen, most] = [0, 0];
  const before = process.memoryUsage.rss();
  for await (const { entries, errors } of readChecksums(path)) {
    seen += entries.length;
    expect(errors).toEqual([]);
    most = Math.max(most, process.memoryUsage.rss());
  }
  expect(seen).toBe(count);
  expect((most - before) / 1e6).toBeLessThan(60);
});
