import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { OutputCandidate, RunSetup, Task } from '../../shared/run/run';
import { type TaskOutput, taskRecipe } from '../../shared/run/taskOutput';
import type { OutputFormat } from '../../shared/values/formats';
import { FileIntermediates } from '../intermediates/fileIntermediates';
import { checkContainer } from '../sources/checkContainer';
import { damageCodes, damageNote } from '../sources/damageNote';
import { decodedSource } from '../sources/decodedSource';
import { decodeFully } from '../sources/decodeFully';
import { diagnose } from '../sources/diagnose';
import { gapsSource, uprightSource, wholeNumberSource } from '../sources/displayedSource';
import { refuseBeyondMemory } from '../sources/libraryMemory';
import { asStored, type ReadableSource, readably } from '../sources/readableSource';
import { refuseFolded, repairSource } from '../sources/repairSource';
import { minifySvg } from '../svg/minifySvg';
import { filePrefix } from '../svg/prefixNames';
import { DecodedFrames } from './decodedFrames';
import { squareNotes } from './iconOutputs';
import { isAboutSource, LightRenderer } from './lightLane';
import { OutputEncoder } from './outputEncoder';
import type { RenderedImage } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';
import { carefulEncoding, rewriteSource } from './rewriteSource';
import { encodingIn, formatTrials, smallestFormat } from './smallestFormat';
import { StageClock } from './stageClock';
import { StillImages } from './stillImages';

/** sharp's timeout takes whole seconds, up to an hour; the supervisor ends what takes longer. */
function sharpSeconds(seconds: number): number {
  return Math.min(3600, Math.ceil(seconds));
}

/** What renders the outputs from one form of the source. */
interface Renderers {
  /** The source with its samples as they are stored. */
  readonly source: ReadableSource;
  readonly remarks: readonly string[];
  readonly frames: DecodedFrames;
  readonly stills: StillImages;
  readonly encoder: OutputEncoder;
}

/** Renders the outputs of one task from one decoded image. Writes nothing but intermediates. */
export class TaskRenderer {
  readonly #intermediates: FileIntermediates;
  readonly #recipe: Recipe;
  readonly #seconds: number;
  readonly #force: boolean;
  #renderers: Promise<Renderers> | undefined;
  /** Undefined until the first output, and where libvips makes the outputs. */
  #light: LightRenderer | undefined;
  #isLight: boolean;
  #isRepaired = false;

  constructor(
    readonly task: Task,
    setup: RunSetup,
    /** Receives an error that does not keep an output from being made, for the log. */
    readonly onError: (error: unknown) => void,
    readonly clock = new StageClock(),
  ) {
    this.#recipe = taskRecipe(task, setup.recipe);
    this.#isLight = task.light === true;
    this.#force = setup.force === true;
    this.#seconds = sharpSeconds(setup.timeoutSeconds);
    this.#intermediates = new FileIntermediates(setup.directory, `${task.id}-${task.attempt}`);
  }

  dispose(): void {
    this.#intermediates.dispose();
  }

  /** Renders one of the task's outputs. If only faults around the pixels prevent it, it is rendered without them. */
  async render(taskOutput: TaskOutput): Promise<RenderedOutput> {
    const { planned } = taskOutput;
    if (planned.copy) return this.clock.time('render', () => this.#copy());
    if (planned.format === 'svg') return this.clock.time('render', () => this.#minify(taskOutput));
    const light = this.#renderLightly(taskOutput);
    if (light) return light;
    this.#renderers ??= this.clock.time('open', () => this.#over(asStored(this.task.source)));
    const renderers = this.#renderers;
    try {
      return await this.#renderFrom(await renderers, taskOutput);
    } catch (error) {
      return this.#renderRepaired(renderers, error, taskOutput);
    }
  }

  /** @throws the error that remains */
  async #renderRepaired(failed: Promise<Renderers>, error: unknown, taskOutput: TaskOutput): Promise<RenderedOutput> {
    try {
      return await this.#renderFrom(await this.#repaired(failed, error), taskOutput);
    } catch (remaining) {
      const damaged = this.#force ? await this.#damaged(remaining) : undefined;
      if (damaged === undefined) throw remaining;
      return this.#renderFrom(damaged, taskOutput);
    }
  }

  /** What renders from a source of which parts are missing. Undefined if the error has another cause. */
  async #damaged(error: unknown): Promise<Renderers | undefined> {
    const { code } = await diagnose(this.task.source, error);
    if (!damageCodes.has(code)) return undefined;
    this.#renderers = this.#over({ path: this.task.source, remarks: [damageNote(code)], isDamaged: true });
    return this.#renderers;
  }

  /** What renders from the source without the fault that made `failed` fail. Another output may have had the same one meanwhile. @throws the error if nothing helps */
  #repaired(failed: Promise<Renderers>, error: unknown): Promise<Renderers> {
    if (this.#renderers !== undefined && this.#renderers !== failed) return this.#renderers;
    const repaired = this.#isRepaired ? undefined : repairSource(this.task.source, error, this.#intermediates);
    if (repaired === undefined) throw error;
    this.#isRepaired = true;
    this.#renderers = this.#over(repaired);
    return this.#renderers;
  }

  /** Renders an output in the light lane. Undefined if it does not belong there, or not after all. */
  #renderLightly(taskOutput: TaskOutput): RenderedOutput | undefined {
    if (!this.#isLight) return undefined;
    const started = performance.now();
    try {
      this.#light ??= new LightRenderer(this.task, this.#recipe);
      return this.#light.render(taskOutput);
    } catch (error) {
      // libvips decides what becomes of a damaged or odd source. Anything else is a fault of the lane, which nobody should suffer from.
      if (!isAboutSource(error)) this.onError(error);
      this.#isLight = false;
      return undefined;
    } finally {
      this.clock.add('render', performance.now() - started);
    }
  }

  /** Prepares to render from one form of the source. @throws an error, for `diagnose`, if pixels are missing */
  async #over(readable: ReadableSource): Promise<Renderers> {
    refuseFolded(readable, this.task.header);
    await refuseBeyondMemory(this.task.cost);
    const { source: decoded, header } = await decodedSource(readable, this.task.header, this.#intermediates);
    const remarks = readable.isDamaged ? [] : checkContainer(decoded.path, header.format);
    const source = uprightSource(decoded, header, this.#intermediates);
    const whole = readable.isDamaged
      ? source
      : await wholeNumberSource(gapsSource(source, header, this.#intermediates), header, this.#intermediates);
    const task = { ...this.task, source: whole.path, header };
    const frames = new DecodedFrames(task, this.#recipe, whole, this.#seconds);
    const stills = new StillImages(task, this.#recipe, frames, this.#intermediates);
    const encoder = new OutputEncoder(task, this.#recipe, this.#intermediates, this.task);
    return { source, remarks: [...whole.remarks, ...remarks], frames, stills, encoder };
  }

  async #renderFrom(renderers: Renderers, taskOutput: TaskOutput): Promise<RenderedOutput> {
    const { source, frames, stills, encoder } = renderers;
    const { planned, output } = taskOutput;
    const remarks = [...squareNotes(output, this.#recipe, this.task.header), ...renderers.remarks];
    const { frame } = planned;
    if (planned.candidates)
      return withRemarks(await this.#renderBest({ frames, stills, encoder }, taskOutput, planned.candidates), remarks);
    // An SVG that remains one is minified instead.
    const format = planned.format as OutputFormat;
    const isRewritable = frame === undefined && !source.isDamaged;
    // A file that takes the place of the source is written for its pixels alone.
    const isDecoded = source.decodedFrom !== undefined;
    const rewrite = () => rewriteSource(isDecoded ? this.task.source : source.path, taskOutput);
    const rewritten = isRewritable ? await this.clock.time('render', rewrite) : { note: undefined };
    // Nothing else decodes this source, and a broken image is not passed on (safety invariant 6).
    // What is told of decoding does not concern a file that keeps its samples.
    const decode = async () => (isDecoded ? [] : decodeFully(source, this.task.header, () => {}));
    if ('rendered' in rewritten) return withRemarks(rewritten.rendered, await this.clock.time('check', decode));
    const isStill = this.task.header.pages === 1 || frame !== undefined;
    const image = await this.clock.time('steps', () => (isStill ? stills.image(frame, output) : frames.all(output, format)));
    const stage = image.hasPixels ? 'encode' : 'render';
    const encode = (how: OutputRecipe) => this.clock.time(stage, () => encoder.encode(image, { output: how, format }));
    if (rewritten.note === undefined) return withRemarks(await encode(output), remarks);
    return withRemarks(await encode(carefulEncoding(output, format)), [rewritten.note, ...remarks]);
  }

  /** Renders an output in each of its possible formats, and keeps the smallest file. */
  async #renderBest(
    { frames, stills, encoder }: Pick<Renderers, 'frames' | 'stills' | 'encoder'>,
    { planned: { frame }, output }: TaskOutput,
    candidates: readonly OutputCandidate[],
  ): Promise<RenderedOutput> {
    const encode = (image: RenderedImage, format: OutputFormat) =>
      this.clock.time('encode', () => encoder.encode(image, { output: encodingIn(format, output), format }));
    const [first] = candidates as readonly [OutputCandidate];
    if (this.task.header.pages > 1 && frame === undefined && output.frames === 'keep') {
      const framesIn = (format: OutputFormat) => this.clock.time('steps', () => frames.all(output, format));
      return smallestFormat(
        candidates.map(({ format }) => format),
        async (format) => encode(await framesIn(format), format),
      );
    }
    const isStill = this.task.header.pages === 1 || frame !== undefined;
    const trials = await this.clock.time('steps', async () => {
      const rendered = await (isStill ? stills.image(frame, output) : frames.all(output, first.format));
      return formatTrials(rendered, { candidates, isSourceLossless: encoder.isSourceLossless });
    });
    return smallestFormat(trials.formats, (format) => encode(trials.image, format));
  }

  /** A broken image is not passed on, not even as a copy (safety invariant 6). */
  async #copy(): Promise<RenderedOutput> {
    const { source, header } = this.task;
    const { width, height, pages } = header;
    const remarks = await readably(source, (readable) => decodeFully(readable, header, () => {}));
    const bytes = readFileSync(source);
    return { bytes, width, height, pages, notes: [l10n.t('Already fits: copied unchanged.'), ...remarks] };
  }

  async #minify({ recipe, output }: TaskOutput): Promise<RenderedOutput> {
    const { source, header } = this.task;
    const { aggressive = false, prefix } = output.svg ?? {};
    const { bytes, notes } = await minifySvg(readFileSync(source), {
      keepMetadata: recipe.metadata !== 'strip',
      aggressive,
      ...(prefix !== undefined && { prefix: filePrefix(prefix, parse(source).name) }),
    });
    return { bytes, width: header.width, height: header.height, pages: 1, notes };
  }
}

function withRemarks(rendered: RenderedOutput, remarks: readonly string[]): RenderedOutput {
  return remarks.length === 0 ? rendered : { ...rendered, notes: [...rendered.notes, ...remarks] };
}
