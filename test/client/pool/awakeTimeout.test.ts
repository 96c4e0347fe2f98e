import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { awakeTimeout } from '../../../src/client/pool/awakeTimeout';

/** Nothing runs meanwhile, as while the computer sleeps or the process is stopped. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('Time for which the process did not run does not count', async () => {
  let over = false;
  const clear = awakeTimeout(800, () => {
    over = true;
  });
  sleep(1000);
  // A setTimeout of the same time would be over now.
  await delay(1);
  await delay(1);
  expect(over).toBe(false);
  while (!over) await delay(10);
  clear();
});

test('A timeout that was cleared does not call back', async () => {
  let over = false;
  awakeTimeout(1, () => {
    over = true;
  })();
  await delay(20);
  expect(over).toBe(false);
});
