import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { RunSetup, Task } from '../../shared/run/run';
import { type TaskOutput, taskRecipe } from '../../shared/run/taskOutput';
import { decodeImage } from '../formats/decodeImage';
import { refuseTruncatedGif } from '../formats/gif';
import { minifySvg } from '../svg/minifySvg';
import { filePrefix } from '../svg/prefixNames';
import { DecodedFrames } from './decodedFrames';
import { FileIntermediates } from './intermediates';
import { OutputEncoder } from './outputEncoder';
import type { RenderedOutput } from './renderedOutput';
import { carefulEncoding, rewriteSource } from './rewriteSource';
import { StillImages } from './stillImages';

/** sharp's timeout takes whole seconds, up to an hour; the supervisor ends what takes longer. */
function sharpSeconds(seconds: number): number {
  return Math.min(3600, Math.ceil(seconds));
}

/** Renders the outputs of one task from one decoded image. Writes nothing but intermediates. */
export class TaskRenderer {
  readonly #intermediates: FileIntermediates;
  readonly #frames: DecodedFrames;
  readonly #stills: StillImages;
  readonly #encoder: OutputEncoder;

  constructor(
    readonly task: Task,
    setup: RunSetup,
  ) {
    const recipe = taskRecipe(task, setup.recipe);
    this.#intermediates = new FileIntermediates(setup.directory, `${task.id}-${task.attempt}`);
    this.#frames = new DecodedFrames(task, recipe, sharpSeconds(setup.timeoutSeconds));
    this.#stills = new StillImages(task, recipe, this.#frames, this.#intermediates);
    this.#encoder = new OutputEncoder(task, recipe, this.#intermediates);
  }

  dispose(): void {
    this.#intermediates.dispose();
  }

  /** Renders one of the task's outputs. */
  async render(taskOutput: TaskOutput): Promise<RenderedOutput> {
    const { planned, output } = taskOutput;
    const { format, frame } = planned;
    const { source, header } = this.task;
    if (planned.copy) return this.#copy();
    if (format === 'svg') return this.#minify(taskOutput);
    if (header.format === 'gif') refuseTruncatedGif(source);
    const rewritten = frame === undefined ? await rewriteSource(taskOutput) : { note: undefined };
    if ('rendered' in rewritten) return rewritten.rendered;
    const isStill = header.pages === 1 || frame !== undefined;
    const image = isStill ? await this.#stills.image(frame, output) : await this.#frames.all(output, format);
    if (rewritten.note === undefined) return this.#encoder.encode(image, { output, format });
    const encoded = await this.#encoder.encode(image, { output: carefulEncoding(output, format), format });
    return { ...encoded, notes: [rewritten.note, ...encoded.notes] };
  }

  /** A broken image is not passed on, not even as a copy (safety invariant 6). */
  async #copy(): Promise<RenderedOutput> {
    const { source, header } = this.task;
    const { format, width, height, pages } = header;
    await decodeImage(source, { format, width, height, pages });
    return { bytes: readFileSync(source), width, height, pages, notes: [l10n.t('Already fits: copied unchanged.')] };
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
