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
import { Thumbnails } from '../../../src/extension/state/thumbnailCache';

/** Windows that share the storage. */

let storage: string;
let windows: string;

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'assetmill-windows-'));
  windows = join(storage, 'windows');
});

afterEach(() => rmSync(storage, { recursive: true, force: true }));

function place(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'a small image');
  return path;
}

/** A window as far as its small images go. */
function openWindow() {
  const folder = new WindowFolder(windows);
  void folder.sweep();
  const shown = new Map<string, string>();
  const made: Promise<unknown>[] = [];
  let count = 0;
  const thumbnails = new Thumbnails({
    make: async (source) => {
      const path = join(folder.path, 'thumbnails', `${count++}.webp`);
      const making = renderThumbnail({ source, target: path });
      made.push(making);
      return { path, ...(await making) };
    },
    remove: (path) => void rm(path, { force: true }),
    changed: (source, image) => (image ? shown.set(source, image.path) : shown.delete(source)),
  });
  return { folder, thumbnails, shown, made };
}

describe('WindowFolder', () => {
  it('keeps what a window shows and writes from one that opens, throws all away, and closes meanwhile', async () => {
    const sources = Array.from({ length: 12 }, (_, index) => join(storage, `${index}.png`));
    const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#468' } })
      .png()
      .toBuffer();
    for (const source of sources) writeFileSync(source, image);
    const first = openWindow();
    first.thumbnails.want(sources);
    for (let turn = 0; turn < 4; turn += 1) {
      const other = openWindow();
      other.thumbnails.want(sources);
      await vi.waitFor(() => expect(other.shown.size).toBeGreaterThan(0));
      other.thumbnails.clear();
      other.folder.dispose();
      // What is under way is still written; then the storage can be thrown away by the test.
      await Promise.allSettled(other.made);
    }
    await vi.waitFor(() => expect(first.shown.size).toBe(sources.length));
    for (const path of first.shown.values()) expect(await sharp(path).metadata()).toMatchObject({ format: 'webp' });
  });

  it('removes what a window that was killed has left, and nothing of one that lives', async () => {
    const window = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const left = place(join(windows, `${window.pid}-of-another`, 'thumbnails', 'a.webp'));
    const foreign = place(join(windows, 'notes', 'a.txt'));
    const folder = new WindowFolder(windows);
    const own = place(join(folder.path, 'thumbnails', 'a.webp'));
    await folder.sweep();
    expect([left, foreign, own].map(existsSync)).toEqual([true, true, true]);
    window.kill('SIGKILL');
    await once(window, 'exit');
    await folder.sweep();
    expect([dirname(dirname(left)), foreign, own].map(existsSync)).toEqual([false, true, true]);
  });

  it('is gone when its window closes', async () => {
    const folder = new WindowFolder(windows);
    place(join(folder.path, 'previews', 'a.webp'));
    folder.dispose();
    await vi.waitFor(() => expect(existsSync(folder.path)).toBe(false));
    expect(existsSync(windows)).toBe(true);
  });

  it('minds no storage that is not there', async () => {
    await new WindowFolder(join(storage, 'nowhere')).sweep();
  });
});
