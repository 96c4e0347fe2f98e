import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checksumText } from '../../../src/client/runs/checksumText';
import { ReadColumns } from '../../../src/shared/run/readFiles';

const folder = join('/files', 'photos');
const files = [
  { source: join(folder, 'b.jpg'), digests: { md5: '22', sha1: '2222' } },
  { source: join(folder, 'a', 'c.jpg'), digests: { md5: '11', sha1: '1111' } },
];

it('a checksum file has sorted paths relative to its folder', () => {
  expect(checksumText(files, ['md5'], 'gnu', folder)).toBe('11  a/c.jpg\n22  b.jpg\n');
  expect(checksumText(files, ['md5'], 'gnu', '/files')).toBe('11  photos/a/c.jpg\n22  photos/b.jpg\n');
  expect(checksumText(files, ['md5'], 'gnu', join(folder, 'a'))).toBe('22  ../b.jpg\n11  c.jpg\n');
});

it('several algorithms are listed one after the other, each line with its tag', () => {
  const lines = ['MD5 (a/c.jpg) = 11', 'MD5 (b.jpg) = 22', 'SHA1 (a/c.jpg) = 1111', 'SHA1 (b.jpg) = 2222', ''];
  expect(checksumText(files, ['md5', 'sha1'], 'bsd', folder)).toBe(lines.join('\n'));
});

it('files in columns are listed among the others', () => {
  const columns = new ReadColumns(0, ['crc32', 'xxh64']);
  columns.add({ id: 0, source: join(folder, 'a', 'd.jpg'), bytes: 1, mtimeMs: 0 }, ['0000000d', '000000000000000d'], 0);
  columns.add({ id: 1, source: join(folder, 'a', 'a.jpg'), bytes: 1, mtimeMs: 0 }, ['0000000a', '000000000000000a'], 0);
  const single = [{ source: join(folder, 'a', 'c.jpg'), digests: { crc32: '0000000c', xxh64: '000000000000000c' } }];
  const lines = (digest: string) => ['a', 'c', 'd'].map((name) => `${digest}${name}  a/${name}.jpg\n`).join('');
  expect(checksumText(single, ['crc32'], 'gnu', folder, [columns.packed()])).toBe(lines('0000000'));
  expect(checksumText(single, ['xxh64'], 'gnu', folder, [columns.packed()])).toBe(lines('000000000000000'));
});
