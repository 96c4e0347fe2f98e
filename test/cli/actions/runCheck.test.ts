import { truncateSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { noise } from '../../engine/fixtures/samples';
import { setUpPool } from '../../pool/setUp';
import { parseLines } from '../commandLine';
import { at, place, run } from '../files';

/** `assetmill check`: real processes on real files. */

setUpPool();

test('check reports what is wrong with each image, and nothing about good ones', async () => {
  const good = await noise(40, 30).png().toBuffer();
  place('good.png', good);
  place('lying.jpg', good);
  place('cut.png', good);
  truncateSync(at('cut.png'), good.length - 200);
  place('empty.png', '');
  place('pointer.png', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n');
  place('notes.txt', 'no image');
  const said = await run('check', '.');
  expect(said.code).toBe(1);
  expect(said.out).toBe('5 files checked; 4 have problems.\n');
  expect(said.err).toContain('lying.jpg: The file has the extension .jpg, but its format is PNG. Rename it to lying.png.');
  expect(said.err).toContain('cut.png: The file is truncated');
  expect(said.err).toContain('empty.png: The file is empty');
  expect(said.err).toContain('pointer.png: This is a Git LFS pointer');
  const { outcomes, summary } = parseLines(await run('check', '--json', '.'));
  expect(Object.fromEntries(outcomes.map(({ source, code, findings }) => [basename(source), [code, findings?.renameTo]]))).toEqual({
    'good.png': [undefined, undefined],
    'lying.jpg': ['mislabeled', at('lying.png')],
    'cut.png': ['truncated', undefined],
    'empty.png': ['empty', undefined],
    'pointer.png': ['git-lfs-pointer', undefined],
  });
  expect(summary.counts).toMatchObject({ done: 1, failed: 4 });
  await copyFile(at('good.png'), at('lying.jpg').replace('lying.jpg', 'only.png'));
  expect(await run('check', 'only.png')).toMatchObject({ code: 0, err: '', out: '1 file checked; no problems found.\n' });
});
