import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gradient } from '../fixtures/images';
import { longEdge, place, planOf, temporaryFolder } from '../fixtures/runs';

/** Images in a folder that a run does not process are skipped, and counted by their format. */

const latin = (text: string) => Buffer.from(text, 'latin1');
const dds = latin('DDS \x7c\0\0\0');

async function folder(): Promise<string> {
  const root = temporaryFolder();
  const png = await gradient(60, 40).png().toBuffer();
  place(join(root, 'a.dds'), dds);
  place(join(root, 'b.dds'), dds);
  place(join(root, 'c.xcf'), latin('gimp xcf v011\0'));
  place(join(root, 'named.jpg'), latin('icns\0\0\x10\0'));
  place(join(root, 'nameless'), png);
  place(join(root, 'LICENSE'), 'words');
  place(join(root, 'notes.txt'), 'words');
  place(join(root, 'photo.png'), png);
  return root;
}

test('in a folder, they are skipped and summed up; other files are only counted', async () => {
  const { tasks, entries, summary } = await planOf(await folder(), longEdge(20));
  expect(tasks).toHaveLength(1);
  expect(entries.flatMap((each) => ('code' in each ? [each.status] : []))).toEqual(new Array(5).fill('skipped'));
  expect(summary.notProcessed).toEqual({ DDS: 2, ICNS: 1, PNG: 1, XCF: 1 });
  expect(summary.otherFiles).toBe(2);
});

test('an image without an extension is not processed, and the remedy is told', async () => {
  const { entries } = await planOf(await folder(), longEdge(20));
  expect(entries.find(({ source }) => source.endsWith('nameless'))).toMatchObject({
    code: 'mislabeled',
    message: 'The file has no extension, but its format is PNG. Rename it to nameless.png.',
  });
});

test('what is selected itself fails, or is processed', async () => {
  const root = await folder();
  const { entries, tasks, summary } = await planOf(root, longEdge(20), { selection: [join(root, 'a.dds'), join(root, 'nameless')] });
  expect(entries[0]).toMatchObject({ status: 'failed', code: 'unsupported' });
  expect(tasks).toHaveLength(1);
  expect(summary.notProcessed).toEqual({});
});
