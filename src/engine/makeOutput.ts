import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { FailureError } from '../shared/failure';
import { canAnimate, type OutputFormat } from '../shared/formats';
import type { OutputRecipe, Recipe, Step } from '../shared/recipe';
import type { PlannedOutput, RunSetup, Task } from '../shared/run';
import { applyToFrames, frameOf, type MadeFrames, openStrip, readStrip, type Strip, spriteSheet } from './animation';
import { Line, type Workshop } from './applySteps';
import { carryOver } from './carryOver';
import { decodePicture } from './checkOutput';
import { encode } from './encode';
import { fitBytes } from './fitBytes';
import { expectedFrames } from './frames';
import { refuseCutOffGif } from './gif';
import { packIco } from './ico';
import { type MetadataPlan, planMetadata } from './metadataPolicy';
import { minifySvg } from './minifySvg';
import type { Picture } from './operations';
import { sizeSteps, sourcePicture } from './outputSteps';
import { recompressPng } from './recompressPng';
import { FileStages, MemoryStages, type Stage } from './stages';
import { carryWebpMetadata } from './webp';
import { stillWorkshop } from './workshop';

/** Makes the bytes of the outputs of one task, from one decoded picture. Nothing is written but stages. */

/** What is to be written to one target. */
export interface Made {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly notes: readonly string[];
}

/** A picture after its steps, to be encoded. */
interface Ready {
  /** A pipeline over it; may be asked for again only where `again` says so. */
  open(): Sharp;
  readonly picture: Picture;
  /** Has it made once, for several encodings. */
  again(): Promise<Ready>;
  /** The frames, where it is an animation. */
  readonly strip?: Strip;
}

function fromLine(line: Line): Ready {
  return {
    open: () => line.image,
    picture: line.picture,
    again: async () => {
      const stage = await line.settle();
      return fromStage(stage, line.picture);
    },
  };
}

function fromStage(stage: Stage, picture: Picture): Ready {
  const ready: Ready = { open: () => stage.open(), picture, again: async () => ready };
  return ready;
}

function fromFrames({ strip, picture }: MadeFrames): Ready {
  const open = () => (picture.alpha ? openStrip(strip) : openStrip(strip).removeAlpha());
  const ready: Ready = { open, picture, strip, again: async () => ready };
  return ready;
}

/** sharp's timeout takes whole seconds up to an hour; what is longer is the supervisor's to end. */
function sharpSeconds(seconds: number): number {
  return Math.min(3600, Math.ceil(seconds));
}

function frameHeight(info: OutputInfo): number {
  return info.pageHeight ?? info.height;
}

/** Sides of the pictures in an ICO where the recipe names none. */
const icoSizes = [16, 32, 48, 256];

/** Formats whose pixels were stored without loss: the same look may be smaller without loss, too. */
const losslessSources: ReadonlySet<string> = new Set(['png', 'gif', 'svg', 'tiff']);

const defaultQualities: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 80, webp: 80, avif: 50, tiff: 80 };

export class OutputMaker {
  readonly recipe: Recipe;
  readonly #stages: FileStages;
  readonly #shop: Workshop;
  readonly #seconds: number;
  /** Pictures that several outputs share, after the steps of the recipe, by their frame. */
  readonly #shared = new Map<string, Promise<Stage & { readonly picture: Picture }>>();
  #metadata: Promise<MetadataPlan> | undefined;
  #strip: Promise<Strip> | undefined;
  #frames: Promise<MadeFrames> | undefined;

  constructor(
    readonly task: Task,
    setup: RunSetup,
  ) {
    this.recipe = task.recipe ?? setup.recipe;
    this.#seconds = sharpSeconds(setup.timeoutSeconds);
    this.#stages = new FileStages(setup.directory, `${task.id}-${task.attempt}`);
    this.#shop = stillWorkshop(task.header, task.root, this.#stages);
  }

  dispose(): void {
    this.#stages.dispose();
  }

  async make(planned: PlannedOutput): Promise<Made> {
    if (planned.copy) return this.#copy();
    if (planned.format === 'svg') return this.#minify();
    const output = this.recipe.outputs[planned.output];
    if (output === undefined) throw new FailureError('internal', l10n.t('The recipe has no output {0}.', planned.output));
    if (this.task.header.format === 'gif') refuseCutOffGif(this.task.source);
    const ready = await this.#ready(planned, output);
    return this.#encoded(ready, output, planned.format);
  }

  /** A broken picture is not handed on, even unchanged (safety invariant 6). */
  async #copy(): Promise<Made> {
    const { source, header } = this.task;
    const { format, width, height, pages } = header;
    await decodePicture(source, { format, width, height, pages });
    return { bytes: readFileSync(source), width, height, pages, notes: [l10n.t('Already fits: copied unchanged.')] };
  }

  async #minify(): Promise<Made> {
    const { source, header } = this.task;
    const { bytes, notes } = await minifySvg(readFileSync(source));
    return { bytes, width: header.width, height: header.height, pages: 1, notes };
  }

  /** The picture of an output, with all steps done to it. */
  async #ready(planned: PlannedOutput, output: OutputRecipe): Promise<Ready> {
    const { pages } = this.task.header;
    const animated = pages > 1 && planned.frame === undefined;
    if (!animated) return this.#still(planned, output);
    const made = await this.#animation();
    if (output.frames === 'sprite') {
      const sheet = spriteSheet(made.strip, output.columns ?? pages);
      return this.#sized(Line.of(sheet, { ...made.picture, width: sheet.width, height: sheet.height }, this.#memoryShop()), output);
    }
    const size = sizeSteps(output);
    return fromFrames(size.length === 0 ? made : await applyToFrames(made.strip, size, made.picture, this.task.root));
  }

  #memoryShop(): Workshop {
    return { ...this.#shop, stages: new MemoryStages(), keeping: (image) => image, isRgb: () => true };
  }

  async #sized(line: Line, output: OutputRecipe): Promise<Ready> {
    for (const step of sizeSteps(output)) await line.add(step);
    return fromLine(line);
  }

  /** Decoded once, whatever the number of outputs. */
  #animation(): Promise<MadeFrames> {
    this.#frames ??= this.#readStrip().then((strip) => {
      const picture = { ...sourcePicture(this.task.header, this.recipe), space: 'srgb' };
      return applyToFrames(strip, this.recipe.steps, picture, this.task.root);
    });
    return this.#frames;
  }

  #readStrip(): Promise<Strip> {
    const { source, header } = this.task;
    this.#strip ??= readStrip(source, header, this.#keepsWebpProfile(), this.#seconds);
    return this.#strip;
  }

  /** From WebP to WebP the profile goes along, so that colours stay as they are stored. */
  #keepsWebpProfile(): boolean {
    const webpOnly = this.recipe.outputs.every(({ format }) => format === 'source' || format === 'webp');
    return this.task.header.format === 'webp' && webpOnly && this.recipe.colourProfile === 'keep';
  }

  async #still(planned: PlannedOutput, output: OutputRecipe): Promise<Ready> {
    const sharing = this.task.outputs.filter(({ frame, copy }) => frame === planned.frame && !copy);
    const before = sourcePicture(this.task.header, this.recipe);
    if (sharing.length === 1) {
      const line = new Line(await this.#open(planned.frame), before, await this.#shopOf(planned.frame));
      for (const step of this.recipe.steps) await line.add(step);
      return this.#sized(line, output);
    }
    const key = String(planned.frame ?? '');
    const shared = this.#shared.get(key) ?? this.#share(planned.frame, sharing, before);
    this.#shared.set(key, shared);
    const { picture, ...stage } = await shared;
    return this.#sized(Line.of(stage, picture, this.#shop), output);
  }

  /** Decodes and does the steps once; of a set of widths no more pixels are made than the largest has. */
  async #share(
    frame: number | undefined,
    sharing: readonly PlannedOutput[],
    before: Picture,
  ): Promise<Stage & { readonly picture: Picture }> {
    const line = new Line(await this.#open(frame), before, await this.#shopOf(frame));
    for (const step of this.recipe.steps) await line.add(step);
    const largest = largestSize(sharing.map(({ output }) => this.recipe.outputs[output] as OutputRecipe));
    for (const step of largest) await line.add(step);
    const stage = await line.settle();
    const { width, height } = stage;
    const { picture } = line;
    return { width, height, picture, open: () => stage.open(), pixels: () => stage.pixels(), replace: (pixels) => stage.replace(pixels) };
  }

  /** A frame of an animation was decoded with all others, and has nothing but pixels. */
  async #shopOf(frame: number | undefined): Promise<Workshop> {
    return frame === undefined || this.task.header.format === 'tiff' ? this.#shop : this.#memoryShop();
  }

  async #open(frame: number | undefined): Promise<Sharp> {
    const { source, header } = this.task;
    // The pages of a TIFF may differ in size, and cost nothing to come to.
    if (frame !== undefined && header.format !== 'tiff') return frameOf(await this.#readStrip(), frame).open();
    const options = frame === undefined ? {} : { page: frame };
    return sharp(source, options).timeout({ seconds: this.#seconds }).autoOrient();
  }

  /** Encodes a picture as its output wants it. */
  async #encoded(ready: Ready, output: OutputRecipe, format: OutputFormat): Promise<Made> {
    if (output.maxBytes === undefined) return this.#smallest(ready, output, format);
    const again = await ready.again();
    const start = output.quality ?? defaultQualities[format];
    const quality = start === undefined || format === 'ico' ? undefined : { start, least: Math.min(output.minQuality, start) };
    const limit = { maxBytes: output.maxBytes, quality, minScale: output.minScale / 100 };
    return fitBytes(async (at, scale) => {
      const scaled = scale < 1 ? await this.#scaled(again, scale) : again;
      return this.#smallest(scaled, { ...output, ...(at !== undefined && { quality: at }) }, format);
    }, limit);
  }

  async #scaled(ready: Ready, scale: number): Promise<Ready> {
    const steps = sizeSteps({ density: { value: scale, largest: 1 } } as OutputRecipe);
    if (ready.strip) return fromFrames(await applyToFrames(ready.strip, steps, ready.picture, this.task.root));
    const { width, height } = ready.picture;
    const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
    return { ...ready, open: () => ready.open().resize(size.width, size.height, { fit: 'fill' }), picture: { ...ready.picture, ...size } };
  }

  /** Where the smallest file is asked for and there are two ways to it, both are tried. */
  async #smallest(ready: Ready, output: OutputRecipe, format: OutputFormat): Promise<Made> {
    const both = output.optimise && format === 'webp' && output.lossless === undefined && output.nearLossless === undefined;
    if (!both || !losslessSources.has(this.task.header.format)) return this.#encode(ready, output, format);
    const again = await ready.again();
    const lossy = await this.#encode(again, output, format);
    const lossless = await this.#encode(again, { ...output, lossless: true }, format);
    return lossless.bytes.length < lossy.bytes.length ? lossless : lossy;
  }

  async #encode(ready: Ready, output: OutputRecipe, format: OutputFormat): Promise<Made> {
    if (format === 'ico') return this.#ico(await ready.again(), output);
    const metadata = await this.#metadataPlan();
    const timing = ready.strip && canAnimate(format) ? await this.#timing(ready.strip.pages) : undefined;
    const { image, notes } = encode(metadata.prepare(ready.open()), {
      output,
      format,
      source: this.task.header,
      wanted: metadata.wanted,
      picture: ready.picture,
      colourProfile: this.recipe.colourProfile,
      ...(timing && { timing }),
    });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const pages = ready.strip ? await expectedFrames(this.task.source, ready.strip, format, data) : 1;
    const bytes = await this.#finish(data, output, format, metadata, ready.strip !== undefined);
    return { bytes, width: info.width, height: frameHeight(info), pages, notes: [...notes, ...metadata.notes] };
  }

  /** What sharp cannot write, or leave out. */
  async #finish(data: Buffer, output: OutputRecipe, format: OutputFormat, metadata: MetadataPlan, animated: boolean): Promise<Buffer> {
    const { source, header } = this.task;
    const small = format === 'png' && output.optimise ? await recompressPng(data) : data;
    const whole =
      animated && format === 'webp' && header.format === 'webp' ? carryWebpMetadata(readFileSync(source), small, metadata.wanted) : small;
    return metadata.finish(carryOver(source, metadata.wanted, format, whole));
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

  async #ico(ready: Ready, output: OutputRecipe): Promise<Made> {
    const side = Math.max(ready.picture.width, ready.picture.height);
    const asked = (output.sizes ?? icoSizes).filter((size) => size <= side);
    const sizes = asked.length > 0 ? asked : [Math.min(256, side)];
    const pictures = [];
    const notes = new Set<string>();
    for (const size of sizes) {
      const square = ready.open().resize(size, size, { fit: 'contain', background: 'rgba(0, 0, 0, 0)' }).ensureAlpha();
      const metadata = await this.#metadataPlan();
      const { image, notes: told } = encode(square, {
        output,
        format: 'ico',
        source: this.task.header,
        wanted: metadata.wanted,
        picture: { ...ready.picture, alpha: true },
        colourProfile: this.recipe.colourProfile,
      });
      pictures.push({ width: size, height: size, png: await image.toBuffer() });
      for (const note of told) notes.add(note);
    }
    const most = Math.max(...sizes);
    return { bytes: packIco(pictures), width: most, height: most, pages: 1, notes: [...notes] };
  }
}

/** The step to the largest of a set of sizes, where all of the outputs are of a size of a set. */
function largestSize(outputs: readonly OutputRecipe[]): Step[] {
  const widths = outputs.map(({ width }) => width ?? Number.POSITIVE_INFINITY);
  const width = Math.max(...widths);
  return Number.isFinite(width) ? sizeSteps({ width } as OutputRecipe) : [];
}

/**
 * SHA-256 in hex of a picture's decoded samples, after a line with its width, height and samples of a pixel: the same for
 * the same picture in another file.
 */
export async function pixelDigestOf(bytes: Buffer): Promise<string> {
  const { data, info } = await sharp(bytes, { animated: true }).raw().toBuffer({ resolveWithObject: true });
  return createHash('sha256').update(`${info.width} ${info.height} ${info.channels}\n`).update(data).digest('hex');
}
