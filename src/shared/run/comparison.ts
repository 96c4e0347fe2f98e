import type { FileFormat } from '../values/formats';
import type { SourceHeader } from './run';

/** A source and one of its outputs to compare. */
export interface CompareRequest {
  readonly source: string;
  /** Absent where there is only the source to show. */
  readonly output?: string;
  /** Folder of the run that made the output. If the run replaced or removed the source, its kept original is compared. */
  readonly run?: string;
  /** Folder for the files to show, which belongs to this comparison alone; created if missing. */
  readonly directory: string;
}

/** What is known of one of two images. Width and height are as displayed, with the orientation applied. */
export interface ImageFacts extends Pick<SourceHeader, 'width' | 'height' | 'alpha' | 'metadata'> {
  readonly format: FileFormat;
  /** Size of the file. */
  readonly bytes: number;
  /** Frames of an animation, pages of a TIFF, or images of an icon; otherwise 1. */
  readonly pages: number;
  /** Whether the file to show has fewer pixels than the image, since a browser cannot show it as it is. */
  readonly reduced: boolean;
}

/** One of two images. */
export interface ComparedImage extends ImageFacts {
  /** Path of a file with its content that a browser can show. */
  readonly path: string;
}

/** Two images, and how they differ. */
export interface Comparison {
  readonly before: ComparedImage;
  readonly after?: ComparedImage;
  /** Path of a heat map as large as the image after or, above 16 megapixels, smaller: dark where both are equal. Absent without `similarity`. */
  readonly difference?: string;
  /** Mean SSIM of the brightness, from -1 to 1; null where the proportions differ, as after a crop, or where there is one image. */
  readonly similarity: number | null;
}
