import { expect, test } from 'vitest';
import { resizeTo } from '../../../src/engine/render/outputSteps';
import { resizeStep } from '../../../src/shared/recipe/schema/geometrySteps';

test('resize steps made by the engine have the defaults of the schema', () => {
  expect(resizeTo({ width: 5 })).toEqual(resizeStep.parse({ operation: 'resize', width: 5 }));
});
