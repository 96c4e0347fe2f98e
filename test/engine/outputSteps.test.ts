import { expect, test } from 'vitest';
import { resizeTo } from '../../src/engine/outputSteps';
import { resizeStep } from '../../src/shared/schema/geometrySteps';

test('a resize of the engine has the defaults of the schema', () => {
  expect(resizeTo({ width: 5 })).toEqual(resizeStep.parse({ operation: 'resize', width: 5 }));
});
