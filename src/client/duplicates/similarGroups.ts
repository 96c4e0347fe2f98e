import { byPreference, type KeepOptions, type KeepRule } from '../../shared/duplicates/keepRule';
import { type PerceptualHash, SimilarityIndex } from '../../shared/duplicates/similarity';
import type { FileGroup, GroupedFile, HashedImage } from './searchDuplicates';

/** Groups of images that look alike, made again for every threshold and rule. */

export interface SimilarityOptions extends Pick<KeepOptions, 'preferredFolder'> {
  /** Bits that may differ. */
  readonly threshold: number;
  /** Whether rotated and mirrored images are alike. */
  readonly turned: boolean;
  /** By which the best image of a group is told. */
  readonly rule: KeepRule;
}

/** A group as places in the list of images, the best first, each with the bits in which it looks unlike the best. */
export type PlacedGroup = readonly { readonly place: number; readonly distance: number }[];

/** Bytes of all but the largest of some files. */
export function spareBytes(files: readonly { readonly bytes: number }[]): number {
  let all = 0;
  let largest = 0;
  for (const { bytes } of files) {
    all += bytes;
    largest = Math.max(largest, bytes);
  }
  return all - largest;
}

/** Images in the order that a rule gives them, ready to be searched. */
interface Order {
  readonly key: string;
  readonly places: readonly number[];
  readonly index: SimilarityIndex;
}

/** Images that are grouped again and again; what one grouping has learned makes the next one quicker. */
export class SimilarGroups {
  #order: Order | undefined;

  constructor(readonly images: readonly HashedImage[]) {}

  /**
   * The groups, those first that could save most.
   * @param beforeEach called before each image is looked for; what it throws ends the search
   */
  group({ threshold, turned, ...preference }: SimilarityOptions, beforeEach?: () => void): PlacedGroup[] {
    const { places, index } = this.#ordered(preference);
    const groups = index.groups(threshold, turned, beforeEach).map(({ best, alike }): PlacedGroup => {
      const members = [{ index: best, distance: 0 }, ...alike];
      return members.map(({ index: at, distance }) => ({ place: places[at] as number, distance }));
    });
    const spare = new Map(groups.map((group) => [group, spareBytes(group.map(({ place }) => this.#fileAt(place)))]));
    return groups.sort((a, b) => (spare.get(b) as number) - (spare.get(a) as number));
  }

  #fileAt(place: number): GroupedFile {
    return (this.images[place] as HashedImage).file;
  }

  #ordered({ rule, preferredFolder }: Omit<SimilarityOptions, 'threshold' | 'turned'>): Order {
    const key = JSON.stringify([rule, preferredFolder]);
    if (this.#order?.key === key) return this.#order;
    const placeOf = new Map(this.images.map(({ file }, place) => [file, place]));
    const files = byPreference([...placeOf.keys()], rule, preferredFolder === undefined ? {} : { preferredFolder });
    const places = files.map((file) => placeOf.get(file) as number);
    const index = new SimilarityIndex(places.map((place): PerceptualHash => (this.images[place] as HashedImage).perceptualHash));
    this.#order = { key, places, index };
    return this.#order;
  }
}

/** The files of a group of places. */
export function filesAt(images: readonly HashedImage[], group: PlacedGroup): FileGroup {
  const files = group.map(({ place, distance }, at): GroupedFile => {
    const { file } = images[place] as HashedImage;
    return at === 0 ? file : { ...file, distance };
  });
  return { files, spareBytes: spareBytes(files) };
}

/** Groups images by what they look like, once. */
export function groupBySimilarity(images: readonly HashedImage[], options: SimilarityOptions): FileGroup[] {
  return new SimilarGroups(images).group(options).map((group) => filesAt(images, group));
}
