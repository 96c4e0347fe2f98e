import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { deadPid } from '../client/store/records';
import { contentOf } from '../engine/fixtures/runs';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, type Said } from './commandLine';

/** Whole runs of the command line on real disks that are full, and on several ones. */

setUpPool();

const mounts: string[] = [];
// Before the workspace is removed: hooks run in reverse.
afterEach(() => {
  for (const folder of mounts.splice(0)) execFileSync('umount', ['-l', folder]);
});

/** Mounts a disk in memory on a folder. @returns whether that is possible here; otherwise there is a line in the log */
function isMemoryDisk(folder: string, size: string): boolean {
  mkdirSync(folder, { recursive: true });
  const args = ['-t', 'tmpfs', '-o', `size=${size}`, 'assetmill-test', folder];
  const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) console.log(`Not run, since no disk can be mounted here: ${error?.message ?? stderr.trim()}`);
  else mounts.push(folder);
  return status === 0;
}

/** Fills a disk except for some KB. */
function fill(disk: string, kilobytesLeft: number): void {
  const spare = join(disk, '.spare');
  writeFileSync(spare, Buffer.alloc(kilobytesLeft * 1024));
  try {
    for (let part = 0; ; part += 1) writeFileSync(join(disk, `.filler-${part}`), Buffer.alloc(4 * 1024));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
  rmSync(spare);
}

function free(disk: string): void {
  for (const name of readdirSync(disk)) if (name.startsWith('.filler')) rmSync(join(disk, name));
}

function assetmill(...args: readonly string[]): Promise<Said> {
  return commandLine(bundles, workspace, ...args);
}

const replace = ['resize', '--percent', '50', '--replace', 'images'];

describe.skipIf(process.platform !== 'linux')('mounted disks', () => {
  // From nothing at all to one file too few: the record, the report, the journal, a backup, and the results are each what fails once.
  test.each([0, 8, 20])(
    'With %i KB left for the store, no original is lost, the reason is told, and undo works afterward',
    async (left) => {
      if (!isMemoryDisk(workspace.store, '96k')) return;
      await writeImages(workspace.images, 4, { width: 80, height: 60 });
      const before = contentOf(workspace.images);
      fill(workspace.store, left);
      const ran = await assetmill(...replace);
      expect(ran.err).not.toMatch(/^ +at /m);
      expect(ran.err).not.toContain('ENOSPC');
      if (ran.code !== 0) expect(ran.err + ran.out).toMatch(/disk is full/i);
      expect((await assetmill('undo', '--yes')).err).not.toMatch(/^ +at /m);
      free(workspace.store);
      expect((await assetmill('undo', '--yes')).err).not.toMatch(/^ +at /m);
      expect(contentOf(workspace.images)).toEqual(before);
      expect(workspace.temps()).toEqual([]);
      expect(await assetmill(...replace)).toMatchObject({ code: 0 });
      expect(await assetmill('undo', '--yes')).toMatchObject({ code: 0 });
      expect(contentOf(workspace.images)).toEqual(before);
    },
  );

  test('An undo on a full store is recorded, and is not offered again', async () => {
    if (!isMemoryDisk(workspace.store, '256k')) return;
    await writeImages(workspace.images, 4, { width: 80, height: 60 });
    const before = contentOf(workspace.images);
    expect(await assetmill(...replace)).toMatchObject({ code: 0 });
    fill(workspace.store, 0);
    expect(await assetmill('undo')).toMatchObject({ code: 0, err: '' });
    expect(contentOf(workspace.images)).toEqual(before);
    expect((await assetmill('undo', '--yes')).out).toBe('There is no run to undo.\n');
    free(workspace.store);
    expect(await assetmill('redo')).toMatchObject({ code: 0 });
  });

  test('An undo that cannot be recorded says so', async () => {
    if (!isMemoryDisk(workspace.store, '256k')) return;
    await writeImages(workspace.images, 2, { width: 80, height: 60 });
    expect(await assetmill('resize', '--percent', '50', '--out', 'out', 'images')).toMatchObject({ code: 0 });
    // A killed process left it; nobody can remove it any more.
    writeFileSync(join(workspace.store, '.lock'), String(deadPid));
    execFileSync('mount', ['-o', 'remount,ro', workspace.store]);
    const undone = await assetmill('undo');
    expect(undone).toMatchObject({ code: 1, out: expect.stringContaining('2 new files removed') });
    expect(undone.err).toMatch(/^The run was undone, but it is still listed .* cannot be written in .*\. The disk is read-only\.\n$/);
    expect(workspace.files(workspace.out)).toEqual([]);
  });

  test('Files are replaced, made, and restored when store, sources, and outputs are on three disks', async () => {
    if (!isMemoryDisk(workspace.store, '4m') || !isMemoryDisk(workspace.out, '4m')) return;
    await writeImages(workspace.images, 3, { width: 80, height: 60 });
    const before = contentOf(workspace.images);
    expect(await assetmill(...replace)).toMatchObject({ code: 0 });
    expect(await assetmill('resize', '--percent', '50', '--out', 'out', 'images')).toMatchObject({ code: 0 });
    expect(readdirSync(workspace.out)).toHaveLength(3);
    for (let count = 0; count < 2; count += 1) expect(await assetmill('undo', '--yes')).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(workspace.out)).toEqual([]);
    expect(contentOf(workspace.images)).toEqual(before);
  });
});
