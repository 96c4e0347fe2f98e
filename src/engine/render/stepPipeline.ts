import type { Sharp } from 'sharp';
import type { Step } from '../../shared/recipe/recipe';
import { changes, operationOf, pictureAfter } from '../operations';
import { mix } from '../operations/core/mixIntensity';
import {
  type Operation,
  type Picture,
  type PixelOperation,
  rank,
  type SharpOperation,
  type Surroundings,
} from '../operations/core/operation';
import { isGrey, type Needs, workingSpace } from '../operations/core/workingSpace';
import type { Stage, Stages } from './intermediates';

/** Carries out the steps of a recipe, in the recipe's order. */

/** What the steps are done with. */
export interface Workshop extends Surroundings {
  readonly stages: Stages;
  /** Prepares a pipeline for being kept: its colours and what there is beside its pixels stay what they are. */
  keeping(image: Sharp, picture: Picture): Sharp;
  /** Whether a picture has red, green and blue, or a grey that can be taken for them. */
  isRgb(picture: Picture): boolean;
  /** Has the colours of a picture converted to another space. */
  convert(image: Sharp, picture: Picture, space: string): Sharp;
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

  /** Whether the picture could be put on a background, or its colours converted, before what is pending just as well as after it. */
  get commutes(): boolean {
    return this.#rank <= rank.mirror;
  }

  /** Has the pipeline make its pixels. */
  async settle(): Promise<Stage> {
    // Floating point and the like are not kept, so what is known of the picture changes with it.
    await this.#convert({});
    const stage = this.#fresh ?? (await this.shop.stages.keep(this.shop.keeping(this.image, this.picture)));
    this.#restart(stage, this.picture);
    return stage;
  }

  async add(step: Step): Promise<void> {
    if (!changes(step, this.picture)) return;
    const operation = operationOf(step);
    await this.#convert(operation.needs?.(step, this.picture) ?? {});
    const share = 'intensity' in step ? step.intensity / 100 : 1;
    if (isPixelOperation(operation)) await this.#edit(operation, step, share);
    else if (share < 1 || operation.merge?.(step)) await this.#merge(operation, step, share);
    else await this.#apply(operation, step);
  }

  async #convert(needs: Needs): Promise<void> {
    const space = workingSpace(this.picture.space, needs, this.shop.isRgb(this.picture));
    if (space === this.picture.space) return;
    // Inks and floating point have their grey by way of red, green and blue.
    if (isGrey(space) && !isGrey(this.picture.space)) await this.#convert({ rgb: true });
    // sharp converts some colours before all else and some at the end, and negates after that.
    if (this.#rank >= 0) await this.settle();
    const stage = await this.shop.stages.keep(this.shop.convert(this.image, this.picture, space));
    this.#restart(stage, { ...this.picture, space });
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    const [first, last] = operation.span?.(step, this.picture) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) await this.settle();
    const size = operation.size ? operation.size(step, this.picture) : this.picture;
    this.image = await operation.apply(this.image, step, this.picture, this.shop);
    this.#fresh = undefined;
    this.#rank = last;
    this.picture = pictureAfter(step, this.picture);
    if (size === undefined) await this.settle();
  }

  /** Edits a copy, so that stages others hold stay as they are. */
  async #edit(operation: PixelOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const pixels = before.pixels();
    await operation.edit(pixels, step, this.shop);
    if (share < 1) mix(before.pixels(), pixels, share);
    const stage = await this.shop.stages.keep(this.shop.keeping(before.open(), this.picture));
    stage.replace(pixels);
    this.#restart(stage, pictureAfter(step, this.picture));
  }

  async #merge(operation: SharpOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const after = pictureAfter(step, this.picture);
    const made = await operation.apply(before.open(), step, this.picture, this.shop);
    const stage = await this.shop.stages.keep(this.shop.keeping(made, after));
    const pixels = stage.pixels();
    operation.merge?.(step)?.(before.pixels(), pixels);
    if (share < 1) mix(before.pixels(), pixels, share);
    stage.replace(pixels);
    this.#restart(stage, after);
  }
}
