import { expect, test } from 'vitest';
import { panelRow } from '../../../src/extension/state/panelRow';
import { failureLines, outputsResult } from '../../../src/shared/run/unwrittenOutputs';

/** Outputs whose format is not known until all of them are encoded, as people see them. */

const unwritten = [
  { target: '/out/a-{format}.{format}', format: 'best', status: 'failed', code: 'too-many-bytes', message: 'Too many bytes.' },
] as const;
const state = { sizeUnknown: false, outputs: [], selected: false, displayPath: (path: string) => path };
const plan = { id: 0, source: '/a.png', bytes: 1, width: 1, height: 1, cost: 1, targets: ['/out/b.{format}'] };

test('a message about an open format names any extension', () => {
  const result = outputsResult(unwritten, 2);
  expect(result.message).toBe('1 of 2 outputs failed. a-*.*: Too many bytes.');
  expect(failureLines(result as never)).toEqual(['1 of 2 outputs failed.', 'a-*.*: Too many bytes.']);
});

test('the panel shows any extension, but leaves a name alone that only looks like an open format', () => {
  const row = panelRow({ ...plan, candidates: ['/out/b.jpg', '/out/b.webp'], unwritten }, undefined, { ...state, status: 'planned' });
  expect(row).toMatchObject({ targets: ['/out/b.*'], unwritten: [{ target: '/out/a-*.*' }] });
  expect(panelRow(plan, undefined, { ...state, status: 'planned' }).targets).toEqual(plan.targets);
});
