import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderThumbnail } from '../../../src/engine/render/renderThumbnail';
import { WindowFolder } from '../../../src/extension/host/windowFolder';
import { ThumbnailCache } from '../../../src/extension/state/thumbnailCache';

/** Windows that share a storage folder. */

let storage: string;
let windows: string;

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'assetmill-windows-'));
  windows = join(storage, 'windows');
});

afterEach(() => rmSync(storage, { recursive: true, force: true }));

function writeThumbnail(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'a thumbnail');
  return path;
}

/** The part of a window that renders thumbnails. */
function openWindow() {
  const folder = new WindowFolder(windows);
  void folder.removeOrphans();
  const shown = new Map<string, string>();
  const renders: Promise<unknown>[] = [];
  let count = 0;
  const thumbnails = new ThumbnailCache({
    render: async (source) => {
      const path = join(folder.path, 'thumbnails', `${count++}.webp`);
      const rendering = renderThumbnail({ source, target: path });
      renders.push(rendering);
      return { path, ...(await rendering) };
    },
    remove: (path) => void rm(path, { force: true }),
    changed: (source, thumbnail) => (thumbnail ? shown.set(source, thumbnail.path) : shown.delete(source)),
  });
  return { folder, thumbnails, shown, renders };
}

describe('WindowFolder', () => {
  it('keeps the files of a window while other windows open, clear their thumbnails and close', async () => {
    const sources = Array.from({ length: 12 }, (_, index) => join(storage, `${index}.png`));
    const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#468' } })
      .png()
      .toBuffer();
    for (const source of sources) writeFileSync(source, image);
    const first = openWindow();
    first.thumbnails.request(sources);
    for (let turn = 0; turn < 4; turn += 1) {
      const other = openWindow();
      other.thumbnails.request(sources);
      await vi.waitFor(() => expect(other.shown.size).toBeGreaterThan(0));
      other.thumbnails.clear();
      other.folder.dispose();
      // Renders that have started still write their files; after that the test can delete the storage.
      await Promise.allSettled(other.renders);
    }
    await vi.waitFor(() => expect(first.shown.size).toBe(sources.length));
    for (const path of first.shown.values()) expect(await sharp(path).metadata()).toMatchObject({ format: 'webp' });
  });

  it('removes the files of a killed window, and no others', async () => {
    const window = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const left = writeThumbnail(join(windows, `${window.pid}-of-another`, 'thumbnails', 'a.webp'));
    const foreign = writeThumbnail(join(windows, 'notes', 'a.txt'));
    const folder = new WindowFolder(windows);
    const own = writeThumbnail(join(folder.path, 'thumbnails', 'a.webp'));
    await folder.removeOrphans();
    expect([left, foreign, own].map(existsSync)).toEqual([true, true, true]);
    window.kill('SIGKILL');
    await once(window, 'exit');
    await folder.removeOrphans();
    expect([dirname(dirname(left)), foreign, own].map(existsSync)).toEqual([false, true, true]);
  });

  it('removes its folder when its window closes', async () => {
    const folder = new WindowFolder(windows);
    writeThumbnail(join(folder.path, 'previews', 'a.webp'));
    folder.dispose();
    await vi.waitFor(() => expect(existsSync(folder.path)).toBe(false));
    expect(existsSync(windows)).toBe(true);
  });

  it('ignores a missing storage folder', async () => {
    await new WindowFolder(join(storage, 'nowhere')).removeOrphans();
  });
});
