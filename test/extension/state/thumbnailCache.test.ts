import { describe, expect, it, vi } from 'vitest';
import { Thumbnails } from '../../../src/extension/state/thumbnailCache';

function setUp(make = async (source: string) => ({ path: `${source}.webp`, width: 4, height: 3 })) {
  const shown = new Map<string, string>();
  const removed: string[] = [];
  const made: string[] = [];
  const thumbnails = new Thumbnails({
    make: (source) => {
      made.push(source);
      return make(source);
    },
    remove: (path) => removed.push(path),
    changed: (source, image) => (image ? shown.set(source, image.path) : shown.delete(source)),
  });
  return { thumbnails, shown, removed, made };
}

const paths = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `/p${from + index}.jpg`);

describe('Thumbnails', () => {
  it('makes each small image once', async () => {
    const { thumbnails, shown, made } = setUp();
    thumbnails.want(paths(0, 5));
    await vi.waitFor(() => expect(shown.size).toBe(5));
    thumbnails.want(paths(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toHaveLength(5);
  });

  it('does not make what went out of sight before its turn', async () => {
    const { thumbnails, shown, made } = setUp(async (source) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.want(paths(0, 100));
    thumbnails.want(paths(200, 203));
    await vi.waitFor(() => expect(shown.has('/p202.jpg')).toBe(true));
    expect(made.length).toBeLessThan(10);
  });

  it('keeps a bounded number, those that were in sight last', async () => {
    const { thumbnails, shown, removed } = setUp();
    for (let from = 0; from < 1000; from += 50) {
      thumbnails.want(paths(from, from + 50));
      await vi.waitFor(() => expect(shown.has(`/p${from + 49}.jpg`)).toBe(true));
    }
    expect(shown.size).toBeLessThanOrEqual(350);
    expect(shown.has('/p999.jpg')).toBe(true);
    expect(removed).toContain('/p0.jpg.webp');
  });

  it('does without the image of a file that gives none', async () => {
    const { thumbnails, shown, made } = setUp(async (source) => {
      if (source === '/p0.jpg') throw new Error('no image');
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.want(paths(0, 2));
    await vi.waitFor(() => expect(shown.has('/p1.jpg')).toBe(true));
    thumbnails.want(paths(0, 2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toEqual(['/p0.jpg', '/p1.jpg']);
  });

  it('throws all away, also what is still under way', async () => {
    const { thumbnails, shown, removed } = setUp(async (source) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.want(paths(0, 2));
    thumbnails.clear();
    await vi.waitFor(() => expect(removed.sort()).toEqual(['/p0.jpg', '/p1.jpg']));
    expect(shown.size).toBe(0);
  });
});
