import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Bucket } from '../../src/cluster/buckets/bucket';
import { Mirror } from '../../src/cluster/buckets/mirror';
import { image } from './bucketImages';
import { BucketServer } from './bucketServer';

const server = new BucketServer('pictures');
const home = mkdtempSync(join(tmpdir(), 'assetmill-mirror-'));
let folders = 0;

beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});
afterEach(() => {
  server.onRequest = () => undefined;
});

/** The mirror of a prefix, in a folder of its own. */
function mirrorOf(prefix: string): Mirror {
  folders += 1;
  const folder = join(home, `files-${folders}`);
  return new Mirror(new Bucket(server.connect(), { bucket: 'pictures', prefix }), folder);
}

const filesOf = ({ folder }: Mirror) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

test('A bucket with more than a thousand objects has a file for each, whatever characters its key has', async () => {
  const odd = ['a b.jpg', 'ä/ö+ü.jpg', '100%25.jpg', 'Case.jpg', 'case.jpg', 'quote"\'&<>.jpg', '😀.jpg'];
  for (let at = 0; at < 1100; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, number) => server.write(`many/list/${at + number}.txt`, 'text')));
  for (const [number, key] of odd.entries()) await server.write(`many/${key}`, await image(number));
  await server.write('manyother/outside.jpg', await image(1));
  await server.write('many/.assetmill/runs/1/originals/kept.jpg', await image(1));
  await server.write('many/folder/', Buffer.alloc(0));
  const mirror = mirrorOf('many/');
  expect(await mirror.refresh(() => {})).toEqual([]);
  expect(filesOf(mirror)).toEqual([...odd, ...Array.from({ length: 1100 }, (_, number) => `list/${number}.txt`)].sort());
  for (const [number, key] of odd.entries()) expect(readFileSync(join(mirror.folder, key))).toEqual(await image(number));
  expect(statSync(join(mirror.folder, 'list/1.txt'))).toMatchObject({ size: 4 });
}, 120_000);

test('A key that no file can have is left out, and so is one whose folder is an object', async () => {
  server.listed.push(...['../up.jpg', 'a//b.jpg', './here.jpg', `${'x'.repeat(256)}.jpg`].map((key) => `odd/${key}`));
  await server.write('odd/name', 'text');
  server.listed.push('odd/name/below.jpg');
  await server.write('odd/good.jpg', await image(1));
  const mirror = mirrorOf('odd/');
  const leftOut = await mirror.refresh(() => {});
  server.listed.length = 0;
  expect(leftOut.map(({ path }) => path).sort()).toEqual(
    ['../up.jpg', './here.jpg', 'a//b.jpg', 'name/below.jpg', `${'x'.repeat(256)}.jpg`].sort(),
  );
  expect(filesOf(mirror)).toEqual(['good.jpg', 'name']);
  expect(existsSync(join(mirror.folder, '..', 'up.jpg'))).toBe(false);
});

test('Only what changed is read again, and the file of a deleted object is removed', async () => {
  for (const name of ['same', 'edited', 'deleted/gone']) await server.write(`twice/${name}.jpg`, await image(1));
  const mirror = mirrorOf('twice/');
  await mirror.refresh(() => {});
  const before = statSync(join(mirror.folder, 'same.jpg'));
  await server.write('twice/edited.jpg', await image(2));
  await server.remove('twice/deleted/gone.jpg');
  const read: string[] = [];
  server.onRequest = ({ kind, key }) => void (kind === 'GET' && read.push(key)) as undefined;
  await new Mirror(mirror.bucket, mirror.folder).refresh(() => {});
  expect(read).toEqual(['twice/edited.jpg']);
  expect(filesOf(mirror)).toEqual(['edited.jpg', 'same.jpg']);
  expect(readdirSync(mirror.folder).sort()).toEqual(['edited.jpg', 'same.jpg']);
  expect(statSync(join(mirror.folder, 'same.jpg'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs, ctimeMs: before.ctimeMs });
});

test('The file of a large JPEG has its size, and only the bytes of its header', async () => {
  const jpeg = await image(1);
  const large = Buffer.concat([jpeg, Buffer.alloc(3_000_000, 7)]);
  await server.write('large/photo.jpg', large);
  // Its header is behind metadata that fills the bytes that are read at first.
  const segment = Buffer.concat([Buffer.from([0xff, 0xed, 0xff, 0xff]), Buffer.alloc(65_533)]);
  const deep = Buffer.concat([jpeg.subarray(0, 2), segment, segment, segment, segment, segment, jpeg.subarray(2)]);
  await server.write('large/deep.jpg', deep);
  const mirror = mirrorOf('large/');
  await mirror.refresh(() => {});
  const stub = readFileSync(join(mirror.folder, 'photo.jpg'));
  expect(stub.length).toBe(large.length);
  expect(stub.subarray(0, 262_144).equals(large.subarray(0, 262_144))).toBe(true);
  expect(stub.subarray(262_144).equals(Buffer.alloc(large.length - 262_144))).toBe(true);
  expect(readFileSync(join(mirror.folder, 'deep.jpg')).equals(deep)).toBe(true);
});
