import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pendingRuns, pendingSentence } from '../../../src/client/history/pendingRuns';
import { recoverRuns } from '../../../src/client/history/recoverRuns';
import { readUnfinished } from '../../../src/client/history/resumeRun';
import { undoRun } from '../../../src/client/history/undoLastRun';
import { RunFolder } from '../../../src/client/store/runFolder';
import { lastRun, undoableRuns } from '../../../src/client/store/storedRuns';
import { runName } from '../../../src/client/store/undoableRun';
import { contentOf } from '../../engine/fixtures/runs';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { resizeRecipe } from '../../pool/workspace';
import { deadPid } from '../store/records';

/** Records in the store that a crash, another version, or another program left: they must not keep anyone from working. */

setUpPool();

/** What any file of a run may contain. */
const garbage = ['', 'null', '4.5', '"text"', '[]', '{}', '{"phase":"running"', '\0\0\0\0', 'x'.repeat(2_000_000)];

const interrupted = { title: 'Resize', phase: 'running', pid: deadPid, undone: false, destination: '', elapsedSeconds: 0 };

/** What a file of another version may contain. */
const ofOtherVersions: Readonly<Record<string, readonly object[]>> = {
  'run.json': [
    { ...interrupted, roots: [5] },
    { ...interrupted, roots: 'images' },
    { ...interrupted, roots: [], phase: 'interrupted', totals: {} },
    { ...interrupted, roots: [], phase: 'interrupted', totals: { files: 1, counts: 5 } },
    { ...interrupted, roots: [], request: 'resize', id: '../elsewhere' },
    { ...interrupted, roots: [], request: { recipe: null } },
    { ...interrupted, roots: [], phase: 'dreaming' },
  ],
  'report.jsonl': [
    { outcomes: null },
    { outcomes: [null, 5, {}] },
    { outcomes: [{ id: 0, source: '/a', status: 'lost', before: {}, outputs: [] }] },
    { outcomes: [{ id: 0, source: '/a', status: 'done', outputs: [] }] },
    { tasks: 'all' },
    { tasks: [{ id: 0, source: '/a' }, { id: 1 }] },
    { rows: [{ id: 0, source: '/a', targets: 5 }] },
    { notes: ['of a later version'] },
  ],
  'undo.json': [{ pid: 1 }],
};

const cases = ['run.json', 'report.jsonl', 'undo.json'].flatMap((file) => [
  // An empty mark of an undo may be one that starts right now.
  ...garbage.filter((text) => text !== '' || file !== 'undo.json').map((text) => [file, text] as const),
  ...(ofOtherVersions[file] ?? []).map((content) => [file, JSON.stringify(content)] as const),
]);

test('A start, the history, and undo go on when a file of a run is torn or of another version', async () => {
  await writeImages(workspace.images, 2, { width: 80, height: 60 });
  const before = contentOf(workspace.images);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const recipe = resizeRecipe({ longEdge: 40 }, { kind: 'replace' });
  await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  const after = join(workspace.root, 'after');
  const pairs = [
    [workspace.images, join(after, 'images')],
    [workspace.store, join(after, 'store')],
  ] as const;
  for (const [from, to] of pairs) cpSync(from, to, { recursive: true, preserveTimestamps: true });
  for (const [file, text] of cases) {
    for (const [to, from] of pairs) {
      rmSync(to, { recursive: true });
      cpSync(from, to, { recursive: true, preserveTimestamps: true });
    }
    const [stored] = await RunFolder.list(workspace.store);
    if (!stored) throw new Error('no run');
    // A report is what the crash left of it, and then the foreign line.
    const kept = file === 'report.jsonl' ? readFileSync(join(stored.path, file), 'utf8').slice(0, -20) : '';
    writeFileSync(join(stored.path, file), kept === '' ? text : `${kept}\n${text}\n`);
    const what = `${file}: ${text.slice(0, 100)}`;
    await recoverRuns(client, workspace.store);
    for (const pending of await pendingRuns(workspace.store, undefined)) expect(pendingSentence(pending), what).toBeTruthy();
    const folder = await lastRun(workspace.store, [workspace.root]).then((last) => last ?? lastRun(workspace.store, undefined));
    if (!folder) throw new Error(`no run is over: ${what}`);
    await readUnfinished(folder);
    const [run] = await undoableRuns(workspace.store, undefined);
    if (!run) throw new Error(`nothing to undo: ${what}`);
    expect(runName(run), what).toContain('(2 files)');
    const { report } = await undoRun(client, workspace.store, run.folder, { isNewest: true });
    expect(report, what).toMatchObject({ restored: 2, refused: [] });
    expect(contentOf(workspace.images), what).toEqual(before);
  }
});
