import { describe, expect, it, vi } from 'vitest';
import { ThumbnailCache } from '../../../src/extension/state/thumbnailCache';

function setUp(render = async (source: string) => ({ path: `${source}.webp`, width: 4, height: 3 })) {
  const shown = new Map<string, string>();
  const removed: string[] = [];
  const rendered: string[] = [];
  const thumbnails = new ThumbnailCache({
    render: (source) => {
      rendered.push(source);
      return render(source);
    },
    remove: (path) => removed.push(path),
    changed: (source, thumbnail) => (thumbnail ? shown.set(source, thumbnail.path) : shown.delete(source)),
  });
  return { thumbnails, shown, removed, rendered };
}

const paths = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `/p${from + index}.jpg`);

describe('ThumbnailCache', () => {
  it('renders each thumbnail once', async () => {
    const { thumbnails, shown, rendered } = setUp();
    thumbnails.request(paths(0, 5));
    await vi.waitFor(() => expect(shown.size).toBe(5));
    thumbnails.request(paths(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rendered).toHaveLength(5);
  });

  it('does not render files that scrolled out of view before their turn', async () => {
    const { thumbnails, shown, rendered } = setUp(async (source) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.request(paths(0, 100));
    thumbnails.request(paths(200, 203));
    await vi.waitFor(() => expect(shown.has('/p202.jpg')).toBe(true));
    expect(rendered.length).toBeLessThan(10);
  });

  it('keeps a limited number of thumbnails: those viewed last', async () => {
    const { thumbnails, shown, removed } = setUp();
    for (let from = 0; from < 2000; from += 50) {
      thumbnails.request(paths(from, from + 50));
      await vi.waitFor(() => expect(shown.has(`/p${from + 49}.jpg`)).toBe(true));
    }
    expect(shown.size).toBeLessThanOrEqual(1050);
    expect(shown.has('/p1999.jpg')).toBe(true);
    expect(removed).toContain('/p0.jpg.webp');
  });

  it('does not retry a file that cannot be rendered', async () => {
    const { thumbnails, shown, rendered } = setUp(async (source) => {
      if (source === '/p0.jpg') throw new Error('no image');
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.request(paths(0, 2));
    await vi.waitFor(() => expect(shown.has('/p1.jpg')).toBe(true));
    thumbnails.request(paths(0, 2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rendered).toEqual(['/p0.jpg', '/p1.jpg']);
  });

  it('removes all thumbnails, even those still being rendered', async () => {
    const { thumbnails, shown, removed } = setUp(async (source) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { path: source, width: 1, height: 1 };
    });
    thumbnails.request(paths(0, 2));
    thumbnails.clear();
    await vi.waitFor(() => expect(removed.sort()).toEqual(['/p0.jpg', '/p1.jpg']));
    expect(shown.size).toBe(0);
  });
});
