import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import type { OutputRecipe, Recipe, Step } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { MetadataKind, PlannedOutput, RunSetup, SourceHeader, Task } from '../../shared/run/run';
import { canAnimate, type OutputFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { refuseTruncatedGif } from '../formats/gif';
import { carryWebpMetadata, isLosslessWebp } from '../formats/webp';
import { copyLostMetadata } from '../metadata/copyLostMetadata';
import { type MetadataPlan, planMetadata } from '../metadata/metadataPolicy';
import { type ImageState, sizeAfter } from '../operations';
import { applyToFrames } from './animation';
import { type Convertible, convertible } from './colorSpaces';
import { DecodedFrames, openSource } from './decodedFrames';
import { encode, framesNotes } from './encode';
import { expectedFrames } from './expectedFrames';
import { fitBytes } from './fitBytes';
import { capabilitiesOf, type FormatCapabilities, qualityOf } from './formatCapabilities';
import { makeIco } from './icoOutput';
import { FileIntermediates, type Intermediate } from './intermediates';
import { minifySvg } from './minifySvg';
import { exactSize, onlyTakesMetadata, scaleStep, sizeSteps, sourceState } from './outputSteps';
import { recompressPng } from './recompressPng';
import { fromFrames, fromPipeline, type RenderedImage, resized } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';
import { imageStepContext } from './stepContext';
import { type StepContext, StepPipeline } from './stepPipeline';
import { decodeImage } from './verifyOutput';

export { pixelDigestOf } from './pixelDigest';

/** Makes the bytes of the outputs of one task, from one decoded image. Nothing is written but stages. */

/** A decoded image after the steps of the recipe, for several outputs. */
interface Shared {
  readonly intermediate: Intermediate;
  readonly state: ImageState;
  /** Its size before it was shrunk to the largest of a set: what the sizes of the set are counted from. */
  readonly full: PixelSize;
}

/** sharp's timeout takes whole seconds up to an hour; what is longer is the supervisor's to end. */
function sharpSeconds(seconds: number): number {
  return Math.min(3600, Math.ceil(seconds));
}

function frameHeight(info: OutputInfo): number {
  return info.pageHeight ?? info.height;
}

/** Formats whose pixels were stored without loss: the same look may be smaller without loss, too. */
const losslessSources: ReadonlySet<string> = new Set(['png', 'gif', 'svg', 'tiff']);

/** Without loss to the bit, also where nothing of it shows: the source has it so. */
function losslessly({ effort, optimize, ...rest }: OutputRecipe): OutputRecipe {
  const slow = effort ?? (optimize ? 6 : undefined);
  return { ...rest, lossless: true, optimize: false, ...(slow !== undefined && { effort: slow }) };
}

/** What libvips reads beside the pixels. */
const beside: ReadonlySet<MetadataKind> = new Set(['exif', 'icc', 'xmp', 'iptc']);

/** A header as that of pixels alone. */
function bareHeader(header: SourceHeader): SourceHeader {
  return { ...header, metadata: header.metadata.filter((kind) => !beside.has(kind)) };
}

export class OutputMaker {
  readonly recipe: Recipe;
  readonly #intermediates: FileIntermediates;
  readonly #shop: StepContext;
  readonly #seconds: number;
  readonly #frames: DecodedFrames;
  /** Images that several outputs share, by their frame. */
  readonly #shared = new Map<number | undefined, Promise<Shared>>();
  #metadata: Promise<MetadataPlan> | undefined;
  #isLossless: boolean | undefined;

  constructor(
    readonly task: Task,
    setup: RunSetup,
  ) {
    this.recipe = task.recipe ?? setup.recipe;
    this.#seconds = sharpSeconds(setup.timeoutSeconds);
    this.#frames = new DecodedFrames(task, this.recipe, this.#seconds);
    this.#intermediates = new FileIntermediates(setup.directory, `${task.id}-${task.attempt}`);
    this.#shop = imageStepContext(task.header, task.root, this.#intermediates);
  }

  dispose(): void {
    this.#intermediates.dispose();
  }

  async make(planned: PlannedOutput): Promise<RenderedOutput> {
    if (planned.copy) return this.#copy();
    if (planned.format === 'svg') return this.#minify();
    const output = this.recipe.outputs[planned.output];
    if (output === undefined) throw new FailureError('internal', l10n.t('The recipe has no output {0}.', planned.output));
    if (this.task.header.format === 'gif') refuseTruncatedGif(this.task.source);
    const rendered = await this.#rendered(planned, output, planned.format);
    return this.#encoded(rendered, output, planned.format);
  }

  /** A broken image is not handed on, even unchanged (safety invariant 6). */
  async #copy(): Promise<RenderedOutput> {
    const { source, header } = this.task;
    const { format, width, height, pages } = header;
    await decodeImage(source, { format, width, height, pages });
    return { bytes: readFileSync(source), width, height, pages, notes: [l10n.t('Already fits: copied unchanged.')] };
  }

  async #minify(): Promise<RenderedOutput> {
    const { source, header } = this.task;
    const bytes = await minifySvg(readFileSync(source), this.recipe.metadata !== 'strip');
    return { bytes, width: header.width, height: header.height, pages: 1, notes: [] };
  }

  /** The image of an output, with all steps done to it. */
  #rendered(planned: PlannedOutput, output: OutputRecipe, format: OutputFormat): Promise<RenderedImage> {
    const isStill = this.task.header.pages === 1 || planned.frame !== undefined;
    return isStill ? this.#still(planned, output) : this.#frames.all(output, format);
  }

  async #still({ frame }: PlannedOutput, output: OutputRecipe): Promise<RenderedImage> {
    const sharing = this.task.outputs.filter((each) => each.frame === frame && !each.copy && each.format !== 'svg');
    const bare = frame !== undefined && !this.#frames.areAlone;
    const shop = bare ? this.#frames.newStepContext() : this.#shop;
    if (sharing.length === 1) {
      const line = await this.#line(frame, shop);
      for (const step of [...this.recipe.steps, ...sizeSteps(output)]) await line.add(step);
      return fromPipeline(line, bare);
    }
    const shared = this.#shared.get(frame) ?? this.#share(frame, sharing, shop);
    this.#shared.set(frame, shared);
    const { intermediate, state, full } = await shared;
    const line = StepPipeline.of(intermediate, state, shop);
    for (const step of exactSize(sizeAfter(sizeSteps(output), full) ?? full)) await line.add(step);
    return fromPipeline(line, bare);
  }

  /** Decodes and does the steps once; of a set of widths no more pixels are made than the largest has. */
  async #share(frame: number | undefined, sharing: readonly PlannedOutput[], shop: StepContext): Promise<Shared> {
    const line = await this.#line(frame, shop);
    for (const step of this.recipe.steps) await line.add(step);
    // The size is known once the pixels are made, where a step asks them.
    const { state: full } = line;
    for (const step of largestSize(sharing.map(({ output }) => this.recipe.outputs[output] as OutputRecipe))) await line.add(step);
    const intermediate = await line.settle();
    return { intermediate, state: line.state, full };
  }

  /** The image as it is decoded, or one frame of it. */
  async #line(frame: number | undefined, shop: StepContext): Promise<StepPipeline> {
    if (frame !== undefined) return this.#frames.line(frame, shop);
    const { source, header } = this.task;
    return new StepPipeline(openSource(source, this.#seconds), sourceState(header, this.recipe), shop);
  }

  /** Encodes an image as its output wants it. */
  async #encoded(rendered: RenderedImage, output: OutputRecipe, format: OutputFormat): Promise<RenderedOutput> {
    if (output.maxBytes === undefined) return this.#smallest(rendered, output, format);
    const again = await rendered.again();
    const start = qualityOf(format, output);
    const quality = start === undefined ? undefined : { start, least: Math.min(output.minQuality, start) };
    const limit = { maxBytes: output.maxBytes, quality, minScale: output.minScale / 100 };
    return fitBytes(async (at, scale) => {
      const scaled = scale < 1 ? await this.#scaled(again, scale) : again;
      return this.#smallest(scaled, { ...output, ...(at !== undefined && { quality: at }) }, format);
    }, limit);
  }

  async #scaled(rendered: RenderedImage, scale: number): Promise<RenderedImage> {
    if (rendered.strip) return fromFrames(await applyToFrames(rendered.strip, [scaleStep(scale)], rendered.state, this.task.root));
    const { width, height } = rendered.state;
    return resized(rendered, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  }

  /** Where the smallest file is asked for and there are two ways to it, both are tried. */
  async #smallest(rendered: RenderedImage, output: OutputRecipe, format: OutputFormat): Promise<RenderedOutput> {
    const free = format === 'webp' && output.lossless === undefined && output.nearLossless === undefined;
    if (free && this.#staysLossless(output)) return this.#encode(rendered, losslessly(output), format);
    if (!free || !output.optimize || !this.#isSourceLossless()) return this.#encode(rendered, output, format);
    const again = await rendered.again();
    const lossy = await this.#encode(again, output, format);
    const lossless = await this.#encode(again, { ...output, lossless: true }, format);
    return lossless.bytes.length < lossy.bytes.length ? lossless : lossy;
  }

  /** Who wants a WebP smaller, or without its metadata, wants its look as it is; who limits its bytes wants the limit. */
  #staysLossless(output: OutputRecipe): boolean {
    const sameHash = output.maxBytes === undefined && (output.optimize || onlyTakesMetadata(this.recipe, output));
    return sameHash && this.task.header.format === 'webp' && this.#isSourceLossless();
  }

  #isSourceLossless(): boolean {
    const { source, header } = this.task;
    this.#isLossless ??= losslessSources.has(header.format) || (header.format === 'webp' && isLosslessWebp(readFileSync(source)));
    return this.#isLossless;
  }

  /** sharp flattens and converts before all else: what is pending and would come out otherwise is made first. */
  #settled(rendered: RenderedImage, capabilities: FormatCapabilities): Promise<RenderedImage> | RenderedImage {
    const early = (rendered.state.alpha && !capabilities.alpha) || this.recipe.colorProfile !== 'keep';
    return early && !rendered.commutes ? rendered.again() : rendered;
  }

  async #encode(given: RenderedImage, output: OutputRecipe, format: OutputFormat): Promise<RenderedOutput> {
    const { header } = this.task;
    const { colorProfile, metadata: policy } = this.recipe;
    const rendered = await this.#settled(given, capabilitiesOf(format, output));
    const metadata = await this.#metadataPlan();
    // What was made of frames has lost what the source has beside them, but for what is carried over.
    const bare = rendered.bare && format !== 'gif';
    const wanted = bare ? bareHeader(metadata.wanted) : metadata.wanted;
    const options = { output, source: bare ? bareHeader(header) : header, wanted, colorProfile, metadata: policy };
    if (format === 'ico') return makeIco(await rendered.again(), options);
    const carried = rendered.strip !== undefined && header.format === 'webp' && format === 'webp';
    const timing = rendered.strip && canAnimate(format) ? await this.#timing(rendered.strip.pages) : undefined;
    const opened = await this.#convertible(rendered, options.source, capabilitiesOf(format, output));
    const prepared = metadata.prepare(opened.image);
    const { image, notes } = encode(prepared, {
      ...options,
      format,
      state: rendered.state,
      space: opened.space,
      ...(timing && { timing }),
    });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const pages = rendered.strip
      ? await expectedFrames(this.task.source, rendered.strip, format, data)
      : format === 'tiff' && output.pyramid
        ? ((await sharp(data).metadata()).pages ?? 1)
        : 1;
    const whole = carried ? carryWebpMetadata(readFileSync(this.task.source), data, metadata.wanted) : data;
    const bytes = await this.#finish(whole, output, format, metadata, wanted);
    const lost = bare && !carried ? framesNotes(metadata.wanted, colorProfile) : [];
    return { bytes, width: info.width, height: frameHeight(info), pages, notes: [...notes, ...lost, ...metadata.notesOf(format)] };
  }

  #convertible(rendered: RenderedImage, { metadata }: SourceHeader, capabilities: FormatCapabilities): Promise<Convertible> {
    const colors = { space: rendered.state.space, hasProfile: !rendered.bare && metadata.includes('icc') };
    const keep = async (image: Sharp) => (await this.#intermediates.keep(image)).open();
    return convertible(rendered.open(), this.recipe.colorProfile, colors, capabilities, keep);
  }

  /** What sharp cannot write, or leave out. */
  async #finish(data: Buffer, output: OutputRecipe, format: OutputFormat, plan: MetadataPlan, wanted: SourceHeader): Promise<Buffer> {
    const small = format === 'png' && output.optimize ? recompressPng(data) : data;
    return plan.finish(copyLostMetadata({ path: this.task.source, header: wanted }, format, small, plan.wantsText));
  }

  /** How long each frame is shown, and how often all. */
  async #timing(pages: number): Promise<{ delay: number[]; loop: number }> {
    const { delay = [], loop = 0 } = await sharp(this.task.source, { animated: true }).metadata();
    return { delay: Array.from({ length: pages }, (_, index) => delay[index] ?? 100), loop };
  }

  #metadataPlan(): Promise<MetadataPlan> {
    this.#metadata ??= planMetadata(this.task.source, this.task.header, this.recipe);
    return this.#metadata;
  }
}

/** The step to the largest of a set of sizes, where all of the outputs are of a size of a set. */
function largestSize(outputs: readonly OutputRecipe[]): Step[] {
  const widths = outputs.map(({ width }) => width ?? Number.POSITIVE_INFINITY);
  const width = Math.max(...widths);
  return Number.isFinite(width) ? sizeSteps({ width }) : [];
}
