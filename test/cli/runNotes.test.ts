import { expect, test } from 'vitest';
import { RunNotes } from '../../src/cli/output/runNotes';
import { outcomeOf } from '../../src/shared/run/outcome';

test('a decoder that is missing is told once, with the files that it concerns', () => {
  const notes = new RunNotes();
  for (const id of [1, 2, 3, 4, 5]) {
    const file = { id, source: `/photos/${id}.heic`, bytes: 1 };
    notes.add(outcomeOf(file, { status: 'failed', code: 'decoder-missing', message: 'It is missing.' }));
    notes.add(outcomeOf(file, { status: 'failed', code: 'corrupt', message: 'It is damaged.' }));
  }
  expect(notes.lines()).toEqual([expect.stringMatching(/1\.heic, .*3\.heic and 2 more: It is missing\.$/)]);
});
