import { expect, test } from 'vitest';
import { at, drawn, pixelsAfter, stepOf } from '../steps';

const corner = (x: number, y: number) => (x === 0 && y === 0 ? [250, 10, 10] : [20, 20, 20]);

test.each([
  ['flip', stepOf({ operation: 'flip' }), [0, 4]],
  ['flop', stepOf({ operation: 'flop' }), [6, 0]],
] as const)('%s moves the top left pixel to the opposite corner', async (_, step, [x, y]) => {
  const pixels = await pixelsAfter(await drawn(7, 5, corner), [step]);
  expect([pixels.width, pixels.height]).toEqual([7, 5]);
  expect(at(pixels, x, y)).toEqual([250, 10, 10]);
  expect(at(pixels, 0, 0)).toEqual([20, 20, 20]);
});
