import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { contentOf } from '../engine/fixtures/runs';
import { writeImage, writeImages } from '../pool/images';
import { bundles } from '../pool/setUp';
import { commandLine, parseLines, type Said, startCommandLine, type WorkFolders } from './commandLine';

/** Whole runs of the command line on a disk like a USB stick: it ignores case, and has no links, owners, or numbers of files. */

const place = mkdtempSync(join(tmpdir(), 'assetmill-exfat-'));
const disk = join(place, 'disk');
let device: string | undefined;

function said(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
  return stdout.trim();
}

function mount(): void {
  said('mount.exfat-fuse', device as string, disk);
}

/** Makes the disk. @returns whether that is possible here; otherwise there is a line in the log */
function isDiskMade(): boolean {
  try {
    if (process.platform !== 'linux') throw new Error('this is not Linux');
    const image = join(place, 'image');
    mkdirSync(disk);
    writeFileSync(image, '');
    truncateSync(image, 64 << 20);
    said('mkfs.exfat', image);
    device = said('losetup', '--find', '--show', image);
    mount();
    return true;
  } catch (error) {
    console.log(`Not run, since no exFAT disk can be mounted here: ${(error as Error).message}`);
    return false;
  }
}

const isMade = isDiskMade();

afterAll(() => {
  if (isMade) execFileSync('umount', ['-l', disk]);
  if (device !== undefined) execFileSync('losetup', ['--detach', device]);
  rmSync(place, { recursive: true });
});

const work: WorkFolders = { root: join(disk, 'work'), store: join(place, 'runs') };
const images = join(work.root, 'images');

beforeEach(() => {
  if (!isMade) return;
  for (const folder of [work.root, work.store]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
});

function assetmill(...args: readonly string[]): Promise<Said> {
  return commandLine(bundles, work, ...args);
}

/** Writes small images of different sizes, so that they differ. */
async function placeImages(...names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) await writeImage(join(images, name), { width: 80 + index, height: 60 });
}

function temps(): string[] {
  return readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

/** Number of originals in the store. */
function keptOriginals(): number {
  return readdirSync(work.store, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('originals/')).length;
}

const replace = ['resize', '--percent', '50', '--replace'];

describe.skipIf(!isMade)('a disk that ignores case', () => {
  test.each([join(place, 'runs'), join(work.root, 'store')])(
    'Files are replaced, restored, and replaced again, with the store in %s',
    async (store) => {
      await placeImages('a.jpg', 'B.JPG');
      const before = contentOf(images);
      const call = (...args: readonly string[]) => commandLine(bundles, { ...work, store }, ...args);
      expect(await call(...replace, 'images')).toMatchObject({ code: 0, err: '' });
      const after = contentOf(images);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      expect(await call('undo')).toMatchObject({ code: 0, err: '' });
      expect(contentOf(images)).toEqual(before);
      expect(await call('redo')).toMatchObject({ code: 0, err: '' });
      expect(contentOf(images)).toEqual(after);
      expect(await call('undo', '--file', join('images', 'a.jpg'))).toMatchObject({ code: 0, err: '' });
      expect(contentOf(images)).toEqual({ ...after, 'a.jpg': before['a.jpg'] });
      expect(temps()).toEqual([]);
    },
  );

  test('A file that is selected under several spellings is one file', async () => {
    await placeImages('a.jpg', 'b.jpg');
    const before = contentOf(images);
    const { summary } = parseLines(await assetmill(...replace, '--json', 'images', 'IMAGES', join('Images', 'A.JPG')));
    expect(summary.counts).toMatchObject({ done: 2 });
    expect(Object.keys(contentOf(images))).toEqual(['a.jpg', 'b.jpg']);
    expect((await assetmill(...replace, 'IMAGES')).err).toContain('Up to date: 2 files');
    expect((await assetmill('dupes', 'images', 'IMAGES')).err).toBe('No duplicates found.\n');
    expect(await assetmill('undo', '--yes')).toMatchObject({ code: 0, err: '' });
    expect(contentOf(images)).toEqual(before);
  });

  test('Results in a folder of the sources that is spelled in another case do not become sources', async () => {
    await placeImages('a.jpg', 'b.jpg');
    const resize = (folder: string) => assetmill('resize', '--percent', '50', '--json', '--out', join(folder, 'small'), 'images');
    for (const folder of ['Images', 'Images', 'images']) expect(parseLines(await resize(folder)).summary.files).toBe(2);
    expect(readdirSync(images).sort()).toEqual(['a.jpg', 'b.jpg', 'small']);
  });

  test('Outputs whose names differ only in case are kept apart, and the file that one overwrites is restored under its name', async () => {
    await placeImages('a.jpg', 'A.png', 'b.jpg');
    await writeImage(join(images, 'B.WEBP'), { width: 70, height: 50, extension: 'webp' });
    const before = contentOf(images);
    const convert = (...args: readonly string[]) => assetmill('convert', '--format', 'webp', '--replace', '--conflict', ...args);
    expect((await convert('skip', 'images')).err).toContain('1 new file would have several sources; nothing was written');
    expect(contentOf(images)).toEqual(before);
    expect(await convert('unique', 'images')).toMatchObject({ code: 0, err: '' });
    expect(Object.keys(contentOf(images)).sort()).toEqual(['A.webp', 'B.WEBP', 'a-2.webp', 'b-2.webp']);
    expect(await assetmill('undo')).toMatchObject({ code: 0, err: '' });
    expect(contentOf(images)).toEqual(before);
    expect(await convert('overwrite', join('images', 'b.jpg'))).toMatchObject({ code: 0, err: '' });
    expect(Object.keys(contentOf(images))).toEqual(['A.png', 'B.WEBP', 'a.jpg']);
    expect(await assetmill('undo')).toMatchObject({ code: 0, err: '' });
    expect(contentOf(images)).toEqual(before);
  });

  test('Files are up to date when the disk has been mounted again and gives them other numbers', async () => {
    await placeImages('a.jpg', 'b.jpg', 'c.jpg');
    const resize = ['resize', '--percent', '50', '--out', 'small', 'images'];
    expect(await assetmill(...resize)).toMatchObject({ code: 0, err: '' });
    execFileSync('umount', [disk]);
    mount();
    // The order in which files are looked at decides about their numbers.
    for (const name of ['c.jpg', 'b.jpg', 'a.jpg']) statSync(join(images, name));
    expect((await assetmill(...resize)).err).toContain('Up to date: 3 files');
    writeFileSync(join(images, 'a.jpg'), readFileSync(join(images, 'b.jpg')));
    expect((await assetmill(...resize)).err).toContain('Up to date: 2 files');
  });

  test('A folder name that the disk refuses is told, and does not hold up the run', async () => {
    await placeImages('a.jpg', 'b.jpg');
    const ran = await assetmill('resize', '--percent', '50', '--out', join('12:30', 'small'), 'images');
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain('The disk does not allow the folder name 12:30. Choose another folder.');
    expect(readdirSync(work.root)).toEqual(['images']);
  });

  test('Checksum lists, manifests, and lock files name files as the disk does', async () => {
    await placeImages('a.jpg');
    writeFileSync(join(work.root, 'assetmill.lock.json'), '{}');
    expect(await assetmill('resize', '--percent', '50', '--out', 'out', '--manifest', 'list.txt', 'IMAGES')).toMatchObject({
      code: 0,
      err: '',
    });
    expect(readFileSync(join(work.root, 'list.txt'), 'utf8')).toMatch(/: a\.jpg\n$/);
    expect(readFileSync(join(work.root, 'assetmill.lock.json'), 'utf8')).toContain('"images/a.jpg"');
    expect(await assetmill('hash', '--output', join('images', 'sums.sha256'), 'images')).toMatchObject({ code: 0, err: '' });
    const list = join(images, 'sums.sha256');
    writeFileSync(list, readFileSync(list, 'utf8').replace('a.jpg', 'A.JPG'));
    expect(await assetmill('verify', join('images', 'SUMS.sha256'))).toMatchObject({
      code: 0,
      err: '',
      out: expect.not.stringContaining('EXTRA'),
    });
  });

  test('A run that was killed is resumed, and undone afterward', async () => {
    await writeImages(images, 30, { width: 600, height: 450 });
    const before = contentOf(images);
    const child = startCommandLine(bundles, work, ...replace, 'images');
    while (keptOriginals() < 5) await delay(5);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await assetmill('resume')).toMatchObject({ code: 0 });
    expect(temps()).toEqual([]);
    expect(Object.values(contentOf(images)).every((digest) => !Object.values(before).includes(digest))).toBe(true);
    expect(await assetmill('undo', '--yes')).toMatchObject({ code: 0, err: '' });
    expect(contentOf(images)).toEqual(before);
    expect(temps()).toEqual([]);
  });
});
