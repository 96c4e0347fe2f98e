/** The parts of the codecs in WebAssembly that are used here, as their packages export them. */

/** An image or a handle inside libheif. */
type Pointer = object;

/** A channel of an image that libheif decoded. */
interface HeifChannel {
  /** In bytes. */
  readonly stride: number;
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly bits_per_pixel: number;
}

/** libheif-js 1.23. */
export interface Libheif {
  heif_context_alloc(): Pointer;
  heif_context_free(context: Pointer): void;
  heif_context_read_from_memory(context: Pointer, file: Uint8Array): { readonly code: Pointer; readonly message?: string };
  heif_js_context_get_primary_image_handle(context: Pointer): Pointer;
  heif_js_decode_image2(
    handle: Pointer,
    colorspace: Pointer,
    chroma: Pointer,
  ): { readonly channels?: readonly HeifChannel[]; readonly message?: string };
  readonly heif_error_code: { readonly heif_error_Ok: Pointer };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: Pointer };
  readonly heif_chroma: Readonly<
    Record<
      | 'heif_chroma_interleaved_RGB'
      | 'heif_chroma_interleaved_RGBA'
      | 'heif_chroma_interleaved_RRGGBB_LE'
      | 'heif_chroma_interleaved_RRGGBBAA_LE',
      Pointer
    >
  >;
}

/** RGBA samples: bytes, or little-endian words for more than 8 bits. */
export interface CodecImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
}

/** icodec 0.6, jxl-dec. */
export interface JxlDecoder {
  /** @returns an error as a text, or null */
  decode(file: Uint8Array): CodecImage | string | null;
}

/** Options of libjxl. Those that are not named have libjxl's defaults. */
export interface JxlEncoderOptions {
  readonly lossless: boolean;
  /** 0 to 100. */
  readonly quality: number;
  /** 1 to 9. */
  readonly effort: number;
  /** 8 or 16. */
  readonly bitDepth: number;
}

/** icodec 0.6, jxl-enc. */
export interface JxlEncoder {
  /** @returns an error as a text */
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array | string;
}

/** @jsquash/jxl 1.3, the decoder. */
export interface JxlToSrgb {
  decode(file: Uint8Array): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** @cornerstonejs/codec-openjpeg 1.3. */
export interface OpenJpeg {
  readonly J2KDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    getDecodedBuffer(): Uint8Array;
    decode(): void;
    getFrameInfo(): {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
      readonly isSigned: boolean;
    };
    delete(): void;
  };
}
