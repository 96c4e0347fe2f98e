import { afterEach, expect, test } from 'vitest';
import type { GroupFile } from '../../src/shared/protocol/groupsProtocol';
import { setLocale } from '../../src/shared/values/locale';
import { commonTexts, savingText } from '../../src/webview/common/commonTexts';
import { statusText } from '../../src/webview/common/statusText';
import { comparisonTexts } from '../../src/webview/compare/comparisonTexts';
import { bytesText, fileTexts, rowLabel } from '../../src/webview/files/fileTexts';
import { fileLabel, groupsSentence, groupTexts, keepRuleText, lineText, trashText } from '../../src/webview/groups/groupTexts';
import { filesText, progressTexts, readingSpeedText, speedText, workersText, workerText } from '../../src/webview/run/progressTexts';
import { filterText, runTexts } from '../../src/webview/run/runTexts';
import { problemTexts, statusSentence } from '../../src/webview/run/statusSentence';
import { aRun, doneRow, someTotals } from './fakeHost';
import { groupFile, groupLines, someGroups } from './groupRuns';

// Every module is loaded now, before the language is set.
afterEach(() => setLocale('en'));

const tables = { ...commonTexts, ...fileTexts, ...runTexts, ...progressTexts, ...groupTexts, ...comparisonTexts } as const;

test('A language that is set after the texts were loaded translates every one of them', () => {
  const call = (text: (arg: never) => string) => text('x' as never);
  const english = Object.values(tables).map(call);
  const bundle = Object.fromEntries(english.map((text) => [text, `«${text}»`]));
  const withArguments = {
    'Rename to {0}': '«{0}»',
    'Open {0}': '«{0}»',
    'Sort by {0}': '«{0}»',
    '{0, plural, one {# output} other {# outputs}}': '{0, plural, other {«#»}}',
    '{0, plural, one {Retry # File} other {Retry # Files}}': '{0, plural, other {«#»}}',
    'Not written: {0}': '«{0}»',
    'Remove {0} from protected folders': '«{0}»',
    '{0, plural, one {Rename # File} other {Rename # Files}}': '{0, plural, other {«#»}}',
    Queued: '«Queued»',
    Finished: '«Finished»',
    'Most pixels': '«Most pixels»',
    '{0} saved': '«{0}»',
  };
  setLocale('en', { contents: { ...bundle, ...withArguments } });
  for (const text of Object.values(tables)) expect(call(text)).toMatch(/^«.*»$/);
  expect(statusText('queued', 'process')).toBe('«Queued»');
  expect(filterText('skipped', 'process')).toBe('«Skipped»');
  expect(statusSentence({ ...aRun, phase: 'finished' }, undefined)).toBe('«Finished»');
  expect(keepRuleText('mostPixels')).toBe('«Most pixels»');
  expect(savingText(100, 19)).toBe('«81%»');
});

test('Summaries of a run count files in the singular and the plural', () => {
  const finished = { ...aRun, phase: 'finished' } as const;
  const one = { ...someTotals, files: 1, done: 1, failed: 0, known: 1, bytesIn: 1000, bytesOut: 1000 };
  expect(statusSentence(finished, one)).toBe('Finished: 1 of 1 file done in 1 min 35 s. 1.00 KB became 1.00 KB, same size.');
  expect(statusSentence(finished, { ...one, bytesIn: 0, bytesOut: 0 })).toBe('Finished: 1 of 1 file done in 1 min 35 s.');
  expect(statusSentence(finished, { ...one, done: 0, skipped: 1 })).toBe('Finished: nothing to do for 1 file.');
  const { elapsedSeconds: _, ...untimed } = one;
  expect(statusSentence({ ...finished, phase: 'interrupted' }, { ...untimed, files: 9, bytesOut: 500 })).toBe(
    'Interrupted: 1 of 9 files done. 1.00 KB became 500 B, 50% saved.',
  );
  expect(statusSentence(finished, { ...one, outputs: 3, several: true, bytesOut: 9000 })).toBe(
    'Finished: 1 of 1 file done in 1 min 35 s. 3 outputs, 9.00 KB.',
  );
  expect(statusSentence({ ...finished, kind: 'hash' }, one)).toBe(
    'Finished: 1 of 1 file hashed in 1 min 35 s. 1.00 KB read. 1 file has not changed since it was last hashed.',
  );
  expect(statusSentence({ ...finished, kind: 'check' }, { ...someTotals, done: 990, bytesIn: 0 })).toBe(
    'Finished with errors: 990 of 1,000 files OK in 1 min 35 s.',
  );
  expect(statusSentence({ ...finished, kind: 'duplicates' }, { ...someTotals, failed: 0 })).toBe('Finished. It took 1 min 35 s.');
});

test('Problems of a run are named by its kind, and a count of zero is left out', () => {
  expect(problemTexts({ failed: 1, missing: 2 }, 'verify')).toEqual([
    ['failed', '1 file failed'],
    ['missing', '2 files are missing'],
  ]);
  expect(problemTexts({ failed: 1, missing: 0 }, 'check')).toEqual([['failed', '1 file has an error']]);
  expect(problemTexts({ failed: 2, missing: 0 }, 'check')).toEqual([['failed', '2 files have errors']]);
  expect(problemTexts({ failed: 2000, missing: 0 }, 'duplicates')).toEqual([['failed', '2,000 files could not be compared']]);
});

test('Progress texts show counts, rates and the load of the workers', () => {
  expect(filesText(someTotals, 'planning')).toBe('1,000 found');
  expect(filesText(someTotals, 'running')).toBe('435 of 1,000');
  expect([speedText(3), speedText(1234.4)]).toEqual(['3.0 files/s', '1,234 files/s']);
  expect(readingSpeedText(someTotals)).toBe('42 files/s, 42.1 MB/s');
  expect(workersText([{ worker: 0, files: 1, busy: 0.5 }])).toBe('1 · 50% busy');
  expect(workerText({ worker: 0, files: 1, busy: 0.931 })).toBe('Worker 1: Idle, 1 file, busy 93% of the time');
});

test('A row is one sentence for a screen reader, in the numbers of the locale', () => {
  expect(bytesText({ ...doneRow(1), outputs: [{ path: 'a.jpg', bytes: 8_000_000 }] })).toBe('4.21 MB → 8.00 MB, 90% larger');
  setLocale('de');
  expect(rowLabel(doneRow(1), 'process')).toMatch(/, Done, 4,21 MB → 812 KB, 81\s% saved, 4000 × 3000 → 640 × 480, IMG_000001-640.jpg$/);
});

test('Groups, their lines and files say what is removed and what is kept', () => {
  expect(groupsSentence({ ...someGroups, groups: 1, files: 2, removable: { files: 1, bytes: 1000 } })).toBe(
    '1 group with 2 files. Marked for removal: 1 file (1.00 KB).',
  );
  expect([1, 2000].map(trashText)).toEqual(['Move 1 File to Trash...', 'Move 2,000 Files to Trash...']);
  const [line] = groupLines(1)({ from: 0, count: 1, columns: 3 }).lines;
  if (line === undefined) throw new Error('There is one group.');
  expect(lineText(line)).toBe('Group 1: 3 files, 5.70 MB to remove');
  expect(lineText({ ...line, removableBytes: 0 })).toBe('Group 1: 3 files');
  expect(lineText({ ...line, size: 9, first: 3 })).toBe('Group 1: files 4 to 6 of 9');
  const label = (change: Partial<GroupFile>) => fileLabel(groupFile(1, change));
  expect(label({ mark: 'removable' })).toMatch(/, To be removed$/);
  expect(label({ mark: 'kept' })).toMatch(/, Kept$/);
  expect(label({ mark: 'alsoKept', reason: 'linked' })).toMatch(/, Kept \(hard link\)$/);
});
