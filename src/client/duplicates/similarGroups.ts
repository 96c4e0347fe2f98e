import { byPreference, type KeepOptions, type KeepRule } from '../../shared/duplicates/keepRule';
import { type PerceptualHash, SimilarityIndex } from '../../shared/duplicates/similarity';
import { type FileGroup, type GroupedFile, type HashedImage, spareBytes } from './fileGroup';

export interface SimilarityOptions extends Pick<KeepOptions, 'preferredFolder'> {
  /** Difference that is allowed; see `similarityThresholds`. */
  readonly threshold: number;
  /** Whether rotated and mirrored images count as similar. */
  readonly turned: boolean;
  /** Decides which image of a group is the best. */
  readonly rule: KeepRule;
}

/** A group as indexes into the list of images, the best image first, each with its distance from the best. */
export type IndexGroup = readonly { readonly index: number; readonly distance: number }[];

/** The images sorted by a rule, ready to be searched. */
interface RankedImages {
  readonly key: string;
  /** Index into the list of images, by rank. */
  readonly indexes: readonly number[];
  readonly index: SimilarityIndex;
}

/** Groups the same images again for each threshold and rule. What one grouping has learned makes the next one faster. */
export class SimilarGroups {
  #ranked: RankedImages | undefined;

  constructor(readonly images: readonly HashedImage[]) {}

  /**
   * The groups, those that could save most first.
   * @param beforeEach called before each image is looked up; what it throws ends the search
   */
  group({ threshold, turned, ...preference }: SimilarityOptions, beforeEach?: () => void): IndexGroup[] {
    const { indexes, index } = this.#rankedBy(preference);
    const groups = index.groups(threshold, turned, beforeEach).map(({ best, similar }): IndexGroup => {
      const members = [{ index: best, distance: 0 }, ...similar];
      return members.map(({ index: rank, distance }) => ({ index: indexes[rank] as number, distance }));
    });
    const spare = new Map(groups.map((group) => [group, spareBytes(group.map((member) => this.#fileAt(member.index)))]));
    return groups.sort((a, b) => (spare.get(b) as number) - (spare.get(a) as number));
  }

  #fileAt(index: number): GroupedFile {
    return (this.images[index] as HashedImage).file;
  }

  #rankedBy({ rule, preferredFolder }: Omit<SimilarityOptions, 'threshold' | 'turned'>): RankedImages {
    const key = JSON.stringify([rule, preferredFolder]);
    if (this.#ranked?.key === key) return this.#ranked;
    const indexOf = new Map(this.images.map(({ file }, index) => [file, index]));
    const files = byPreference([...indexOf.keys()], rule, preferredFolder === undefined ? {} : { preferredFolder });
    const indexes = files.map((file) => indexOf.get(file) as number);
    const hashes = indexes.map((index): PerceptualHash => (this.images[index] as HashedImage).perceptualHash);
    this.#ranked = { key, indexes, index: new SimilarityIndex(hashes) };
    return this.#ranked;
  }
}

/** The files of a group of indexes. */
export function filesOfGroup(images: readonly HashedImage[], group: IndexGroup): FileGroup {
  const files = group.map(({ index, distance }, rank): GroupedFile => {
    const { file } = images[index] as HashedImage;
    return rank === 0 ? file : { ...file, distance };
  });
  return { files, spareBytes: spareBytes(files) };
}

/** Groups similar images once. */
export function groupBySimilarity(images: readonly HashedImage[], options: SimilarityOptions): FileGroup[] {
  return new SimilarGroups(images).group(options).map((group) => filesOfGroup(images, group));
}
