import type { PixelSize } from '../../shared/values/pixelSize';

/** Small images of what is in sight: made when they come into sight, bounded in number, thrown away in the end. Imports no vscode. */

/** So many are kept: what is in sight and a few screens around it. */
const mostKept = 300;
/** So many are made at a time. */
const lanes = 2;

/** A small image, and the size of the whole one. */
export interface Thumbnail extends PixelSize {
  readonly path: string;
}

export interface ThumbnailOptions {
  /** Makes the small image of a file. */
  make(source: string): Promise<Thumbnail>;
  /** Throws a small image away. */
  remove(path: string): void;
  /** Hears of every image that is there now, or is not any more. */
  changed(source: string, image: Thumbnail | undefined): void;
}

export class Thumbnails {
  /** By source, the one that was in sight longest ago first; undefined where none can be made. */
  readonly #made = new Map<string, Thumbnail | undefined>();
  readonly #underWay = new Set<string>();
  #wanted: readonly string[] = [];
  /** Rises when all are thrown away: what is still under way is of no use then. */
  #generation = 0;

  constructor(readonly options: ThumbnailOptions) {}

  /** Says which files are in sight. What was wanted before and is not begun is wanted no more. */
  want(sources: readonly string[]): void {
    for (const source of sources) this.#touch(source);
    this.#wanted = sources.filter((source) => !this.#made.has(source));
    this.#forgetOldest();
    for (let lane = this.#underWay.size; lane < lanes; lane += 1) void this.#work();
  }

  #touch(source: string): void {
    if (!this.#made.has(source)) return;
    const image = this.#made.get(source);
    this.#made.delete(source);
    this.#made.set(source, image);
  }

  async #work(): Promise<void> {
    const generation = this.#generation;
    for (let source = this.#next(); source !== undefined; source = this.#next()) {
      this.#underWay.add(source);
      const image = await this.options.make(source).catch(() => undefined);
      this.#underWay.delete(source);
      if (generation !== this.#generation) {
        if (image !== undefined) this.options.remove(image.path);
        return;
      }
      this.#made.set(source, image);
      if (image !== undefined) this.options.changed(source, image);
    }
  }

  #next(): string | undefined {
    return this.#wanted.find((source) => !this.#made.has(source) && !this.#underWay.has(source));
  }

  #forgetOldest(): void {
    for (const [source, image] of this.#made) {
      if (this.#made.size <= mostKept) return;
      this.#made.delete(source);
      this.#discard(source, image);
    }
  }

  #discard(source: string, image: Thumbnail | undefined): void {
    if (image === undefined) return;
    this.options.remove(image.path);
    this.options.changed(source, undefined);
  }

  /** Throws all away. */
  clear(): void {
    this.#generation += 1;
    this.#wanted = [];
    this.#underWay.clear();
    for (const [source, image] of this.#made) this.#discard(source, image);
    this.#made.clear();
  }
}
