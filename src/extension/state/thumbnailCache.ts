import type { PixelSize } from '../../shared/values/pixelSize';

/** Thumbnails of the files in view: rendered on demand, limited in number, removed with their run. Imports no vscode. */

/** How many thumbnails are kept: those in view and a few screens around them. */
const maxThumbnails = 1000;
/** How many thumbnails are rendered at a time. */
const concurrentRenders = 4;

/** A thumbnail, with the size of its source. */
export interface Thumbnail extends PixelSize {
  /** Path of the thumbnail's file. */
  readonly path: string;
}

export interface ThumbnailOptions {
  /** Renders the thumbnail of a file. */
  render(source: string): Promise<Thumbnail>;
  /** Deletes the file of a thumbnail. */
  remove(path: string): void;
  /** Called when a thumbnail is available, and with undefined when it was removed. */
  changed(source: string, thumbnail: Thumbnail | undefined): void;
}

/** Renders thumbnails of the files in view and keeps the recent ones. */
export class ThumbnailCache {
  /** By source, the least recently viewed first; undefined for files that cannot be rendered. */
  readonly #rendered = new Map<string, Thumbnail | undefined>();
  readonly #rendering = new Set<string>();
  #requested: readonly string[] = [];
  /** Increases when the cache is cleared: results of earlier renders are discarded. */
  #generation = 0;

  constructor(readonly options: ThumbnailOptions) {}

  /** Requests the thumbnails of the files in view. Earlier requests that have not started are dropped. */
  request(sources: readonly string[]): void {
    for (const source of sources) this.#touch(source);
    this.#requested = sources.filter((source) => !this.#rendered.has(source));
    this.#evictOldest();
    for (let running = this.#rendering.size; running < concurrentRenders; running += 1) void this.#renderRequested();
  }

  #touch(source: string): void {
    if (!this.#rendered.has(source)) return;
    const thumbnail = this.#rendered.get(source);
    this.#rendered.delete(source);
    this.#rendered.set(source, thumbnail);
  }

  async #renderRequested(): Promise<void> {
    const generation = this.#generation;
    for (let source = this.#next(); source !== undefined; source = this.#next()) {
      this.#rendering.add(source);
      const thumbnail = await this.options.render(source).catch(() => undefined);
      this.#rendering.delete(source);
      if (generation !== this.#generation) {
        if (thumbnail !== undefined) this.options.remove(thumbnail.path);
        return;
      }
      this.#rendered.set(source, thumbnail);
      if (thumbnail !== undefined) this.options.changed(source, thumbnail);
    }
  }

  #next(): string | undefined {
    return this.#requested.find((source) => !this.#rendered.has(source) && !this.#rendering.has(source));
  }

  #evictOldest(): void {
    for (const [source, thumbnail] of this.#rendered) {
      if (this.#rendered.size <= maxThumbnails) return;
      this.#rendered.delete(source);
      this.#remove(source, thumbnail);
    }
  }

  #remove(source: string, thumbnail: Thumbnail | undefined): void {
    if (thumbnail === undefined) return;
    this.options.remove(thumbnail.path);
    this.options.changed(source, undefined);
  }

  /** Removes all thumbnails. */
  clear(): void {
    this.#generation += 1;
    this.#requested = [];
    this.#rendering.clear();
    for (const [source, thumbnail] of this.#rendered) this.#remove(source, thumbnail);
    this.#rendered.clear();
  }
}
