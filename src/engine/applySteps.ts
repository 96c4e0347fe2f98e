import type { Sharp } from 'sharp';
import type { Step } from '../shared/recipe';
import { changes, operationOf, pictureAfter } from './operations';
import type { Operation, Picture, PixelOperation, Pixels, SharpOperation, Surroundings } from './operations/operation';
import type { Stage, Stages } from './stages';

/** Carries out the steps of a recipe, in the recipe's order. */

/** What the steps are done with. */
export interface Workshop extends Surroundings {
  readonly stages: Stages;
  /** Prepares a pipeline for being kept: its colours and what there is beside its pixels stay what they are. */
  keeping(image: Sharp, picture: Picture): Sharp;
  /** Whether a picture has red, green and blue, or a grey that can be taken for them. */
  isRgb(picture: Picture): boolean;
  /** Has red, green and blue come of a picture of other colours. */
  toRgb(image: Sharp, picture: Picture): { readonly image: Sharp; readonly picture: Picture };
}

function isPixelOperation(operation: Operation<Step>): operation is PixelOperation<Step> {
  return 'edit' in operation;
}

/** A pipeline, and what its picture will be. */
export class Line {
  #rank = -1;
  /** The picture that the pipeline starts from, while nothing was added to it. */
  #fresh: Stage | undefined;

  constructor(
    public image: Sharp,
    public picture: Picture,
    readonly shop: Workshop,
  ) {}

  static of(stage: Stage, picture: Picture, shop: Workshop): Line {
    const line = new Line(stage.open(), picture, shop);
    line.#restart(stage, picture);
    return line;
  }

  #restart(stage: Stage, picture: Picture): void {
    this.#fresh = stage;
    this.#rank = -1;
    this.image = stage.open();
    this.picture = { ...picture, width: stage.width, height: stage.height };
  }

  /** Has the pipeline make its pixels. */
  async settle(): Promise<Stage> {
    const stage = this.#fresh ?? (await this.shop.stages.keep(this.shop.keeping(this.image, this.picture)));
    this.#restart(stage, this.picture);
    return stage;
  }

  async add(step: Step): Promise<void> {
    if (!changes(step, this.picture)) return;
    const operation = operationOf(step);
    if (operation.rgb && !this.shop.isRgb(this.picture)) await this.#toRgb();
    const intensity = 'intensity' in step ? step.intensity / 100 : 1;
    if (isPixelOperation(operation)) await this.#edit(operation, step, intensity);
    else if (intensity < 1 || operation.blend) await this.#blend(operation, step, intensity);
    else await this.#apply(operation, step);
  }

  async #toRgb(): Promise<void> {
    const { image, picture } = this.shop.toRgb(this.image, this.picture);
    const stage = await this.shop.stages.keep(image);
    this.#restart(stage, picture);
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    if (operation.rank <= this.#rank) await this.settle();
    const size = operation.size ? operation.size(step, this.picture) : this.picture;
    this.image = await operation.apply(this.image, step, this.picture, this.shop);
    this.#fresh = undefined;
    this.#rank = operation.rank;
    this.picture = pictureAfter(step, this.picture);
    if (size === undefined) await this.settle();
  }

  /** Edits a copy, so that stages others hold stay as they are. */
  async #edit(operation: PixelOperation<Step>, step: Step, intensity: number): Promise<void> {
    const before = await this.settle();
    const pixels = before.pixels();
    operation.edit(pixels, step);
    if (intensity < 1) mix(before.pixels(), pixels, (a, b) => a + (b - a) * intensity);
    const stage = await this.shop.stages.keep(this.shop.keeping(before.open(), this.picture));
    stage.replace(pixels);
    this.#restart(stage, pictureAfter(step, this.picture));
  }

  async #blend(operation: SharpOperation<Step>, step: Step, intensity: number): Promise<void> {
    const before = await this.settle();
    const after = pictureAfter(step, this.picture);
    // Grey that is coloured has more samples than before, so both are held in the colours of the result.
    const original = after.space === this.picture.space ? before : await this.shop.stages.keep(this.shop.keeping(before.open(), after));
    const made = await operation.apply(before.open(), step, this.picture, this.shop);
    const stage = await this.shop.stages.keep(this.shop.keeping(made, after));
    const own = operation.blend?.(step) ?? ((_: number, b: number) => b);
    const pixels = stage.pixels();
    mix(original.pixels(), pixels, (a, b, white) => a + (own(a, b, white) - a) * intensity);
    stage.replace(pixels);
    this.#restart(stage, after);
  }
}

/** Has samples of two pictures of one shape make those of the second; what lies beyond black or white is cut. */
function mix(before: Pixels, after: Pixels, blend: (before: number, after: number, white: number) => number): void {
  if (before.data.length !== after.data.length || before.white !== after.white)
    throw new Error(`pictures of ${before.bands} and ${after.bands} samples cannot be mixed`);
  const { data, white } = after;
  for (let at = 0; at < data.length; at += 1)
    data[at] = Math.min(white, Math.max(0, Math.round(blend(before.data[at] as number, data[at] as number, white))));
}
