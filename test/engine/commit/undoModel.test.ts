import { expect, test } from 'vitest';
import { runUndoSequence } from '../../torture/undo/undoSequence';

/** A failure names its seed; `node out/test/torture/undo.main.cjs 1 SEED` repeats it. */
test.each([1, 11, 21, 31])('whatever runs and users do to a folder, undo does what a model of it does (seeds from %i)', async (first) => {
  for (let seed = first; seed < first + 10; seed += 1) await expect(runUndoSequence(seed, 40)).resolves.toBeUndefined();
});
