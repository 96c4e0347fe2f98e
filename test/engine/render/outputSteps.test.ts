import { expect, test } from 'vitest';
import { resizeTo } from '../../../src/engine/render/outputSteps';
import { step } from '../../../src/shared/recipe/schema/steps';

test('resize steps made by the engine have the defaults of the schema', () => {
  expect(resizeTo({ width: 5 })).toEqual(step.parse({ operation: 'resize', width: 5 }));
});
