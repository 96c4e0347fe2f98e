import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import sharp, { type Sharp } from 'sharp';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { MetadataKind, SourceHeader, Task } from '../../shared/run/run';
import { defaultSimilarity, hasAutoQuality } from '../../shared/values/automaticQuality';
import { canAnimate, type FileFormat, type OutputFormat, type SourceFormat } from '../../shared/values/formats';
import { compactPng } from '../compress/compactPng';
import { recompressPng } from '../compress/recompressPng';
import { readSourceEncoding, type SourceEncoding } from '../compress/sourceEncoding';
import type { FilteredFile } from '../containers/filteredFile';
import { assertFiltered, filterMetadata } from '../containers/filterMetadata';
import { isLosslessJxl } from '../decoders/jxl/jxl';
import { type Convertible, convertible } from '../encode/colorSpaces';
import { type EncodedPipeline, type EncodeOptions, encodePipeline, profilelessFormats } from '../encode/encodePipeline';
import { capabilitiesOf, type FormatCapabilities, hasPalette, qualityOf } from '../encode/formatCapabilities';
import { framesNotes } from '../encode/lossNotes';
import { carrierOf, isTranscoded, transcode } from '../encoders/transcode';
import { carryWebpMetadata, isLosslessWebp } from '../formats/webp';
import type { FileIntermediates } from '../intermediates/fileIntermediates';
import { assertMetadataStripped } from '../metadata/assertMetadataStripped';
import { copyLostMetadata } from '../metadata/copyLostMetadata';
import { type MetadataPlan, planMetadata } from '../metadata/metadataPolicy';
import { keepsMetadata } from '../metadata/wantedMetadata';
import { applyToFrames } from './animation';
import { similarityTo } from './encodedSimilarity';
import { expectedFrames } from './expectedFrames';
import { fitBytes } from './fitBytes';
import { type EncodedAt, lowestQuality } from './lowestQuality';
import { followSource, onlyTakesMetadata, scaleStep } from './outputSteps';
import { fromFrames, type RenderedImage, resized } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';
import { renderIco } from './renderIco';

/** Formats that store pixels without loss. A WebP made from them may be smaller without loss, too. */
const losslessSources: ReadonlySet<FileFormat> = new Set([
  ...(['png', 'gif', 'svg', 'tiff', 'apng', 'bmp', 'ico', 'cur', 'psd', 'tga', 'qoi', 'pnm'] as const),
]);

/** Whether a file in a format that may lose something has lost nothing. */
function isLosslessFile(path: string, format: SourceFormat): boolean {
  if (format === 'webp') return isLosslessWebp(readFileSync(path));
  return format === 'jxl' && isLosslessJxl(readFileSync(path));
}

/** The metadata that libvips reads. */
const readByLibvips: ReadonlySet<MetadataKind> = new Set(['exif', 'icc', 'xmp', 'iptc']);

/** How an image is encoded. */
interface EncodeTarget {
  readonly output: OutputRecipe;
  readonly format: OutputFormat;
}

/** An image with the pipeline that encodes it. */
interface EncodableImage extends EncodedPipeline {
  readonly rendered: RenderedImage;
  /** The source with only the metadata that is kept. */
  readonly wanted: SourceHeader;
  /** Whether the pipeline has no metadata but what is carried over from WebP to WebP. */
  readonly bare: boolean;
  readonly carried: boolean;
  /** Of an animation. */
  readonly timing?: NonNullable<EncodeOptions['timing']>;
}

/** Above this, files grow and hardly look better. Who wants it sets a quality. */
const mostAutoQuality = 95;

/** What is told of an automatic quality. */
function qualityNote(quality: number, automatic: number): string {
  return quality === automatic
    ? l10n.t('Quality {0} (automatic).', quality)
    : l10n.t('Quality {0}, lowered from {1} (automatic) to keep to the maximum size.', quality, automatic);
}

/** Lossless to the bit, also in transparent pixels, since the source is. */
function losslessly({ effort, optimize, ...rest }: OutputRecipe): OutputRecipe {
  const slow = effort ?? (optimize ? 6 : undefined);
  return { ...rest, lossless: true, optimize: false, ...(slow !== undefined && { effort: slow }) };
}

/** The header of an image that has lost its metadata. */
function bareHeader(header: SourceHeader): SourceHeader {
  return { ...header, metadata: header.metadata.filter((kind) => !readByLibvips.has(kind)) };
}

/** Encodes the rendered images of one task. */
export class OutputEncoder {
  #metadata: Promise<MetadataPlan> | undefined;
  #isLossless: boolean | undefined;
  #encoding: SourceEncoding | undefined;

  constructor(
    readonly task: Task,
    readonly recipe: Recipe,
    readonly intermediates: FileIntermediates,
    /** The file itself; the task may have another one with its pixels. */
    readonly original: Pick<Task, 'source' | 'header'>,
  ) {}

  get sourceFormat(): SourceFormat {
    return this.original.header.format;
  }

  /** Encodes an image, at a lower quality or smaller where the output has a limit of bytes. */
  async encode(image: RenderedImage, { output: given, format }: EncodeTarget): Promise<RenderedOutput> {
    const output = format === this.sourceFormat ? followSource(given, format, this.#sourceEncoding()) : given;
    const target = { output, format };
    if (output.maxBytes === undefined) return this.#smallest(image, target);
    const again = await image.again();
    const automatic = hasAutoQuality(format, output.quality) ? (await this.#automatic(again, target)).quality : undefined;
    const start = automatic ?? qualityOf(format, output);
    const quality = start === undefined ? undefined : { start, least: Math.min(output.minQuality, start) };
    const limit = { maxBytes: output.maxBytes, quality, minScale: output.minScale / 100 };
    return fitBytes(async (at, scale) => {
      const scaled = scale < 1 ? await this.#scaled(again, scale) : again;
      const made = await this.#smallest(scaled, { format, output: { ...output, ...(at !== undefined && { quality: at }) } });
      return at === undefined || automatic === undefined ? made : { ...made, notes: [...made.notes, qualityNote(at, automatic)] };
    }, limit);
  }

  /** The image at the lowest quality at which it looks the same. One from a JPEG needs no more quality than that has. */
  async #automatic(image: RenderedImage, target: EncodeTarget): Promise<EncodedAt<RenderedOutput>> {
    const { output, format } = target;
    const most = Math.min(mostAutoQuality, (format === this.sourceFormat && this.#sourceEncoding().quality) || mostAutoQuality);
    const { image: pipeline, timing } = await this.#encodable(image, target);
    const similarityOf = await similarityTo(pipeline, timing?.delay);
    const encode = async (quality: number) => {
      const made = await this.#encodeAs(image, { format, output: { ...output, quality } });
      return { output: made, similarity: await similarityOf(made.bytes) };
    };
    return lowestQuality(encode, {
      similarity: output.similarity ?? defaultSimilarity,
      least: Math.min(output.minQuality, most),
      most,
      first: qualityOf(format, output) ?? most,
    });
  }

  async #scaled(image: RenderedImage, scale: number): Promise<RenderedImage> {
    if (image.strip) return fromFrames(await applyToFrames(image.strip, [scaleStep(scale)], image.state, this.task.root));
    const { width, height } = image.state;
    return resized(image, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  }

  /** Encodes a WebP both lossy and lossless if the recipe asks for the smallest file and leaves the choice. The best format is the smallest, too. */
  async #smallest(image: RenderedImage, target: EncodeTarget): Promise<RenderedOutput> {
    const { output, format } = target;
    const isFree = (format === 'webp' || format === 'jxl') && output.lossless === undefined && output.nearLossless === undefined;
    if (isFree && format === this.sourceFormat && this.#remainsLossless(output))
      return this.#encodeAs(image, { format, output: losslessly(output) });
    const mayBeLossless = format === 'webp' && (output.optimize || output.format === 'best');
    if (!isFree || !mayBeLossless || !this.isSourceLossless) return this.#encodeLossy(image, target);
    const again = await image.again();
    const lossy = await this.#encodeLossy(again, target);
    const lossless = await this.#encodeAs(again, { format, output: { ...output, lossless: true } });
    return lossless.bytes.length < lossy.bytes.length ? lossless : lossy;
  }

  async #encodeLossy(image: RenderedImage, target: EncodeTarget): Promise<RenderedOutput> {
    if (!hasAutoQuality(target.format, target.output.quality)) return this.#encodeAs(image, target);
    const { output, quality } = await this.#automatic(await image.again(), target);
    return { ...output, notes: [...output.notes, qualityNote(quality, quality)] };
  }

  /** A lossless WebP or JPEG XL remains one, unless a quality is set. With a limit of bytes, the limit counts more. */
  #remainsLossless(output: OutputRecipe): boolean {
    if (output.maxBytes !== undefined) return false;
    const asksForQuality = output.quality !== undefined && !output.optimize && !onlyTakesMetadata(this.recipe, output);
    return !asksForQuality && this.isSourceLossless;
  }

  /** How the source is encoded. */
  #sourceEncoding(): SourceEncoding {
    this.#encoding ??= readSourceEncoding(this.task.source, this.sourceFormat);
    return this.#encoding;
  }

  /** Whether the source has lost nothing in its own encoding. */
  get isSourceLossless(): boolean {
    this.#isLossless ??= losslessSources.has(this.sourceFormat) || isLosslessFile(this.original.source, this.sourceFormat);
    return this.#isLossless;
  }

  async #encodeAs(given: RenderedImage, target: EncodeTarget): Promise<RenderedOutput> {
    const { output, format } = target;
    if (format === 'ico') return this.#encodeIcon(given, target);
    const { image, notes, rendered, wanted, bare, carried, timing } = await this.#encodable(given, target);
    const metadata = await this.#metadataPlan();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const whole = carried ? carryWebpMetadata(readFileSync(this.task.source), data, metadata.wanted) : data;
    const lost = bare && !carried ? framesNotes(metadata.wanted, this.recipe.colorProfile) : [];
    const compact = await this.#compact(whole, target);
    const finished = await this.#finish(compact.bytes, carrierOf(format), wanted);
    const pages = rendered.strip && canAnimate(format) ? rendered.strip.pages : 1;
    const { density } = wanted;
    const bytes = isTranscoded(format)
      ? await transcode(finished.bytes, format, { output, pages, ...(density !== undefined && { density }), ...(timing && { timing }) })
      : finished.bytes;
    return {
      bytes,
      width: info.width,
      height: info.pageHeight ?? info.height / (format === 'apng' ? pages : 1),
      pages: await this.#pagesOf(data, rendered, target),
      notes: [...new Set([...notes, ...compact.notes, ...lost, ...metadata.notesOf(format), ...finished.notes])],
    };
  }

  async #encodeIcon(given: RenderedImage, target: EncodeTarget): Promise<RenderedOutput> {
    const image = await this.#settled(given, 'ico', capabilitiesOf('ico', target.output));
    return renderIco(await image.again(), (await this.#options(image, target)).options);
  }

  /** What an image is encoded with, beside its state. An image made from frames has no metadata but what is carried over. */
  async #options({ bare: isBare }: RenderedImage, { output, format }: EncodeTarget) {
    const { header } = this.task;
    const metadata = await this.#metadataPlan();
    const bare = isBare && format !== 'gif';
    const wanted = bare ? bareHeader(metadata.wanted) : metadata.wanted;
    const { colorProfile, metadata: policy } = this.recipe;
    return { options: { output, source: bare ? bareHeader(header) : header, wanted, colorProfile, metadata: policy }, metadata, bare };
  }

  /** The pipeline from an image to the bytes of its encoder. */
  async #encodable(given: RenderedImage, target: EncodeTarget): Promise<EncodableImage> {
    const { output, format } = target;
    const capabilities = capabilitiesOf(format, output);
    const image = await this.#settled(given, format, capabilities);
    const { options, metadata, bare } = await this.#options(image, target);
    const carried = image.strip !== undefined && this.task.header.format === 'webp' && format === 'webp';
    const timing = image.strip && canAnimate(format) ? await this.#timing(image.strip.pages) : undefined;
    const { image: opened, space } = await this.#convertible(image, options.source, capabilities);
    const encoding = { ...options, format, state: image.state, space, ...(timing && { timing }) };
    const encoded = encodePipeline(metadata.prepare(opened), encoding);
    return { ...encoded, rendered: image, wanted: options.wanted, bare, carried, ...(timing && { timing }) };
  }

  /** sharp flattens and converts first. If that would change the result of pending steps, their pixels are made before. */
  #settled(image: RenderedImage, format: OutputFormat, capabilities: FormatCapabilities): Promise<RenderedImage> | RenderedImage {
    const { header } = this.task;
    const losesProfile = header.metadata.includes('icc') && (profilelessFormats.has(format) || this.recipe.colorProfile !== 'keep');
    const convertsFirst = (image.state.alpha && !capabilities.alpha) || losesProfile;
    return convertsFirst && !image.commutes ? image.again() : image;
  }

  /** The pages that the written file must have. */
  async #pagesOf(data: Buffer, { strip }: RenderedImage, { output, format }: EncodeTarget): Promise<number> {
    if (strip) return expectedFrames(this.task.source, strip, format, data);
    return format === 'tiff' && output.pyramid ? ((await sharp(data).metadata()).pages ?? 1) : 1;
  }

  #convertible(image: RenderedImage, { metadata }: SourceHeader, capabilities: FormatCapabilities): Promise<Convertible> {
    const colors = { space: image.state.space, hasProfile: !image.bare && metadata.includes('icc') };
    const settle = async (pipeline: Sharp) => (await this.intermediates.keep(pipeline)).open();
    return convertible({ image: image.open(), policy: this.recipe.colorProfile, colors, capabilities, settle });
  }

  /** Compresses a PNG further: if it is optimized, or like its source. */
  async #compact(data: Buffer, { output, format }: EncodeTarget): Promise<{ bytes: Buffer; notes: readonly string[] }> {
    if (format === 'png' && output.optimize) return { bytes: recompressPng(data), notes: [] };
    const followsSource = format === 'png' && this.sourceFormat === 'png' && !hasPalette(output);
    return followsSource ? compactPng(data, this.#sourceEncoding()) : { bytes: data, notes: [] };
  }

  /**
   * Adds what sharp cannot write and removes what it cannot leave out. This includes thumbnails and other previews, since they show
   * the source: they would reveal what was cropped or made unrecognizable.
   */
  async #finish(data: Buffer, format: OutputFormat, wanted: SourceHeader): Promise<FilteredFile> {
    const plan = await this.#metadataPlan();
    const whole = await plan.finish(copyLostMetadata({ path: this.task.source, header: wanted }, format, data, plan.wantsText));
    const removal = this.recipe.metadata === 'keep' ? 'previews' : this.recipe.metadata;
    const filtered = filterMetadata(whole, format, removal) ?? { bytes: whole, notes: [] };
    assertFiltered(filtered.bytes, format, removal);
    if (removal !== 'previews' || keepsMetadata(wanted)) await assertMetadataStripped(filtered.bytes, removal);
    return filtered;
  }

  /** How long each frame is shown in ms, and how often the animation repeats. */
  async #timing(pages: number): Promise<{ delay: number[]; loop: number }> {
    const { delay = [], loop = 0 } = await sharp(this.task.source, { animated: true }).metadata();
    return { delay: Array.from({ length: pages }, (_, index) => delay[index] ?? 100), loop };
  }

  #metadataPlan(): Promise<MetadataPlan> {
    this.#metadata ??= planMetadata(this.task.source, this.task.header, this.recipe);
    return this.#metadata;
  }
}
