import type { Comparison, ImageFacts } from '../run/comparison';

/** The part of the panel's messages about comparing a file before and after, both directions. */

/** One of two images. */
export interface ShownImage extends ImageFacts {
  /** URL that the page may load. */
  readonly url: string;
}

/** The images of a comparison, and how they differ. */
export interface ShownComparison extends Pick<Comparison, 'similarity'> {
  readonly before: ShownImage;
  /** Absent where only the source is shown. */
  readonly after?: ShownImage;
  /** URL of the heat map, see `Comparison`. */
  readonly difference?: string;
}

/** A row of the table that is compared, or files of a group of duplicates. */
export interface ComparisonView {
  /** Id of the row, or of a file of the group. */
  readonly id: number;
  /** Whether files of a group are compared: the one that is kept with one of the others. */
  readonly grouped: boolean;
  /** Display path of the source, or of the file that is kept. */
  readonly file: string;
  /** Display paths of the outputs, or of the other files of the group; none where only the source is shown. */
  readonly outputs: readonly string[];
  /** Index of the output that is compared. */
  readonly output: number;
  /** Ids of the rows before and after it that can be compared as well. */
  readonly previous?: number;
  readonly next?: number;
  /** Whether the original can be kept instead: the run is over and has written the output. */
  readonly canKeepOriginal: boolean;
  /** The images, or why they cannot be compared, as a sentence; undefined while they are being read. */
  readonly result?: ShownComparison | { readonly message: string };
}

/** Functions of the extension for a comparison, called by the page. */
export interface ComparisonHost {
  /** Compares the source of a row with an output, by default the first one. A row without outputs shows its source. */
  compare(id: number, output?: number): void;
  /** Compares the file that a group keeps with another one of it. @param other index among the others; by default the file itself, or the first one if it is kept */
  compareFile(id: number, other?: number): void;
  closeComparison(): void;
  /** Asks, then undoes the file that is compared: its original is restored, and its outputs are removed. */
  keepOriginal(): void;
}
