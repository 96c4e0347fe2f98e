import { encodeUrl, percentEncode, tag } from './tag';

/** Markup for the outputs of one source image. */

/** The kinds of markup for an image: `<picture>`, a single `<img>` with a srcset, a Markdown image, CSS declarations, or a bare data URI. */
export const imageMarkupKinds = ['picture', 'srcset', 'markdown', 'css', 'dataUri'] as const;
export type ImageMarkupKind = (typeof imageMarkupKinds)[number];

/** All kinds: also links to the icons of a website. */
export const markupKinds = [...imageMarkupKinds, 'favicon'] as const;
export type MarkupKind = (typeof markupKinds)[number];

/** One file made from a source. */
export interface MarkupFile {
  /** Relative path with `/` between segments, not percent-encoded. */
  readonly url: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** One of sharp's names, `svg` or `ico`. */
  readonly format: string;
  /** Device pixels per CSS pixel (1, 1.5, 2, 3) if the outputs are densities. */
  readonly density?: number;
}

export interface MarkupImage {
  /** The alternative text, unescaped. */
  readonly alt: string;
  readonly files: readonly MarkupFile[];
  /** A data URI of a tiny image, or a CSS color, shown while the image loads. */
  readonly placeholder?: string;
  /** What a script draws while the image loads. */
  readonly hash?: { readonly kind: 'thumbhash' | 'blurhash'; readonly value: string };
  /** The data URI of each file by its URL, for the kind `dataUri`. */
  readonly dataUris?: Readonly<Record<string, string>>;
}

/** Formats that every current browser displays: best compression first, most widely supported last. */
const webFormats = ['avif', 'webp', 'svg', 'gif', 'apng', 'png', 'jpeg'];
/** Formats that are used only if there is nothing better: no browser displays QOI, only Safari TIFF and JPEG XL, and icons are meant for tabs. */
const lastResorts = ['qoi', 'tiff', 'jxl', 'ico', 'bmp'];
const preference = [...lastResorts, ...webFormats];

// Media types other than `image/` with sharp's name (IANA, "Media Types").
const irregularMimeTypes = new Map([
  ['svg', 'image/svg+xml'],
  ['ico', 'image/vnd.microsoft.icon'],
]);

/** The media type of a format: `image/avif`, `image/svg+xml`. */
export function mimeType(format: string): string {
  return irregularMimeTypes.get(format) ?? `image/${format}`;
}

/** The files of one format from which a browser chooses. */
interface FormatCandidates {
  readonly format: string;
  /** By ascending width, each with a unique descriptor; never empty. */
  readonly files: readonly MarkupFile[];
  /** What distinguishes the files: pixel density, width, or nothing if there is only one. */
  readonly descriptor: 'x' | 'w' | undefined;
}

/** The first file for each key. */
function distinctBy(files: readonly MarkupFile[], key: (file: MarkupFile) => unknown): MarkupFile[] {
  const seen = new Map<unknown, MarkupFile>();
  for (const file of files) if (!seen.has(key(file))) seen.set(key(file), file);
  return [...seen.values()];
}

/**
 * Two candidates with the same descriptor are an error (HTML, "Images", srcset attributes). So densities are used only if they
 * distinguish all files. Two sets of densities, such as those of a thumbnail and of a hero image, become widths.
 */
function candidatesOf(format: string, files: readonly MarkupFile[]): FormatCandidates {
  const sorted = files
    .filter((file) => file.format === format)
    .sort((one, other) => one.width - other.width || (one.density ?? 1) - (other.density ?? 1));
  const different = distinctBy(sorted, (file) => `${file.width} ${file.density}`);
  const densities = new Set(different.map((file) => file.density));
  if (!densities.has(undefined) && densities.size === different.length) {
    const plain = different.length === 1 && densities.has(1);
    return { format, files: different, descriptor: plain ? undefined : 'x' };
  }
  const widths = distinctBy(sorted, (file) => file.width);
  return { format, files: widths, descriptor: widths.length > 1 ? 'w' : undefined };
}

/** The candidates of each format, the best format first and the most widely supported last. */
function byFormat(files: readonly MarkupFile[]): FormatCandidates[] {
  const shown = files.filter((file) => webFormats.includes(file.format));
  const used = shown.length > 0 ? shown : files;
  const formats = [...new Set(used.map((file) => file.format))];
  return formats.sort((one, other) => preference.indexOf(one) - preference.indexOf(other)).map((format) => candidatesOf(format, used));
}

/** The file for browsers that do not choose. */
function defaultFile({ files, descriptor }: FormatCandidates): MarkupFile {
  return files.at(descriptor === 'x' ? 0 : -1) as MarkupFile;
}

/** The value of a srcset attribute. */
function srcset({ files, descriptor }: FormatCandidates): string {
  const suffix = (file: MarkupFile) => (descriptor === 'x' ? ` ${file.density}x` : descriptor === 'w' ? ` ${file.width}w` : '');
  return files.map((file) => `${encodeUrl(file.url)}${suffix(file)}`).join(', ');
}

/** The style that shows a placeholder behind an image while it loads. */
function placeholderStyle(placeholder: string | undefined): string | undefined {
  if (!placeholder) return undefined;
  if (!/^data:/i.test(placeholder)) return `background-color: ${placeholder}`;
  return `background: url('${placeholder.replace(/['\\\r\n]/g, percentEncode)}') center / cover`;
}

/** Size of the image in CSS pixels, based on the fallback. */
function layoutSize(fallback: FormatCandidates): { readonly width: number; readonly height: number } {
  const { width, height, density = 1 } = defaultFile(fallback);
  const scale = fallback.descriptor === 'x' ? density : 1;
  return { width: Math.round(width / scale), height: Math.round(height / scale) };
}

/** As wide as the window, up to the width of the image. */
function defaultSizes(fallback: FormatCandidates): string {
  const { width } = layoutSize(fallback);
  return `(min-width: ${width}px) ${width}px, 100vw`;
}

function img(fallback: FormatCandidates, { alt, placeholder, hash }: MarkupImage, sizes: string): string {
  return tag('img', {
    src: encodeUrl(defaultFile(fallback).url),
    srcset: fallback.descriptor && srcset(fallback),
    sizes: fallback.descriptor === 'w' ? sizes : undefined,
    ...layoutSize(fallback),
    alt,
    loading: 'lazy',
    decoding: 'async',
    style: placeholderStyle(placeholder),
    ...(hash && { [`data-${hash.kind}`]: hash.value }),
  });
}

function source(candidates: FormatCandidates, sizes: string): string {
  return tag('source', {
    type: mimeType(candidates.format),
    srcset: srcset(candidates),
    sizes: candidates.descriptor === 'w' ? sizes : undefined,
  });
}

function imageElement(formats: readonly FormatCandidates[], fallback: FormatCandidates, image: MarkupImage, sizes: string): string {
  const children = [...formats.slice(0, -1).map((each) => source(each, sizes)), img(fallback, image, sizes)];
  return ['<picture>', ...children.map((child) => `  ${child}`), '</picture>'].join('\n');
}

/** Plain text inside the brackets of a Markdown image (CommonMark, "Backslash escapes"). A blank line would end the paragraph. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]|&(?=#?\w+;)/g, '\\$&');
}

function markdownImage(fallback: FormatCandidates, alt: string): string {
  return `![${escapeMarkdown(alt)}](${encodeUrl((fallback.files.at(-1) as MarkupFile).url)})`;
}

/** `url()` for browsers without `image-set()`, then the set. For equal resolutions, browsers use the first known type. */
function cssDeclarations(formats: readonly FormatCandidates[], fallback: FormatCandidates): string {
  const cssUrl = (file: MarkupFile) => `url("${encodeUrl(file.url)}")`;
  const plain = `background-image: ${cssUrl(defaultFile(fallback))};`;
  if (formats.length === 1 && fallback.descriptor !== 'x') return plain;
  const options = formats.flatMap((each) =>
    (each.descriptor === 'x' ? each.files : [defaultFile(each)]).map((file) => {
      const resolution = each.descriptor === 'x' ? file.density : 1;
      return `${cssUrl(file)} type("${mimeType(each.format)}") ${resolution}x`;
    }),
  );
  return `${plain}\nbackground-image: image-set(${options.join(', ')});`;
}

/**
 * The markup for one image, without a newline at the end; empty if there are no files, or no data URI for the first one.
 * @param sizes the attribute for files of different widths; by default, the image is as wide as its largest fallback
 */
export function markup(kind: ImageMarkupKind, image: MarkupImage, sizes?: string): string {
  const formats = byFormat(image.files);
  const fallback = formats.at(-1);
  if (!fallback) return '';
  const layout = sizes?.trim() || defaultSizes(fallback);
  switch (kind) {
    case 'picture':
      return imageElement(formats, fallback, image, layout);
    case 'srcset':
      return img(fallback, image, layout);
    case 'markdown':
      return markdownImage(fallback, image.alt);
    case 'css':
      return cssDeclarations(formats, fallback);
    case 'dataUri':
      return image.dataUris?.[image.files[0]?.url ?? ''] ?? '';
  }
}
