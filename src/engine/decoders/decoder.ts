import type { PixelSize } from '../../shared/values/pixelSize';

/** What a decoder of a format that libvips does not read has to do. Each is one file; `registry.ts` lists them. */

/** A file of which parts are read. */
export interface ReadableBytes {
  readonly size: number;
  /** The bytes of a range, cut off at the end of the file. */
  read(at: number, length: number): Buffer;
}

/** How the samples of an image are to be understood. Width and height are as stored, before the orientation in EXIF. */
export interface ImageForm extends PixelSize {
  /** Bits per sample. CMYK always has 8. */
  readonly bits: 8 | 16;
  readonly space: 'gray' | 'rgb' | 'cmyk';
  /** Whether the color channels are followed by one of straight (not premultiplied) alpha. */
  readonly alpha: boolean;
}

/** Blocks of metadata as they stand in a file. */
export interface MetadataBlocks {
  readonly icc?: Buffer;
  /** From the byte order on, without `Exif\0\0`. */
  readonly exif?: Buffer;
  readonly xmp?: Buffer;
}

/** What is known of a file before its pixels are decoded. */
export interface DecodedHeader extends ImageForm {
  /** Number of images in the file: frames of an animation, or the sizes of an icon. The header is that of the first. */
  readonly pages: number;
  readonly metadata: MetadataBlocks;
  /** Of each page, where they differ. */
  readonly sizes?: readonly PixelSize[];
  /** Print resolution in pixels per inch. */
  readonly density?: number;
  /** Absent where the pages are images of their own. */
  readonly animation?: Animation;
  /** What people should know of the image, as sentences. */
  readonly remarks?: readonly string[];
}

/** How the frames of an animation are shown. */
export interface Animation {
  /** For each frame, in ms. */
  readonly delays: readonly number[];
  /** How often it plays; 0 is infinite. */
  readonly loop: number;
}

/** The pixels of an image. */
export interface DecodedImage extends ImageForm {
  /** Row by row from the top, with interleaved channels: a Uint16Array for 16 bits. CMYK: 255 is full ink. */
  readonly samples: Uint8Array | Uint16Array;
}

/** A decoded file. */
export interface DecodedFile {
  readonly header: DecodedHeader;
  readonly images: readonly DecodedImage[];
}

/** libvips' name of a color space. */
export function libvipsSpace({ space, bits }: Pick<ImageForm, 'space' | 'bits'>): string {
  if (space === 'cmyk') return 'cmyk';
  if (space === 'gray') return bits === 16 ? 'grey16' : 'b-w';
  return bits === 16 ? 'rgb16' : 'srgb';
}

/** Number of channels of an image. */
export function channelsOf({ space, alpha }: Pick<ImageForm, 'space' | 'alpha'>): 1 | 2 | 3 | 4 | 5 {
  return ({ gray: 1, rgb: 3, cmyk: 4 }[space] + (alpha ? 1 : 0)) as 1 | 2 | 3 | 4 | 5;
}

/**
 * Decodes one format. Its errors are those of `decodingErrors.ts`. A file may lie about its size: a decoder here takes no memory for
 * more pixels than the file can contain; codecs are bounded by the limit of pixels, and animations by that of all frames.
 */
export interface Decoder {
  /** Reads the header, without decoding pixels. @throws DecodingError */
  readHeader(file: ReadableBytes): DecodedHeader;
  /** Decodes all images in the order of the pages. The header was read before, and its pixels are within the limit. @throws DecodingError */
  decode(file: Buffer): Promise<readonly DecodedImage[]> | readonly DecodedImage[];
}
