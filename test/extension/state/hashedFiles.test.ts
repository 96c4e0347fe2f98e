import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DigestedFile } from '../../../src/client/runs/checksumText';
import { digestsText, suggestedChecksumPath } from '../../../src/extension/state/hashedFiles';

const folder = join('/files', 'photos');
const hashed = (name: string, digests: DigestedFile['digests'] = { sha256: 'ab' }): DigestedFile => ({
  source: join(folder, name),
  digests,
});

test('the digests of a single file name it, as those of several files do', () => {
  expect(digestsText([hashed('a.jpg')])).toBe('ab  a.jpg\n');
  expect(digestsText([hashed('a.jpg', { sha256: 'ab', md5: 'cd' })])).toBe('SHA256 (a.jpg) = ab\nMD5 (a.jpg) = cd\n');
  expect(digestsText([hashed('a.jpg'), hashed(join('deep', 'b.jpg'))])).toBe('ab  a.jpg\nab  deep/b.jpg\n');
});

test('a checksum file is suggested in the folder that contains all files', () => {
  expect(suggestedChecksumPath([hashed('a.jpg')])).toBe(join(folder, 'SHA256SUMS'));
  expect(suggestedChecksumPath([hashed(join('deep', 'b.jpg')), hashed('a.jpg')])).toBe(join(folder, 'SHA256SUMS'));
  expect(suggestedChecksumPath([hashed('a.jpg', { sha256: 'ab', md5: 'cd' })])).toBe(join(folder, 'CHECKSUMS'));
});
