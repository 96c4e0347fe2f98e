import * as z from 'zod';
import * as filters from './filterSteps';
import * as geometry from './geometrySteps';

/** One operation of a recipe. A new operation adds its schema here. */
export const step = z.discriminatedUnion('operation', [
  geometry.resizeStep,
  geometry.cropStep,
  geometry.trimStep,
  geometry.padStep,
  geometry.rotateStep,
  geometry.flipStep,
  geometry.flopStep,
  filters.blurStep,
  filters.sharpenStep,
  filters.unsharpStep,
  filters.medianStep,
  filters.denoiseStep,
  filters.gammaStep,
  filters.negateStep,
  filters.normalizeStep,
  filters.claheStep,
  filters.thresholdStep,
  filters.modulateStep,
  filters.contrastStep,
  filters.tintStep,
  filters.grayscaleStep,
  filters.sepiaStep,
  filters.vignetteStep,
  filters.pixelateStep,
  filters.posterizeStep,
  filters.embossStep,
  filters.edgeStep,
  filters.convolveStep,
  filters.flattenStep,
  filters.alphaStep,
  filters.watermarkStep,
]);

export type Step = z.output<typeof step>;
export type StepKind = Step['operation'];
/** The step of one operation. */
export type StepOf<Kind extends StepKind> = Extract<Step, { operation: Kind }>;

export const stepKinds = step.options.map((option) => option.shape.operation.value);
